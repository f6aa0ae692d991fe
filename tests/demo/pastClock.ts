import { clock } from '../../src/adapters/node/clock.ts';
import type { Clock } from '../../src/ports.ts';

/** A clock that runs as the machine's does, from another time on. It never goes back. */
export class PastClock implements Clock {
  #behind: number;

  /** `start`: Unix time in milliseconds, in the past. */
  constructor(start: number) {
    this.#behind = clock.now() - start;
  }

  now(): number {
    return clock.now() - this.#behind;
  }

  after(delay: number, task: () => void): () => void {
    return clock.after(delay, task);
  }

  /** Goes on to a later time; one that has passed, or has not come yet for others, changes nothing. */
  advanceTo(time: number): void {
    this.#behind = Math.max(0, Math.min(this.#behind, clock.now() - time));
  }

  /** Is the machine's from now on. */
  catchUp(): void {
    this.#behind = 0;
  }
}
