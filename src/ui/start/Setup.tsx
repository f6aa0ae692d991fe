import type { JSX } from 'solid-js';
import type { App, Found } from '../app.ts';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';
import { Entrance } from './Entrance.tsx';
import { nameFault } from './entering.ts';
import { createTyped } from './typed.ts';

/** The set-up link: the first person founds the office. */
export function Setup(props: { readonly app: App; readonly found: Found }): JSX.Element {
  const [office, setOffice] = createTyped(props.app.typed, 'office');
  const [name, setName] = createTyped(props.app.typed, 'name');
  return (
    <Entrance
      app={props.app}
      title={text.setup.title}
      lead={text.setup.lead}
      action={text.setup.create}
      isFilled={() => !nameFault(office()) && !nameFault(name())}
      enter={(entering) => props.found(office(), name(), entering)}
      steps={['connecting', 'founding']}
      fields={({ busy, tried }) => (
        <>
          <Field
            label={text.setup.officeName}
            value={office()}
            onChange={setOffice}
            error={nameFault(office(), tried())}
            disabled={busy()}
            autocomplete="organization"
            first
          />
          <Field
            label={text.setup.name}
            value={name()}
            onChange={setName}
            hint={text.setup.nameHint}
            error={nameFault(name(), tried())}
            disabled={busy()}
            autocomplete="name"
          />
        </>
      )}
    />
  );
}
