import { createSignal, type JSX, Show } from 'solid-js';
import type { App, Found } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';
import { createAttempt, nameFault } from './entering.ts';
import { Failure } from './Failure.tsx';
import { FirstLock } from './FirstLock.tsx';
import { Page } from './Page.tsx';
import { Steps } from './Steps.tsx';
import { createTyped } from './typed.ts';

/** The set-up link: the first person founds the office. */
export function Setup(props: { readonly app: App; readonly found: Found }): JSX.Element {
  const [office, setOffice] = createTyped(props.app.typed, 'office');
  const [name, setName] = createTyped(props.app.typed, 'name');
  const [tried, setTried] = createSignal(false);
  const [passphrase, setPassphrase] = createSignal('');
  const isLocked = createObserved(props.app.lock.isSet);
  const attempt = createAttempt(passphrase);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (nameFault(office()) || nameFault(name())) return;
    void attempt.run((entering) => props.found(office(), name(), entering));
  };
  return (
    <Page title={text.setup.title} lead={text.setup.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        <Field
          label={text.setup.officeName}
          value={office()}
          onChange={setOffice}
          error={nameFault(office(), tried())}
          disabled={attempt.busy()}
          autocomplete="organization"
          first
        />
        <Field
          label={text.setup.name}
          value={name()}
          onChange={setName}
          hint={text.setup.nameHint}
          error={nameFault(name(), tried())}
          disabled={attempt.busy()}
          autocomplete="name"
        />
        <FirstLock
          value={passphrase()}
          onChange={setPassphrase}
          disabled={attempt.busy()}
          isSet={isLocked()}
        />
        <Button kind="main" type="submit" disabled={attempt.busy()}>
          {text.setup.create}
        </Button>
        <Show when={attempt.step()}>
          {(step) => (
            <Steps
              steps={['connecting', 'founding']}
              current={step()}
              failed={attempt.failure() !== null}
            />
          )}
        </Show>
        <Failure sentence={attempt.failure()} />
      </form>
    </Page>
  );
}
