import { TextField } from '@kobalte/core/text-field';
import { createSignal, type JSX } from 'solid-js';
import type { App, Recover as RecoverOffice } from '../app.ts';
import { text } from '../text/text.ts';
import { Entrance } from './Entrance.tsx';
import { JOINING } from './Steps.tsx';

const wordsIn = (code: string): number => code.split(/[\s,.;-]+/u).filter(Boolean).length;

/** The link of a recovery code: somebody who lost all devices comes back with twelve words. */
export function Recover(props: {
  readonly app: App;
  readonly office: string;
  readonly recover: RecoverOffice;
}): JSX.Element {
  const [code, setCode] = createSignal('');
  return (
    <Entrance
      app={props.app}
      title={text.recover.title(props.office)}
      lead={text.recover.lead}
      action={text.recover.recover}
      enter={(entering) => props.recover(code(), entering)}
      steps={JOINING}
      fields={({ busy }) => (
        <TextField class="field" value={code()} onChange={setCode} disabled={busy()}>
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
      )}
    />
  );
}
