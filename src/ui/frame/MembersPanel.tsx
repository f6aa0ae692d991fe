import './Panel.css';
import './MembersPanel.css';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import X from 'lucide-solid/icons/x';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Member, Status } from '../../messenger/messenger.ts';
import type { MemberId } from '../../model/ids.ts';
import { IconButton } from '../parts/Button.tsx';
import { MemberFace } from '../parts/MemberFace.tsx';
import { VerifiedMark } from '../parts/VerifiedMark.tsx';
import { Custom } from '../people/Custom.tsx';
import MemberCard from '../people/MemberCard.tsx';
import { presenceText } from '../people/seenText.ts';
import { text } from '../text/text.ts';
import { numberText } from '../text/time.ts';
import { useView } from '../view.ts';

interface MembersPanelProps {
  /** Whose card is shown; null for the list of all. */
  readonly member: MemberId | null;
  readonly onMember: (member: MemberId | null) => void;
  readonly onClose: () => void;
}

/** Who belongs to the office and who is here now, or one of them. */
export default function MembersPanel(props: MembersPanelProps): JSX.Element {
  const view = useView();
  const shown = () => (props.member === null ? undefined : view.members.of(props.member));
  return (
    <aside class="panel" aria-labelledby="members-title">
      <header class="bar">
        <Show when={shown()}>
          <IconButton label={text.member.back} onClick={() => props.onMember(null)}>
            <ArrowLeft class="member-back" size={18} aria-hidden="true" />
          </IconButton>
        </Show>
        <h2 id="members-title" class="panel-title">
          {text.members.title}
        </h2>
        <IconButton label={text.members.close} onClick={() => props.onClose()}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <div class="panel-body" data-region="panel">
        <Show when={shown()} fallback={<MemberList onMember={props.onMember} />}>
          {(member) => <MemberCard member={member()} />}
        </Show>
      </div>
    </aside>
  );
}

function MemberList(props: { readonly onMember: (member: MemberId) => void }): JSX.Element {
  const view = useView();
  const by = (status: Status) =>
    createMemo(() => view.members.ids().filter((id) => view.members.of(id)?.status === status));
  const groups = [
    { status: 'online', ids: by('online') },
    { status: 'away', ids: by('away') },
    { status: 'dnd', ids: by('dnd') },
    { status: 'offline', ids: by('offline') },
  ] as const;
  return (
    <For each={groups}>
      {(group) => (
        <Show when={group.ids().length > 0}>
          <section>
            <h3 class="members-group">
              {text.standings[group.status]} <span>{numberText(group.ids().length)}</span>
            </h3>
            <ul>
              <For each={group.ids()}>
                {(id) => (
                  <Show when={view.members.of(id)}>
                    {(it) => <MemberRow member={it()} onChoose={() => props.onMember(id)} />}
                  </Show>
                )}
              </For>
            </ul>
          </section>
        </Show>
      )}
    </For>
  );
}

/** What they say of themselves; of who is not here, when they were. */
function MemberSays(props: { readonly member: Member }): JSX.Element {
  const view = useView();
  return (
    <Show
      when={props.member.lastSeen !== null}
      fallback={
        <Show when={props.member.custom}>
          <span class="member-says">
            <Custom custom={props.member.custom} />
          </span>
        </Show>
      }
    >
      <span class="member-says">{presenceText(props.member, view.today())}</span>
    </Show>
  );
}

function MemberRow(props: { readonly member: Member; readonly onChoose: () => void }): JSX.Element {
  return (
    <li>
      <button type="button" class="member" onClick={() => props.onChoose()}>
        <MemberFace member={props.member} small />
        <span class="member-name">
          <span class="name" dir="auto">
            {props.member.name}
          </span>
          <Show when={props.member.self}>
            <span class="member-self"> ({text.you})</span>
          </Show>
          <VerifiedMark verification={props.member.verification} />
          <MemberSays member={props.member} />
        </span>
        <Show when={props.member.role !== 'member'}>
          <span class="member-role">{text.members.roles[props.member.role]}</span>
        </Show>
        <ChevronRight class="member-open" size={16} aria-hidden="true" />
      </button>
    </li>
  );
}
