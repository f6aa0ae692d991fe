import './dialogs.css';
import Archive from 'lucide-solid/icons/archive';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { useOpening } from '../frame/opening.ts';
import { Button } from '../parts/Button.tsx';
import { ConversationIcon } from '../parts/ConversationIcon.tsx';
import { createDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** All channels with what they are for, and what is archived. */
export default function BrowseDialog(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const [wanted, setWanted] = createSignal('');
  const found = createMemo(() => {
    const words = wanted().trim().toLocaleLowerCase();
    return view.conversations
      .ids()
      .map((id) => view.conversations.of(id))
      .filter((it) => it !== undefined)
      .filter(({ kind, archived }) => kind === 'channel' || archived)
      .filter(({ name, topic }) => `${name} ${topic}`.toLocaleLowerCase().includes(words));
  });
  const open = () => found().filter(({ archived }) => !archived);
  const archived = () => found().filter((it) => it.archived);
  return (
    <Modal title={text.rooms.browse} address="browse" onClose={props.onClose}>
      <Field label={text.rooms.find} value={wanted()} onChange={setWanted} first />
      <Rooms title={text.rooms.open} rooms={open()} />
      <Rooms title={text.rooms.archived} rooms={archived()} />
      <Show when={found().length === 0}>
        <p class="modal-lead">{text.rooms.nothing}</p>
      </Show>
    </Modal>
  );
}

function Rooms(props: {
  readonly title: string;
  readonly rooms: readonly Conversation[];
}): JSX.Element {
  const { go } = useOpening();
  return (
    <Show when={props.rooms.length > 0}>
      <section>
        <h3 class="rooms-title">{props.title}</h3>
        <ul class="rooms">
          <For each={props.rooms}>
            {(room) => (
              <li class="room-line">
                <button type="button" class="room" onClick={() => go(room.id)}>
                  <Show
                    when={room.archived}
                    fallback={<ConversationIcon conversation={room} size={16} />}
                  >
                    <Archive size={16} aria-hidden="true" />
                  </Show>
                  <span class="room-about">
                    <span class="name" dir="auto">
                      {room.name}
                    </span>
                    <Show when={room.topic}>
                      <span class="room-topic clipped" dir="auto">
                        {room.topic}
                      </span>
                    </Show>
                  </span>
                </button>
                <Show when={room.kind === 'channel' && !room.archived}>
                  <Joining room={room} />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

/** Takes a channel into the person's own list, or out of it. */
function Joining(props: { readonly room: Conversation }): JSX.Element {
  const view = useView();
  const joining = createDeed();
  const change = (): void => {
    const { id, hidden } = props.room;
    void joining.run(() => view.messenger.prefer(id, 'hide', !hidden));
  };
  const words = () => (props.room.hidden ? text.places.join : text.places.leave);
  return (
    <>
      <Failure sentence={joining.failure()} />
      <Button
        kind="quiet"
        aria-label={`${words()}: ${props.room.name}`}
        disabled={joining.busy()}
        onClick={change}
      >
        {props.room.hidden ? text.places.joinShort : text.places.leaveShort}
      </Button>
    </>
  );
}
