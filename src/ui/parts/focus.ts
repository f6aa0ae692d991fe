/**
 * Remembers where the focus is now; the returned function brings it back there, unless that place
 * is gone or the focus found a new one meanwhile.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    if (before instanceof HTMLElement && before.isConnected && lost()) before.focus();
  };
}

const lost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;
