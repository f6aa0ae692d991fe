import { type Accessor, createSignal, onCleanup } from 'solid-js';

const SECOND = 1_000;

/** Whole seconds until a Unix time in milliseconds; 0 once it is over. */
export function createCountdown(until: Accessor<number>): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), SECOND);
  onCleanup(() => clearInterval(timer));
  return () => Math.max(0, Math.ceil((until() - now()) / SECOND));
}

/** Seconds as minutes and seconds: 9:05. */
export const minutesText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
