import './dialogs.css';
import { createSignal, type JSX } from 'solid-js';
import { ConfabError } from '../../model/errors.ts';
import { useOpening } from '../frame/opening.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** What is wrong with the name itself stands at the field; everything else below. */
const ofName = (error: unknown): boolean =>
  error instanceof ConfabError &&
  (error.reason === 'invalid-name' || error.reason === 'name-taken');

export default function ChannelDialog(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const { go } = useOpening();
  const [name, setName] = createSignal('');
  const [error, setError] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    setBusy(true);
    setError(undefined);
    try {
      go(await view.messenger.createChannel(name()));
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const sentence = (): string => sentenceFor(error());
  return (
    <Modal title={text.channel.title} onClose={props.onClose}>
      <form class="dialog-form" onSubmit={(event) => void submit(event)} noValidate>
        <p class="modal-lead">{text.channel.lead}</p>
        <Field
          label={text.channel.name}
          value={name()}
          onChange={(value) => {
            setName(value);
            setError(undefined);
          }}
          hint={text.channel.hint}
          error={error() !== undefined && ofName(error()) ? sentence() : undefined}
          first
        />
        <Failure sentence={error() !== undefined && !ofName(error()) ? sentence() : null} />
        <div class="modal-actions">
          <Button onClick={() => props.onClose()}>{text.cancel}</Button>
          <Button kind="main" type="submit" disabled={busy()}>
            {text.channel.create}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
