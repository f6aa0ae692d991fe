/**
 * Remembers where the focus is now; the returned function brings it back there, unless that place
 * is gone, when it goes to the message in which that was, else to the page's first button; or the focus
 * found a new one meanwhile.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  const places = [before, before?.closest('article')];
  return () => {
    if (!lost()) return;
    const back = places.find((it) => it instanceof HTMLElement && it.isConnected);
    if (back instanceof HTMLElement) back.focus({ preventScroll: back !== before });
    else document.querySelector<HTMLElement>('main button')?.focus();
  };
}

const lost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;
