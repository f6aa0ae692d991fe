import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Conversation, Member } from '../../messenger/messenger.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { MemberFace } from '../parts/MemberFace.tsx';
import { Sure } from '../parts/Sure.tsx';
import { VerifiedMark } from '../parts/VerifiedMark.tsx';
import { PeoplePicker } from '../people/PeoplePicker.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

interface ParticipantsProps {
  readonly room: Conversation;
  /** The person left it. */
  readonly onLeft: () => void;
}

/** Who is in a group or direct, or which guests are in a channel; added and taken out by who may. */
export function Participants(props: ParticipantsProps): JSX.Element {
  const view = useView();
  const isChannel = () => props.room.kind === 'channel';
  const people = createMemo(() =>
    props.room.participants.map((id) => view.members.of(id)).filter((it) => it !== undefined),
  );
  const isOwner = () => props.room.creator === view.me().id;
  const mayRemove = (member: Member): boolean => {
    if (props.room.kind === 'direct' || member.self) return false;
    return isChannel() ? view.may('remove-guest-from-channel') : isOwner();
  };
  const mayAdd = () =>
    isChannel() ? view.may('add-guest-to-channel') : props.room.kind === 'group';
  const mayLeave = () => props.room.kind === 'group';
  const others = createMemo(() =>
    view.members
      .ids()
      .map((id) => view.members.of(id))
      .filter((it) => it !== undefined)
      .filter(({ id }) => !props.room.participants.includes(id))
      .filter(({ role }) => !isChannel() || role === 'guest'),
  );
  const remove = (id: Member['id']) => view.messenger.removeParticipants(props.room.id, [id]);
  return (
    <Show when={!isChannel() || people().length > 0 || others().length > 0}>
      <section class="settings-section participants" aria-labelledby="participants-title">
        <h3 id="participants-title" class="field-label">
          {isChannel() ? text.rooms.guests : text.rooms.inIt}
        </h3>
        <Show when={isChannel() && people().length === 0}>
          <p class="field-hint">{text.rooms.noGuests}</p>
        </Show>
        <ul>
          <For each={people()}>
            {(member) => (
              <li class="participant">
                <MemberFace member={member} small />
                <span class="member-name">
                  <span class="name" dir="auto">
                    {member.name}
                  </span>
                  <Show when={member.self}>
                    <span class="member-self"> ({text.you})</span>
                  </Show>
                  <VerifiedMark verification={member.verification} />
                </span>
                <Show when={props.room.kind === 'group' && member.id === props.room.creator}>
                  <span class="member-role">{text.rooms.owner}</span>
                </Show>
                <Show when={mayRemove(member)}>
                  <TakeOut name={member.name} onTake={() => remove(member.id)} />
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={mayAdd() && others().length > 0}>
          <Adding room={props.room} options={others()} />
        </Show>
        <Show when={mayLeave()}>
          <Sure
            danger
            ask={text.rooms.leave}
            lead={text.rooms.leaveSure}
            act={text.rooms.leave}
            onAct={async () => {
              await remove(view.me().id);
              props.onLeft();
            }}
          />
        </Show>
      </section>
    </Show>
  );
}

function TakeOut(props: {
  readonly name: string;
  readonly onTake: () => Promise<void>;
}): JSX.Element {
  const taking = createDeed();
  return (
    <>
      <Button
        kind="quiet"
        aria-label={text.rooms.takeOut(props.name)}
        disabled={taking.busy()}
        onClick={() => void taking.run(props.onTake)}
      >
        {text.rooms.takeOutIt}
      </Button>
      <Failure sentence={taking.failure()} />
    </>
  );
}

function Adding(props: {
  readonly room: Conversation;
  readonly options: readonly Member[];
}): JSX.Element {
  const view = useView();
  const [chosen, setChosen] = createSignal<readonly Member[]>([]);
  const adding = createDeed();
  const add = async (): Promise<void> => {
    const ids = chosen().map(({ id }) => id);
    if (await adding.run(() => view.messenger.addParticipants(props.room.id, ids))) setChosen([]);
  };
  return (
    <div class="adding">
      <PeoplePicker
        label={props.room.kind === 'channel' ? text.rooms.addGuests : text.rooms.add}
        options={props.options}
        value={chosen()}
        onChange={setChosen}
        hint={text.rooms.addHint}
      />
      <Button disabled={chosen().length === 0 || adding.busy()} onClick={() => void add()}>
        {text.rooms.addNow}
      </Button>
      <Failure sentence={adding.failure()} />
    </div>
  );
}
