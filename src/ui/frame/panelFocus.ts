import { type Accessor, createComputed, on } from 'solid-js';

/**
 * Whoever closes a panel in which the focus was goes on where they were before it opened: at the
 * message, where its actions are gone, else where one writes.
 */
export function createPanelFocus(panel: Accessor<unknown>): void {
  let before: HTMLElement | null = null;
  const goBack = (): void => {
    if (document.activeElement !== document.body) return;
    const back = before?.isConnected ? before : document.querySelector<HTMLElement>(BOX);
    // A finger would get a keyboard that it did not ask for.
    if (back?.matches(BOX) && !matchMedia('(pointer: fine)').matches) return;
    back?.focus({ preventScroll: true });
  };
  createComputed(
    on(
      panel,
      (now) => {
        if (now === null) queueMicrotask(goBack);
        else before = placeOf(document.activeElement) ?? before;
      },
      { defer: true },
    ),
  );
}

/** Where one writes. */
const BOX = '[data-region="composer"] textarea';

const placeOf = (focused: Element | null): HTMLElement | null =>
  focused instanceof HTMLElement && focused !== document.body && !focused.closest('aside')
    ? (focused.closest<HTMLElement>('article') ?? focused)
    : null;
