import { TextField } from '@kobalte/core/text-field';
import { createSignal, type JSX, Show } from 'solid-js';
import type { App, Recover as RecoverOffice } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { createAttempt } from './entering.ts';
import { Failure } from './Failure.tsx';
import { FirstLock } from './FirstLock.tsx';
import { Page } from './Page.tsx';
import { JOINING, Steps } from './Steps.tsx';

const wordsIn = (code: string): number => code.split(/[\s,.;-]+/u).filter(Boolean).length;

/** The link of a recovery code: somebody who lost all devices comes back with twelve words. */
export function Recover(props: {
  readonly app: App;
  readonly office: string;
  readonly recover: RecoverOffice;
}): JSX.Element {
  const [code, setCode] = createSignal('');
  const [passphrase, setPassphrase] = createSignal('');
  const isLocked = createObserved(props.app.lock.isSet);
  const attempt = createAttempt(passphrase);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void attempt.run((entering) => props.recover(code(), entering));
  };
  return (
    <Page title={text.recover.title(props.office)} lead={text.recover.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        <TextField class="field" value={code()} onChange={setCode} disabled={attempt.busy()}>
          <TextField.Label class="field-label">{text.recover.code}</TextField.Label>
          <TextField.TextArea
            class="field-input field-area"
            data-first
            rows="3"
            lang="en"
            translate="no"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
          <TextField.Description class="field-hint">
            {text.recover.count(wordsIn(code()))}
          </TextField.Description>
        </TextField>
        <FirstLock
          value={passphrase()}
          onChange={setPassphrase}
          disabled={attempt.busy()}
          isSet={isLocked()}
        />
        <Button kind="main" type="submit" disabled={attempt.busy()}>
          {text.recover.recover}
        </Button>
        <Show when={attempt.step()}>
          {(step) => <Steps steps={JOINING} current={step()} failed={attempt.failure() !== null} />}
        </Show>
        <Failure sentence={attempt.failure()} />
      </form>
    </Page>
  );
}
