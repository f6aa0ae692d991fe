import './Choice.css';
import './Field.css';
import { RadioGroup } from '@kobalte/core/radio-group';
import { Index, type JSX } from 'solid-js';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  /** `lang` where a label is in another language than the page. */
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly lang?: string;
  }[];
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  return (
    <RadioGroup
      class="choice"
      value={props.value}
      onChange={(value) => props.onChange(value as T)}
      orientation="horizontal"
    >
      <RadioGroup.Label class="field-label">{props.label}</RadioGroup.Label>
      <div class="choice-options">
        <Index each={props.options}>
          {(option) => (
            <RadioGroup.Item class="choice-option" value={option().value}>
              <RadioGroup.ItemInput />
              <RadioGroup.ItemLabel class="choice-label" lang={option().lang}>
                {option().label}
              </RadioGroup.ItemLabel>
            </RadioGroup.Item>
          )}
        </Index>
      </div>
    </RadioGroup>
  );
}
