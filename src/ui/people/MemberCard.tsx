import './MemberCard.css';
import MessageSquare from 'lucide-solid/icons/message-square';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Member } from '../../messenger/messenger.ts';
import { useOpening } from '../frame/opening.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { MemberFace } from '../parts/MemberFace.tsx';
import { VerifiedMark } from '../parts/VerifiedMark.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { Custom } from './Custom.tsx';
import { DeviceList } from './DeviceList.tsx';
import { MemberRole } from './MemberRole.tsx';
import { presenceText } from './seenText.ts';

/** One person: who they are, what they may do, on which devices, and what can be done about it. */
export default function MemberCard(props: { readonly member: Member }): JSX.Element {
  const view = useView();
  const { go, open } = useOpening();
  const messaging = createDeed();
  const id = () => props.member.id;
  const message = (): void => {
    void messaging.run(async () => go(await view.messenger.openDirect([id()])));
  };
  return (
    <article class="member-card" aria-label={props.member.name}>
      <header class="member-head">
        <MemberFace member={props.member} />
        <div>
          <h3 class="member-title">
            <span class="name" dir="auto">
              {props.member.name}
            </span>
            <Show when={props.member.self}>
              <span class="member-self"> ({text.you})</span>
            </Show>
            <VerifiedMark verification={props.member.verification} />
          </h3>
          <p class="member-role">{text.members.roles[props.member.role]}</p>
          <p class="member-here">{presenceText(props.member, view.today())}</p>
          <Custom custom={props.member.custom} />
        </div>
      </header>
      <Show when={!props.member.self && view.may('create-group')}>
        <div>
          <Button kind="main" disabled={messaging.busy()} onClick={message}>
            <MessageSquare size={16} aria-hidden="true" />
            {text.member.message}
          </Button>
          <Failure sentence={messaging.failure()} />
        </div>
      </Show>
      <MemberRole member={props.member} />
      <Show when={!props.member.self}>
        <Verification member={props.member} />
      </Show>
      <section class="card-part" aria-labelledby="member-devices">
        <h4 id="member-devices" class="field-label">
          {text.member.devices}
        </h4>
        <DeviceList member={id()} empty={text.member.noDevices} />
        <Show when={!props.member.self && view.may('readmit', id())}>
          <Button onClick={() => open({ kind: 'readmit', member: id() })}>
            {text.member.readmit}
          </Button>
        </Show>
      </section>
      <Show when={props.member.role === 'guest'}>
        <GuestChannels member={props.member} />
      </Show>
      <Show when={!props.member.self && view.may('remove-member', id())}>
        <section class="card-part">
          <Button
            class="takes-away"
            aria-label={text.member.removeNamed(props.member.name)}
            onClick={() => open({ kind: 'remove', member: id() })}
          >
            {text.member.remove}
          </Button>
        </section>
      </Show>
    </article>
  );
}

/** Whether this person compared safety numbers with them. */
function Verification(props: { readonly member: Member }): JSX.Element {
  const { open } = useOpening();
  const state = () => props.member.verification;
  return (
    <section class="card-part" aria-labelledby="member-verification">
      <h4 id="member-verification" class="field-label">
        {text.verify.heading}
      </h4>
      <p class="field-hint" classList={{ loud: state() === 'changed' }}>
        {text.verify.states[state()]}
      </p>
      <Button onClick={() => open({ kind: 'verify', member: props.member.id })}>
        <ShieldCheck size={16} aria-hidden="true" />
        {state() === 'none' ? text.verify.open : text.verify.again}
      </Button>
    </section>
  );
}

/** What a guest sees. */
function GuestChannels(props: { readonly member: Member }): JSX.Element {
  const view = useView();
  const channels = createMemo(() =>
    view.conversations
      .ids()
      .map((id) => view.conversations.of(id))
      .filter((it) => it?.kind === 'channel' && it.participants.includes(props.member.id)),
  );
  return (
    <section class="card-part" aria-labelledby="member-channels">
      <h4 id="member-channels" class="field-label">
        {text.member.guestChannels}
      </h4>
      <Show
        when={channels().length > 0}
        fallback={<p class="field-hint">{text.member.guestNone}</p>}
      >
        <ul class="card-list">
          <For each={channels()}>
            {(it) => (
              <li class="name" dir="auto">
                {it?.name}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
