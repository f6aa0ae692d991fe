import { createSignal, type JSX, Show } from 'solid-js';
import type { App, Join as JoinOffice } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';
import { createAttempt, nameFault } from './entering.ts';
import { Failure } from './Failure.tsx';
import { FirstLock } from './FirstLock.tsx';
import { Page } from './Page.tsx';
import { JOINING, Steps } from './Steps.tsx';
import { createTyped } from './typed.ts';
import { Words } from './Words.tsx';

/** An invite link: a colleague comes in. */
export function Join(props: {
  readonly app: App;
  readonly office: string;
  readonly join: JoinOffice;
}): JSX.Element {
  const [name, setName] = createTyped(props.app.typed, 'name');
  const [tried, setTried] = createSignal(false);
  const [passphrase, setPassphrase] = createSignal('');
  const isLocked = createObserved(props.app.lock.isSet);
  const attempt = createAttempt(passphrase);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (nameFault(name())) return;
    void attempt.run((entering) => props.join(name(), entering));
  };
  return (
    <Page title={text.join.title(props.office)} lead={text.join.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        <Field
          label={text.join.name}
          value={name()}
          onChange={setName}
          hint={text.setup.nameHint}
          error={nameFault(name(), tried())}
          disabled={attempt.busy()}
          autocomplete="name"
          first
        />
        <FirstLock
          value={passphrase()}
          onChange={setPassphrase}
          disabled={attempt.busy()}
          isSet={isLocked()}
        />
        <Button kind="main" type="submit" disabled={attempt.busy()}>
          {text.join.join}
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
        <Words words={attempt.words()} lead={text.words.compareJoin} />
        <Failure sentence={attempt.failure()} />
      </form>
    </Page>
  );
}
