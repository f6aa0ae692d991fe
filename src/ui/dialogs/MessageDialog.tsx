import './dialogs.css';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { Member } from '../../messenger/messenger.ts';
import { useOpening } from '../frame/opening.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { PeoplePicker } from '../people/PeoplePicker.tsx';
import { nameFault } from '../start/entering.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Opens the direct with the chosen people or, with a name, a private group. */
export default function MessageDialog(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const { go } = useOpening();
  const [people, setPeople] = createSignal<readonly Member[]>([]);
  const [name, setName] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const opening = createDeed();
  const others = createMemo(() =>
    view.members
      .ids()
      .map((id) => view.members.of(id))
      .filter((it) => it !== undefined)
      .filter((it) => !it.self),
  );
  const fault = () => (tried() && people().length === 0 ? text.rooms.none : undefined);
  const start = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (people().length === 0 || nameFault(name(), false)) return;
    const ids = people().map(({ id }) => id);
    void opening.run(async () =>
      go(
        name().trim() === ''
          ? await view.messenger.openDirect(ids)
          : await view.messenger.createGroup(name(), ids),
      ),
    );
  };
  return (
    <Modal title={text.rooms.newMessage} onClose={props.onClose}>
      <form class="dialog-form" onSubmit={start} noValidate>
        <PeoplePicker
          label={text.rooms.people}
          options={others()}
          value={people()}
          onChange={setPeople}
          hint={text.rooms.peopleHint}
          error={fault()}
          first
        />
        <Show when={people().length > 0}>
          <Field
            label={text.rooms.groupName}
            value={name()}
            onChange={setName}
            hint={text.rooms.groupHint}
            error={nameFault(name(), false)}
          />
        </Show>
        <Failure sentence={opening.failure()} />
        <div class="modal-actions">
          <Button onClick={() => props.onClose()}>{text.cancel}</Button>
          <Button kind="main" type="submit" disabled={opening.busy()}>
            {text.rooms.start}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
