/**
 * Remembers where the focus is now; the returned function brings it back there, unless that place
 * is gone, when it goes to the page's first button, or the focus found a new one meanwhile.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    if (!lost()) return;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    else document.querySelector<HTMLElement>('main button')?.focus();
  };
}

const lost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;
