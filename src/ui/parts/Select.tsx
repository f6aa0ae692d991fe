import './Field.css';
import './Select.css';
import { createUniqueId, For, type JSX } from 'solid-js';

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of several, of which only the chosen one is in sight. */
export function Select<T extends string>(props: SelectProps<T>): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="select">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      <select
        id={id}
        class="select-box"
        onChange={(event) => {
          const chosen = props.options[event.currentTarget.selectedIndex];
          if (chosen) props.onChange(chosen.value);
        }}
      >
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
