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
  /** Null when cancelled. */
  task: (() => void) | null;
}

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Timers with the earliest first: a binary heap, for floods of them. */
class Timers {
  readonly #heap: Timer[] = [];

  get first(): Timer | undefined {
    while (this.#heap[0]?.task === null) this.#removeFirst();
    return this.#heap[0];
  }

  add(timer: Timer): void {
    let at = this.#heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#heap[parent] as Timer;
      if (!before(timer, above)) break;
      this.#heap[at] = above;
      at = parent;
    }
    this.#heap[at] = timer;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    let at = 0;
    while (true) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let child = left;
      const [a, b] = [this.#heap[left], this.#heap[right]];
      if (a && b && before(b, a)) child = right;
      const below = this.#heap[child];
      if (!below || !before(below, last)) break;
      this.#heap[at] = below;
      at = child;
    }
    this.#heap[at] = last;
  }
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
  let waiting = 0;
  const timers = new Timers();
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
    const { first } = timers;
    if (!first?.task || first.at > end) return false;
    const { task } = first;
    first.task = null;
    waiting -= 1;
    time = Math.max(time, first.at);
    task();
    await settle();
    return true;
  };

  return {
    now: () => time,
    after(delay, task) {
      const timer: Timer = { at: time + Math.max(0, delay), order: order++, task };
      timers.add(timer);
      waiting += 1;
      return () => {
        if (timer.task) waiting -= 1;
        timer.task = null;
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
      return waiting;
    },
  };
}
