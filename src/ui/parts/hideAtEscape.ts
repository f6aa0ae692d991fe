import { type Accessor, createEffect, onCleanup } from 'solid-js';

/**
 * Hides a name that is told under a pointer as soon as Escape is pressed, and leaves the key to the
 * panel or the dialog: who presses it does not mean what a pointer rests on, and the layer in which the
 * name stands would take it.
 */
export function hideAtEscape(told: Accessor<boolean>, hide: () => void): void {
  createEffect(() => {
    if (!told()) return;
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hide();
    };
    window.addEventListener('keydown', onKeyDown, true);
    onCleanup(() => window.removeEventListener('keydown', onKeyDown, true));
  });
}
