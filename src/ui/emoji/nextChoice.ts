/** Where a choice stands on screen. */
const placeOf = (it: Element): { readonly x: number; readonly y: number } => {
  const { left, top } = it.getBoundingClientRect();
  return { x: left, y: Math.round(top) };
};

/** The nearest choice in the next row, up or down. */
function inRow(
  all: readonly HTMLElement[],
  here: HTMLElement,
  by: 1 | -1,
): HTMLElement | undefined {
  const { x, y } = placeOf(here);
  const places = all.map((it) => ({ it, ...placeOf(it) }));
  const beyond = places.filter((it) => (it.y - y) * by > 0);
  const row = Math.min(...beyond.map((it) => (it.y - y) * by));
  return beyond
    .filter((it) => (it.y - y) * by === row)
    .sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]?.it;
}

/** The choice to which a key leads from one of them; undefined where it leads to none. */
export function nextChoice(
  all: readonly HTMLElement[],
  here: HTMLElement,
  key: string,
): HTMLElement | undefined {
  const forward = getComputedStyle(here).direction === 'rtl' ? -1 : 1;
  const beside = (by: number) => all[all.indexOf(here) + by];
  switch (key) {
    case 'ArrowRight':
      return beside(forward);
    case 'ArrowLeft':
      return beside(-forward);
    case 'ArrowDown':
      return inRow(all, here, 1);
    case 'ArrowUp':
      return inRow(all, here, -1);
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}
