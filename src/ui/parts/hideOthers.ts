/**
 * Hides from those who listen what stands behind a dialog, and returns what shows it again. Kobalte
 * does the same only with the next frame, and in a tab in the background never: until then there
 * would be two buttons of one name.
 */
export function hideOthers(dialog: HTMLElement): () => void {
  const others = [...document.body.children].filter(
    (it) => !it.contains(dialog) && !it.hasAttribute('aria-hidden'),
  );
  for (const other of others) other.setAttribute('aria-hidden', 'true');
  return () => {
    for (const other of others) other.removeAttribute('aria-hidden');
  };
}
