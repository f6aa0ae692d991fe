import './dialogs.css';
import { createSignal, type JSX, Show } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { MAX_TOPIC } from '../../model/acts.ts';
import type { ConversationId } from '../../model/ids.ts';
import { useOpening } from '../frame/opening.ts';
import { Button } from '../parts/Button.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { createDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Sure } from '../parts/Sure.tsx';
import { nameFault } from '../start/entering.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { Export, GoToDay } from './Archive.tsx';
import { Participants } from './Participants.tsx';
import { TellingSection } from './TellingSection.tsx';

interface DetailsDialogProps {
  readonly conversation: ConversationId;
  readonly onClose: () => void;
}

/** What a conversation is called and for, who is in it, and its end. */
export default function DetailsDialog(props: DetailsDialogProps): JSX.Element {
  const view = useView();
  const { here } = useOpening();
  const room = () => view.conversations.of(props.conversation);
  return (
    <Show when={room()}>
      {(it) => (
        <Modal
          title={nameIn(view, it())}
          address={here() === props.conversation ? 'details' : undefined}
          onClose={props.onClose}
        >
          <p class="modal-lead">{text.rooms.kinds[it().kind]}</p>
          <Show
            when={view.mayEdit(it().id, 'names')}
            fallback={<Show when={it().topic}>{(topic) => <p dir="auto">{topic()}</p>}</Show>}
          >
            <Names room={it()} />
          </Show>
          <Listing room={it()} />
          <TellingSection room={it()} />
          <Participants room={it()} onLeft={props.onClose} />
          <GoToDay room={it()} onGone={props.onClose} />
          <Export room={it()} />
          <Show when={view.mayEdit(it().id, 'archive')}>
            <section class="settings-section">
              <Ending room={it()} />
            </section>
          </Show>
        </Modal>
      )}
    </Show>
  );
}

/** Where it stands in the person's own list; nobody else sees that. */
function Listing(props: { readonly room: Conversation }): JSX.Element {
  const view = useView();
  const changing = createDeed();
  const change = (what: 'star' | 'hide', on: boolean): void => {
    void changing.run(() => view.messenger.prefer(props.room.id, what, on));
  };
  const isChannel = () => props.room.kind === 'channel';
  const hide = () => (isChannel() ? text.places.leave : text.places.hide);
  const show = () => (isChannel() ? text.places.join : text.places.show);
  return (
    <section class="settings-section">
      <div class="sure-actions">
        <Button disabled={changing.busy()} onClick={() => change('star', !props.room.starred)}>
          {props.room.starred ? text.places.unstar : text.places.star}
        </Button>
        <Button disabled={changing.busy()} onClick={() => change('hide', !props.room.hidden)}>
          {props.room.hidden ? show() : hide()}
        </Button>
      </div>
      <p class="field-hint">{isChannel() ? text.places.leaveLead : text.places.hideLead}</p>
      <Failure sentence={changing.failure()} />
    </section>
  );
}

/** A topic as it may be stored, on one line. */
const topicFault = (topic: string): string | undefined =>
  topic.length > MAX_TOPIC ? text.rooms.topicLong(MAX_TOPIC) : undefined;

function Names(props: { readonly room: Conversation }): JSX.Element {
  const view = useView();
  const [name, setName] = createSignal(props.room.name);
  const [topic, setTopic] = createSignal(props.room.topic);
  const [saved, setSaved] = createSignal(false);
  const saving = createDeed();
  const changed = () => name() !== props.room.name || topic().trim() !== props.room.topic;
  const typing = (set: (value: string) => void) => (value: string) => {
    set(value);
    setSaved(false);
  };
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (nameFault(name()) || topicFault(topic()) || !changed()) return;
    const { room } = props;
    const change = {
      ...(name() === room.name ? {} : { name: name() }),
      ...(topic().trim() === room.topic ? {} : { topic: topic() }),
    };
    setSaved(await saving.run(() => view.messenger.editConversation(room.id, change)));
  };
  return (
    <form class="dialog-form" onSubmit={(event) => void save(event)} noValidate>
      <Field
        label={text.rooms.name}
        value={name()}
        onChange={typing(setName)}
        hint={props.room.kind === 'channel' ? text.channel.hint : undefined}
        error={nameFault(name())}
      />
      <Field
        label={text.rooms.topic}
        value={topic()}
        onChange={typing(setTopic)}
        hint={text.rooms.topicHint}
        error={topicFault(topic())}
      />
      <Failure sentence={saving.failure()} />
      <div class="sure-actions">
        <Button type="submit" disabled={saving.busy() || !changed()}>
          {saved() && !changed() ? text.rooms.saved : text.rooms.save}
        </Button>
      </div>
    </form>
  );
}

function Ending(props: { readonly room: Conversation }): JSX.Element {
  const view = useView();
  const { editConversation } = view.messenger;
  const restoring = createDeed();
  return (
    <Show
      when={props.room.archived}
      fallback={
        <Sure
          ask={text.rooms.archive}
          lead={text.rooms.archiveSure}
          act={text.rooms.archive}
          onAct={() => editConversation(props.room.id, { archived: true })}
        />
      }
    >
      <Button
        disabled={restoring.busy()}
        onClick={() =>
          void restoring.run(() => editConversation(props.room.id, { archived: false }))
        }
      >
        {text.rooms.restore}
      </Button>
      <Failure sentence={restoring.failure()} />
    </Show>
  );
}
