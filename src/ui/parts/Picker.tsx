import './Picker.css';
import { Combobox } from '@kobalte/core/combobox';
import Check from 'lucide-solid/icons/check';
import X from 'lucide-solid/icons/x';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { text } from '../text/text.ts';

export interface Pick {
  readonly id: string;
  readonly name: string;
}

interface PickerProps<T extends Pick> {
  readonly label: string;
  readonly options: readonly T[];
  readonly value: readonly T[];
  readonly onChange: (value: readonly T[]) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Said when no option has the name that was typed. */
  readonly none: string;
  /** Stands before an option's name. */
  readonly mark: (option: T) => JSX.Element;
  /** The dialog begins here. */
  readonly first?: boolean;
}

const isSame = (before: readonly Pick[], now: readonly Pick[]): boolean =>
  before.length === now.length &&
  now.every(({ id, name }, i) => id === before[i]?.id && name === before[i]?.name);

/** Some of many, found by typing: people, or channels. */
export function Picker<T extends Pick>(props: PickerProps<T>): JSX.Element {
  // Whoever comes or goes meanwhile would have the whole list made anew, under the pointer that presses.
  const options = createMemo(() => [...props.options], undefined, { equals: isSame });
  return (
    <Combobox<T>
      class="field"
      multiple
      options={options()}
      optionValue="id"
      optionTextValue="name"
      optionLabel="name"
      value={[...props.value]}
      onChange={(value) => props.onChange(value)}
      triggerMode="focus"
      allowsEmptyCollection
      sameWidth
      gutter={4}
      validationState={props.error ? 'invalid' : 'valid'}
      itemComponent={(item) => (
        <Combobox.Item class="picker-option" item={item.item}>
          {props.mark(item.item.rawValue)}
          <Combobox.ItemLabel class="name clipped" dir="auto">
            {item.item.rawValue.name}
          </Combobox.ItemLabel>
          <Combobox.ItemIndicator class="picker-check">
            <Check size={16} aria-hidden="true" />
          </Combobox.ItemIndicator>
        </Combobox.Item>
      )}
    >
      <Combobox.Label class="field-label">{props.label}</Combobox.Label>
      <Combobox.Control<T> class="picker">
        {(state) => (
          <>
            <For each={state.selectedOptions()}>
              {(option) => (
                <span class="picker-chosen">
                  <span class="name clipped" dir="auto">
                    {option.name}
                  </span>
                  <button
                    type="button"
                    aria-label={text.rooms.remove(option.name)}
                    onPointerDown={(event) => event.stopPropagation()}
                    onClick={() => state.remove(option)}
                  >
                    <X size={14} aria-hidden="true" />
                  </button>
                </span>
              )}
            </For>
            <Combobox.Input class="picker-input" data-first={props.first} dir="auto" />
          </>
        )}
      </Combobox.Control>
      <Show when={props.hint && !props.error}>
        <Combobox.Description class="field-hint">{props.hint}</Combobox.Description>
      </Show>
      <Combobox.ErrorMessage class="field-error">{props.error}</Combobox.ErrorMessage>
      {/* Inside the dialog: what stands beside it is hidden from those who listen. */}
      <Combobox.Content
        class="picker-list"
        // The dialog around it would take the focus, and the list would close before the click.
        onMouseDown={(event: MouseEvent) => event.preventDefault()}
      >
        <Combobox.Listbox<T> class="picker-options" />
        <p class="picker-none">{props.none}</p>
      </Combobox.Content>
    </Combobox>
  );
}
