import { type Accessor, createSignal, type JSX, Show } from 'solid-js';
import type { App, Entering, Step } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { createAttempt } from './entering.ts';
import { Failure } from './Failure.tsx';
import { FirstLock } from './FirstLock.tsx';
import { Page } from './Page.tsx';
import { Steps } from './Steps.tsx';
import { Words } from './Words.tsx';

interface EntranceProps {
  readonly app: App;
  readonly title: string;
  readonly lead: string;
  /** The form's own fields. */
  readonly fields: (form: Form) => JSX.Element;
  /** Words on the button. */
  readonly action: string;
  /** Whether the fields are filled in well enough to try. */
  readonly isFilled?: () => boolean;
  readonly enter: (entering: Entering) => Promise<void>;
  readonly steps: readonly Step[];
  /** A last step that is not always needed. */
  readonly maybe?: Step;
  /** What this browser is called; by default after its kind and system. */
  readonly label?: Accessor<string>;
  /** What to do with the words that both sides show, where somebody lets this browser in. */
  readonly compare?: string;
}

export interface Form {
  /** An attempt is under way: nothing can be changed. */
  readonly busy: Accessor<boolean>;
  /** The button was pressed once: what is missing is told now. */
  readonly tried: Accessor<boolean>;
}

/** A page through which a person comes into an office: a form, and what is being done once it was sent. */
export function Entrance(props: EntranceProps): JSX.Element {
  const [tried, setTried] = createSignal(false);
  const [passphrase, setPassphrase] = createSignal('');
  const isLocked = createObserved(props.app.lock.isSet);
  const attempt = createAttempt(passphrase, props.label);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (props.isFilled?.() ?? true) void attempt.run(props.enter);
  };
  return (
    <Page title={props.title} lead={props.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        {props.fields({ busy: attempt.busy, tried })}
        <FirstLock
          value={passphrase()}
          onChange={setPassphrase}
          disabled={attempt.busy()}
          isSet={isLocked()}
        />
        <Button kind="main" type="submit" disabled={attempt.busy()}>
          {props.action}
        </Button>
        <Show when={attempt.step()}>
          {(step) => (
            <Steps
              steps={props.steps}
              {...(props.maybe ? { maybe: props.maybe } : {})}
              current={step()}
              failed={attempt.failure() !== null}
            />
          )}
        </Show>
        <Show when={props.compare}>
          {(lead) => <Words words={attempt.words()} lead={lead()} />}
        </Show>
        <Failure sentence={attempt.failure()} />
      </form>
    </Page>
  );
}
