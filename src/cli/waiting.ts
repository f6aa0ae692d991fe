import type { Observable } from '../messenger/messenger.ts';

/**
 * Waits until the condition holds, looking again whenever `changes` changes; resolves with whether
 * it held before the signal aborted.
 */
export function until(
  changes: Observable<unknown>,
  holds: () => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (held: boolean) => {
      stop();
      signal.removeEventListener('abort', onAbort);
      resolve(held);
    };
    const onAbort = () => end(holds());
    const stop = changes.subscribe(() => {
      if (holds()) end(true);
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (holds()) end(true);
    else if (signal.aborted) end(false);
  });
}

/**
 * Runs `work` with a signal that aborts with the given one, or after so many milliseconds. Its timer
 * keeps the process alive, unlike that of `AbortSignal.timeout`, and ends with the work.
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (bound: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), milliseconds);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}
