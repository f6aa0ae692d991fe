import { createSignal, type JSX, Show } from 'solid-js';
import { MAX_NAME } from '../../wire/limits.ts';
import type { Join as JoinOffice } from '../app.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { sentenceOf } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { createAttempt } from './entering.ts';
import { Failure } from './Failure.tsx';
import { Page } from './Page.tsx';
import { Steps } from './Steps.tsx';

/** An invite link: a colleague comes in. */
export function Join(props: { readonly office: string; readonly join: JoinOffice }): JSX.Element {
  const [name, setName] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const attempt = createAttempt();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name().trim() === '') return;
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
          error={tried() && name().trim() === '' ? sentenceOf('invalid-name') : undefined}
          maxLength={MAX_NAME}
          disabled={attempt.busy()}
          autocomplete="name"
          first
        />
        <Button kind="main" type="submit" disabled={attempt.busy()}>
          {text.join.join}
        </Button>
        <Show when={attempt.step()}>
          {(step) => (
            <Steps
              steps={['connecting', 'reading', 'joining']}
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
