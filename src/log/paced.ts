import type { Clock } from '../ports.ts';

/**
 * A task that is worth sharing: it runs at once when it has not run for a while, else when the pause
 * since its last run is over. All who ask for it meanwhile get the same run.
 */
export class Paced {
  readonly #clock: Clock;
  readonly #pause: number;
  readonly #task: () => Promise<void>;
  #last = Number.NEGATIVE_INFINITY;
  #next: Promise<void> | null = null;
  #hurry: (() => void) | null = null;

  /** `pause`: milliseconds between the beginnings of two runs at least. */
  constructor(clock: Clock, pause: number, task: () => Promise<void>) {
    this.#clock = clock;
    this.#pause = pause;
    this.#task = task;
  }

  /** Settles with a run of the task that begins after this call. */
  run(): Promise<void> {
    this.#next ??= this.#wait().then(() => {
      this.#next = null;
      this.#last = this.#clock.now();
      return this.#task();
    });
    return this.#next;
  }

  /** Lets what is asked for run now, and resolves when it has, whatever became of it. */
  async finish(): Promise<void> {
    this.#hurry?.();
    await this.#next?.catch(() => {});
  }

  #wait(): Promise<void> {
    const since = this.#clock.now() - this.#last;
    // A clock that was set back would make the pause last until it has caught up.
    const rest = since < 0 ? 0 : this.#pause - since;
    if (rest <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#hurry = null;
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(rest, done);
      this.#hurry = done;
    });
  }
}
