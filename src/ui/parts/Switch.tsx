import './Field.css';
import './Switch.css';
import { Switch as Kobalte } from '@kobalte/core/switch';
import { type JSX, Show } from 'solid-js';

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is on or off. */
export function Switch(props: SwitchProps): JSX.Element {
  return (
    <Kobalte class="switch" checked={props.checked} onChange={(checked) => props.onChange(checked)}>
      <Kobalte.Input class="switch-input" />
      <Kobalte.Control class="switch-track">
        <Kobalte.Thumb class="switch-thumb" />
      </Kobalte.Control>
      <div>
        <Kobalte.Label class="switch-label">{props.label}</Kobalte.Label>
        <Show when={props.hint}>
          <Kobalte.Description class="field-hint">{props.hint}</Kobalte.Description>
        </Show>
      </div>
    </Kobalte>
  );
}
