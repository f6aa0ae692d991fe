import { type Accessor, createSignal } from 'solid-js';
import type { Typed } from '../app.ts';

/** A field's text that a reload of the tab keeps. */
export function createTyped(
  typed: Typed,
  field: 'name' | 'office',
): [Accessor<string>, (text: string) => void] {
  const [value, setValue] = createSignal(typed.get(field));
  return [
    value,
    (text) => {
      setValue(text);
      typed.set(field, text);
    },
  ];
}
