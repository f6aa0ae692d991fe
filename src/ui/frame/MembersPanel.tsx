import './MembersPanel.css';
import X from 'lucide-solid/icons/x';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Member, Status } from '../../messenger/messenger.ts';
import { IconButton } from '../parts/Button.tsx';
import { MemberFace } from '../parts/MemberFace.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Who belongs to the office, and who is here now. */
export function MembersPanel(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const by = (status: Status) =>
    createMemo(() => view.members.ids().filter((id) => view.members.of(id)?.status === status));
  const groups = [
    { status: 'online', ids: by('online') },
    { status: 'offline', ids: by('offline') },
  ] as const;
  return (
    <aside class="panel" aria-labelledby="members-title">
      <header class="bar">
        <h2 id="members-title" class="panel-title">
          {text.members.title}
        </h2>
        <IconButton label={text.members.close} onClick={() => props.onClose()}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <div class="panel-body">
        <For each={groups}>
          {(group) => (
            <Show when={group.ids().length > 0}>
              <section>
                <h3 class="members-group">
                  {text.members[group.status]} <span>{group.ids().length}</span>
                </h3>
                <ul>
                  <For each={group.ids()}>
                    {(id) => (
                      <Show when={view.members.of(id)}>{(it) => <MemberRow member={it()} />}</Show>
                    )}
                  </For>
                </ul>
              </section>
            </Show>
          )}
        </For>
      </div>
    </aside>
  );
}

function MemberRow(props: { readonly member: Member }): JSX.Element {
  return (
    <li class="member">
      <MemberFace member={props.member} small />
      <p class="member-name">
        <span class="name" dir="auto">
          {props.member.name}
        </span>
        <Show when={props.member.self}>
          <span class="member-self"> ({text.you})</span>
        </Show>
      </p>
      <Show when={props.member.role !== 'member'}>
        <span class="member-role">{text.members.roles[props.member.role]}</span>
      </Show>
    </li>
  );
}
