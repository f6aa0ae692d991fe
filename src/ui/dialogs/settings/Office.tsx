import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { OpenInvite } from '../../../messenger/messenger.ts';
import { createById, createObserved } from '../../observe.ts';
import { Button } from '../../parts/Button.tsx';
import { createDeed } from '../../parts/deed.ts';
import { Sure } from '../../parts/Sure.tsx';
import { Failure } from '../../start/Failure.tsx';
import { text } from '../../text/text.ts';
import { untilText } from '../../text/time.ts';
import { useView } from '../../view.ts';
import { WaitingList } from './WaitingList.tsx';

/** Who may still come in, the key of the office, and leaving it. */
export function Office(): JSX.Element {
  const view = useView();
  return (
    <>
      <Waiting />
      <Show when={view.may('invite-member')}>
        <Invites />
      </Show>
      <Show when={view.may('rotate')}>
        <Key />
      </Show>
      <Leaving />
    </>
  );
}

function Waiting(): JSX.Element {
  const view = useView();
  const waiting = createObserved(view.messenger.waiting);
  const others = () => waiting().filter((it) => it.for !== view.me().id);
  return (
    <Show when={others().length > 0}>
      <section class="settings-part" aria-labelledby="waiting-title">
        <h3 id="waiting-title" class="field-label">
          {text.waiting.title}
        </h3>
        <WaitingList of="others" />
      </section>
    </Show>
  );
}

function Invites(): JSX.Element {
  const view = useView();
  const all = createObserved(view.messenger.invites);
  // A person's own recovery code has its place with their devices; others’ are no business here.
  const invites = createById(createMemo(() => all().filter(({ kind }) => kind !== 'recovery')));
  return (
    <section class="settings-part" aria-labelledby="invites-title">
      <h3 id="invites-title" class="field-label">
        {text.officeSettings.invites}
      </h3>
      <Show
        when={invites.ids().length > 0}
        fallback={<p class="field-hint">{text.officeSettings.noInvites}</p>}
      >
        <ul class="invites">
          <For each={invites.ids()}>
            {(id) => <Show when={invites.of(id)}>{(it) => <Invite invite={it()} />}</Show>}
          </For>
        </ul>
      </Show>
    </section>
  );
}

function Invite(props: { readonly invite: OpenInvite }): JSX.Element {
  const view = useView();
  const withdrawing = createDeed();
  const kind = () => text.officeSettings.kinds[props.invite.kind];
  const by = () =>
    props.invite.by === view.me().id ? '' : (view.members.of(props.invite.by)?.name ?? '');
  return (
    <li class="open-invite">
      <div>
        <p>
          {kind()} <Show when={by()}>{(name) => text.officeSettings.by(name())}</Show>
        </p>
        <p class="field-hint">
          {text.officeSettings.invite(
            props.invite.used,
            props.invite.uses,
            untilText(props.invite.expires),
          )}
        </p>
        <Failure sentence={withdrawing.failure()} />
      </div>
      <Button
        kind="quiet"
        aria-label={text.officeSettings.withdrawIt(kind())}
        disabled={withdrawing.busy()}
        onClick={() => void withdrawing.run(() => view.messenger.withdraw(props.invite.id))}
      >
        {text.officeSettings.withdraw}
      </Button>
    </li>
  );
}

function Key(): JSX.Element {
  const view = useView();
  const [changed, setChanged] = createSignal(false);
  const rotating = createDeed();
  const rotate = async (): Promise<void> => {
    setChanged(false);
    setChanged(await rotating.run(() => view.messenger.rotate()));
  };
  return (
    <section class="settings-section settings-part" aria-labelledby="key-title">
      <h3 id="key-title" class="field-label">
        {text.officeSettings.rotate}
      </h3>
      <p class="field-hint">{text.officeSettings.rotateLead}</p>
      <Button disabled={rotating.busy()} onClick={() => void rotate()}>
        {text.officeSettings.rotateNow}
      </Button>
      <p class="field-hint" aria-live="polite">
        {changed() ? text.officeSettings.rotated : ''}
      </p>
      <Failure sentence={rotating.failure()} />
    </section>
  );
}

function Leaving(): JSX.Element {
  const view = useView();
  const isOnlyOwner = () =>
    view.me().role === 'owner' &&
    view.members.ids().every((id) => {
      const it = view.members.of(id);
      return it?.self || it?.role !== 'owner';
    });
  return (
    <section class="settings-section settings-part" aria-labelledby="leave-title">
      <h3 id="leave-title" class="field-label">
        {text.officeSettings.leave}
      </h3>
      <p class="field-hint">
        {isOnlyOwner() ? text.officeSettings.leaveOwner : text.officeSettings.leaveLead}
      </p>
      <Sure
        danger
        ask={text.officeSettings.leaveNow(view.officeName())}
        lead={text.officeSettings.leaveLead}
        act={text.officeSettings.leave}
        onAct={() => view.messenger.removeMember(view.me().id)}
      />
    </section>
  );
}
