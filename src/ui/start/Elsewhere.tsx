import { createSignal, type JSX } from 'solid-js';
import { Button } from '../parts/Button.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { Failure } from './Failure.tsx';
import { Page } from './Page.tsx';

/** Another tab has the office open. */
export function Elsewhere(props: { readonly takeOver: () => Promise<void> }): JSX.Element {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string | null>(null);
  const take = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await props.takeOver();
    } catch (error) {
      setFailure(sentenceFor(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={text.elsewhere.title} lead={text.elsewhere.lead}>
      <div class="start-form">
        <Button kind="main" disabled={busy()} onClick={() => void take()}>
          {text.elsewhere.use}
        </Button>
        <Failure sentence={failure()} />
      </div>
    </Page>
  );
}
