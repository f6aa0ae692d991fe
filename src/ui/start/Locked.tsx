import { createSignal, type JSX } from 'solid-js';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { Page } from './Page.tsx';

/** The passphrase of this device is asked for. */
export function Locked(props: {
  readonly unlock: (passphrase: string) => Promise<void>;
}): JSX.Element {
  const [passphrase, setPassphrase] = createSignal('');
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    setBusy(true);
    setError(undefined);
    try {
      await props.unlock(passphrase());
    } catch (cause) {
      setError(sentenceFor(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={text.locked.title} lead={text.locked.lead}>
      <form class="start-form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={text.locked.passphrase}
          value={passphrase()}
          onChange={(value) => {
            setPassphrase(value);
            setError(undefined);
          }}
          error={error()}
          autocomplete="current-password"
          secret
          first
        />
        <Button kind="main" type="submit" disabled={busy()}>
          {busy() ? text.locked.unlocking : text.locked.unlock}
        </Button>
      </form>
      <p class="start-note">{text.locked.forgotten}</p>
    </Page>
  );
}
