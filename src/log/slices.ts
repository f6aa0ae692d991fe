import type { Clock } from '../ports.ts';

/** Milliseconds of work after which the thread is given back: beside a frame of 16, nobody notices. */
const SLICE = 12;

/** Long work in slices: what has to be done in order, and no longer at a stretch than a page can wait. */
export class Slices {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  /** When this slice is over; null when none has begun. */
  #until: number | null = null;
  #cancel = (): void => {};
  /** What asks while it runs comes after it. */
  #isWorking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does something at once, or after what waits in one of the next slices. Gives what comes of it. */
  run<T>(work: () => Promise<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      this.#goOn();
    });
  }

  /** Does at once what waits. */
  close(): void {
    this.#cancel();
    this.#until = Number.POSITIVE_INFINITY;
    if (this.#waiting.length > 0) this.#goOn();
  }

  /** Works off what waits until the slice is over; begins one if there is none. */
  #goOn(): void {
    if (this.#until === null) {
      this.#until = this.#clock.now() + SLICE;
      this.#cancel = this.#clock.after(0, () => {
        this.#until = null;
        if (this.#waiting.length > 0) this.#goOn();
      });
    }
    if (this.#isWorking) return;
    this.#isWorking = true;
    while (this.#waiting.length > 0 && this.#clock.now() < this.#until) this.#waiting.shift()?.();
    this.#isWorking = false;
  }
}
