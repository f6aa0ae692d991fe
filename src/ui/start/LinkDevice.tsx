import { createSignal, type JSX, Show } from 'solid-js';
import type { App, LinkDevice as Link } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';
import { browserName } from './browserName.ts';
import { createAttempt, nameFault } from './entering.ts';
import { Failure } from './Failure.tsx';
import { FirstLock } from './FirstLock.tsx';
import { Page } from './Page.tsx';
import { JOINING, Steps } from './Steps.tsx';
import { Words } from './Words.tsx';

/** A link to a device: this browser becomes one more of somebody who is in the office. */
export function LinkDevice(props: {
  readonly app: App;
  readonly office: string;
  readonly link: Link;
}): JSX.Element {
  const [label, setLabel] = createSignal(browserName(navigator.userAgent));
  const [tried, setTried] = createSignal(false);
  const [passphrase, setPassphrase] = createSignal('');
  const isLocked = createObserved(props.app.lock.isSet);
  const attempt = createAttempt(passphrase, label);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (nameFault(label())) return;
    void attempt.run((entering) => props.link(entering));
  };
  return (
    <Page title={text.link.title(props.office)} lead={text.link.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        <Field
          label={text.device.name}
          value={label()}
          onChange={setLabel}
          hint={text.link.nameHint}
          error={nameFault(label(), tried())}
          disabled={attempt.busy()}
          first
        />
        <FirstLock
          value={passphrase()}
          onChange={setPassphrase}
          disabled={attempt.busy()}
          isSet={isLocked()}
        />
        <Button kind="main" type="submit" disabled={attempt.busy()}>
          {text.link.link}
        </Button>
        <Show when={attempt.step()}>
          {(step) => (
            <Steps
              steps={JOINING}
              maybe="asking"
              current={step()}
              failed={attempt.failure() !== null}
            />
          )}
        </Show>
        <Words words={attempt.words()} lead={text.words.compareLink} />
        <Failure sentence={attempt.failure()} />
      </form>
    </Page>
  );
}
