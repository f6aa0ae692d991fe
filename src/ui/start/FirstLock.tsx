import { type JSX, Show } from 'solid-js';
import { Field } from '../parts/Field.tsx';
import { text } from '../text/text.ts';

interface FirstLockProps {
  readonly value: string;
  readonly onChange: (passphrase: string) => void;
  readonly disabled: boolean;
  /** There is a passphrase already. */
  readonly isSet: boolean;
}

/** Before a device has keys: a passphrase that is set now wraps all of them. */
export function FirstLock(props: FirstLockProps): JSX.Element {
  return (
    <Show when={!props.isSet}>
      <details class="first-lock">
        <summary>{text.firstLock.title}</summary>
        <Field
          label={text.firstLock.passphrase}
          value={props.value}
          onChange={props.onChange}
          hint={text.firstLock.hint}
          disabled={props.disabled}
          autocomplete="new-password"
          secret
        />
      </details>
    </Show>
  );
}
