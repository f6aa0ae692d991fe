import type { Clock } from '../../ports.ts';

/** Milliseconds of the longest timer there is: longer delays would run at once. */
const LONGEST = 2 ** 31 - 1;

/** The machine's clock. */
export const clock: Clock = {
  now: () => Date.now(),
  after(delay, task) {
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
