import './Field.css';
import { TextField } from '@kobalte/core/text-field';
import { type JSX, Show } from 'solid-js';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly hint?: string | undefined;
  /** One sentence; the field is marked invalid while there is one. */
  readonly error?: string | undefined;
  readonly readOnly?: boolean;
  readonly disabled?: boolean;
  /** The page or the dialog begins here: it gives it the focus. */
  readonly first?: boolean;
  readonly autocomplete?: string;
  /** What is typed is not shown. */
  readonly secret?: boolean;
  readonly ref?: (input: HTMLInputElement) => void;
}

/** A one-line text field with its label, hint and error. */
export function Field(props: FieldProps): JSX.Element {
  return (
    <TextField
      class="field"
      value={props.value}
      onChange={(value) => props.onChange?.(value)}
      validationState={props.error ? 'invalid' : 'valid'}
      readOnly={props.readOnly ?? false}
      disabled={props.disabled ?? false}
    >
      <TextField.Label class="field-label">{props.label}</TextField.Label>
      <TextField.Input
        ref={(input: HTMLInputElement) => props.ref?.(input)}
        class="field-input"
        type={props.secret ? 'password' : 'text'}
        dir="auto"
        data-first={props.first}
        autocomplete={props.autocomplete ?? 'off'}
        spellcheck={false}
        onFocus={(event) => props.readOnly && event.currentTarget.select()}
      />
      <Show when={props.hint && !props.error}>
        <TextField.Description class="field-hint">{props.hint}</TextField.Description>
      </Show>
      <TextField.ErrorMessage class="field-error">{props.error}</TextField.ErrorMessage>
    </TextField>
  );
}
