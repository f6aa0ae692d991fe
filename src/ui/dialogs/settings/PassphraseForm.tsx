import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { ConfabError } from '../../../model/errors.ts';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Failure } from '../../start/Failure.tsx';
import { sentenceFor } from '../../text/reasons.ts';
import { text } from '../../text/text.ts';

interface PassphraseFormProps {
  readonly doing: 'set' | 'change' | 'remove';
  readonly onSubmit: (passphrase: string, current: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** Asks for what it takes: the passphrase there is, and a new one twice. */
export function PassphraseForm(props: PassphraseFormProps): JSX.Element {
  let form!: HTMLFormElement;
  const [current, setCurrent] = createSignal('');
  const [next, setNext] = createSignal('');
  const [again, setAgain] = createSignal('');
  const [error, setError] = createSignal<unknown>();
  const [differ, setDiffer] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  onMount(() => form.querySelector('input')?.focus());
  const isAbout = (reason: string) => {
    const told = error();
    return told instanceof ConfabError && told.reason === reason ? sentenceFor(told) : undefined;
  };
  const typing = (set: (value: string) => void) => (value: string) => {
    set(value);
    setError(undefined);
    setDiffer(false);
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    if (props.doing !== 'remove' && next() !== again()) return void setDiffer(true);
    setBusy(true);
    try {
      await props.onSubmit(next(), current());
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const elsewhere = () =>
    error() !== undefined && !isAbout('weak-passphrase') && !isAbout('wrong-passphrase')
      ? sentenceFor(error())
      : null;
  return (
    <form ref={form} class="passphrase-form" onSubmit={(event) => void submit(event)} noValidate>
      <Show when={props.doing !== 'set'}>
        <Field
          label={text.lock.current}
          value={current()}
          onChange={typing(setCurrent)}
          error={isAbout('wrong-passphrase')}
          autocomplete="current-password"
          secret
        />
      </Show>
      <Show when={props.doing !== 'remove'}>
        <Field
          label={text.lock.next}
          value={next()}
          onChange={typing(setNext)}
          hint={text.lock.hint}
          error={isAbout('weak-passphrase')}
          autocomplete="new-password"
          secret
        />
        <Field
          label={text.lock.again}
          value={again()}
          onChange={typing(setAgain)}
          error={differ() ? text.lock.differ : undefined}
          autocomplete="new-password"
          secret
        />
      </Show>
      <Failure sentence={elsewhere()} />
      <div class="modal-actions">
        <Button onClick={() => props.onCancel()}>{text.cancel}</Button>
        <Button kind="main" type="submit" disabled={busy()}>
          {props.doing === 'remove' ? text.lock.remove : text.lock.save}
        </Button>
      </div>
    </form>
  );
}
