import { onCleanup, onMount } from 'solid-js';

/** What shows that somebody is at this device. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'focus'] as const;
/** Milliseconds between two times that it is told. */
const EVERY = 5_000;

/** Tells, now and then, that the person uses this page. */
export function createActivity(active: () => void): void {
  let last = 0;
  const note = (): void => {
    const now = performance.now();
    if (now - last < EVERY) return;
    last = now;
    active();
  };
  const options = { passive: true, capture: true };
  onMount(() => {
    for (const sign of SIGNS) window.addEventListener(sign, note, options);
  });
  onCleanup(() => {
    for (const sign of SIGNS) window.removeEventListener(sign, note, options);
  });
}
