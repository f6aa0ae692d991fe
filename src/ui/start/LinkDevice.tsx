import { createSignal, type JSX } from 'solid-js';
import type { App, LinkDevice as Link } from '../app.ts';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';
import { browserName } from './browserName.ts';
import { Entrance } from './Entrance.tsx';
import { nameFault } from './entering.ts';
import { JOINING } from './Steps.tsx';

/** A link to a device: this browser becomes one more of somebody who is in the office. */
export function LinkDevice(props: {
  readonly app: App;
  readonly office: string;
  readonly link: Link;
}): JSX.Element {
  const [label, setLabel] = createSignal(browserName(navigator.userAgent));
  return (
    <Entrance
      app={props.app}
      title={text.link.title(props.office)}
      lead={text.link.lead}
      action={text.link.link}
      isFilled={() => !nameFault(label())}
      enter={(entering) => props.link(entering)}
      steps={JOINING}
      maybe="asking"
      label={label}
      compare={text.words.compareLink}
      fields={({ busy, tried }) => (
        <Field
          label={text.device.name}
          value={label()}
          onChange={setLabel}
          hint={text.link.nameHint}
          error={nameFault(label(), tried())}
          disabled={busy()}
          first
        />
      )}
    />
  );
}
