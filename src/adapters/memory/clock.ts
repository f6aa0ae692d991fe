import type { Clock } from '../../ports.ts';

/**
 * A virtual clock for scenarios: time stands still until it is moved, and moves from timer to
 * timer. Between two timers everything that promises can still do is done first, so that a
 * schedule runs the same way every time. Work outside the event loop's promises (WebCrypto,
 * files) is waited for when it is wrapped by `during`.
 */
export interface VirtualClock extends Clock {
  /** Moves time on by `ms` milliseconds and runs all that falls due, in order. */
  advance(ms: number): Promise<void>;
  /**
   * Runs timer after timer until `done` or until none is left; true when `done`. Gives up with
   * false after `limit` virtual milliseconds.
   */
  runUntil(done: () => boolean, limit: number): Promise<boolean>;
  /** Does all that can be done without moving time. */
  settle(): Promise<void>;
  /** Marks work that `settle` must wait for, and returns it. */
  during<T>(work: Promise<T>): Promise<T>;
  /** How many timers wait: 0 when all that was opened is closed. */
  readonly waiting: number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** Lets every microtask and what it queues run; macrotask by MessageChannel, which browsers do not throttle. */
function turn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A clock that shows the Unix time `start` in milliseconds; 2026-01-15 noon UTC unless told. */
export function makeVirtualClock(start = Date.UTC(2026, 0, 15, 12)): VirtualClock {
  let time = start;
  let order = 0;
  let timers: Timer[] = [];
  const works = new Set<Promise<unknown>>();

  const settle = async (): Promise<void> => {
    await turn();
    while (works.size > 0) {
      await Promise.allSettled([...works]);
      await turn();
    }
  };

  /** Runs the earliest timer that is due by `end`; false when there is none. */
  const step = async (end: number): Promise<boolean> => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) {
        first = timer;
      }
    }
    if (!first || first.at > end) return false;
    timers = timers.filter((timer) => timer !== first);
    time = Math.max(time, first.at);
    first.task();
    await settle();
    return true;
  };

  return {
    now: () => time,
    after(delay, task) {
      const timer = { at: time + Math.max(0, delay), order: order++, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      while (await step(end));
      time = end;
    },
    async runUntil(done, limit) {
      const end = time + limit;
      await settle();
      while (!done()) if (!(await step(end))) return done();
      return true;
    },
    settle,
    during<T>(work: Promise<T>): Promise<T> {
      works.add(work);
      const over = () => works.delete(work);
      work.then(over, over);
      return work;
    },
    get waiting() {
      return timers.length;
    },
  };
}
