import { createSignal, type JSX, Show } from 'solid-js';
import { MAX_NAME } from '../../wire/limits.ts';
import type { Found } from '../app.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { sentenceOf } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { createAttempt } from './entering.ts';
import { Failure } from './Failure.tsx';
import { Page } from './Page.tsx';
import { Steps } from './Steps.tsx';

/** The set-up link: the first person founds the office. */
export function Setup(props: { readonly found: Found }): JSX.Element {
  const [office, setOffice] = createSignal('');
  const [name, setName] = createSignal('');
  const [tried, setTried] = createSignal(false);
  const attempt = createAttempt();
  const missing = (value: string) =>
    tried() && value.trim() === '' ? sentenceOf('invalid-name') : undefined;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (office().trim() === '' || name().trim() === '') return;
    void attempt.run((entering) => props.found(office(), name(), entering));
  };
  return (
    <Page title={text.setup.title} lead={text.setup.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        <Field
          label={text.setup.officeName}
          value={office()}
          onChange={setOffice}
          error={missing(office())}
          maxLength={MAX_NAME}
          disabled={attempt.busy()}
          autocomplete="organization"
          first
        />
        <Field
          label={text.setup.name}
          value={name()}
          onChange={setName}
          hint={text.setup.nameHint}
          error={missing(name())}
          maxLength={MAX_NAME}
          disabled={attempt.busy()}
          autocomplete="name"
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
