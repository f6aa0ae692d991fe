import type { Clock } from '../../ports.ts';

/** Milliseconds of the longest timer there is: longer delays would run at once. */
const LONGEST = 2 ** 31 - 1;

/** In a task of its own. Timers of a page that nobody sees run once in a second, or in a minute. */
function soon(task: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(null);
  return () => port1.close();
}

/** The machine's clock. */
export const clock: Clock = {
  now: () => Date.now(),
  after(delay, task) {
    if (delay <= 0 && globalThis.document?.visibilityState === 'hidden') return soon(task);
    let left = delay;
    const step = () => {
      const part = Math.min(left, LONGEST);
      left -= part;
      return setTimeout(() => {
        if (left > 0) timer = step();
        else task();
      }, part);
    };
    let timer = step();
    return () => clearTimeout(timer);
  },
};
