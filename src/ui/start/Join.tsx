import type { JSX } from 'solid-js';
import type { App, Join as JoinOffice } from '../app.ts';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';
import { Entrance } from './Entrance.tsx';
import { nameFault } from './entering.ts';
import { JOINING } from './Steps.tsx';
import { createTyped } from './typed.ts';

/** An invite link: a colleague comes in. */
export function Join(props: {
  readonly app: App;
  readonly office: string;
  readonly join: JoinOffice;
}): JSX.Element {
  const [name, setName] = createTyped(props.app.typed, 'name');
  return (
    <Entrance
      app={props.app}
      title={text.join.title(props.office)}
      lead={text.join.lead}
      action={text.join.join}
      isFilled={() => !nameFault(name())}
      enter={(entering) => props.join(name(), entering)}
      steps={JOINING}
      maybe="asking"
      compare={text.words.compareJoin}
      fields={({ busy, tried }) => (
        <Field
          label={text.join.name}
          value={name()}
          onChange={setName}
          hint={text.setup.nameHint}
          error={nameFault(name(), tried())}
          disabled={busy()}
          autocomplete="name"
          first
        />
      )}
    />
  );
}
