import type { Clock } from '../ports.ts';

/** Milliseconds that what came waits for what is on its way at most: a slow line holds nothing up. */
const PATIENCE = 250;

/** Gathers what is better done together, until nothing more of it is on its way. One round at a time. */
export class Gathering<T> {
  readonly #clock: Clock;
  readonly #round: (items: readonly T[]) => Promise<void>;
  readonly #items: T[] = [];
  #cancel: (() => void) | null = null;
  #isRunning = false;

  /** `round` never rejects. */
  constructor(clock: Clock, round: (items: readonly T[]) => Promise<void>) {
    this.#clock = clock;
    this.#round = round;
  }

  /** `more`: others are on their way. */
  add(item: T, more: boolean): void {
    this.#items.push(item);
    if (!more) void this.#begin();
    else this.#cancel ??= this.#clock.after(PATIENCE, () => void this.#begin());
  }

  /** Gives what is in no round; none is begun any more. */
  close(): T[] {
    this.#cancel?.();
    this.#cancel = null;
    return this.#items.splice(0);
  }

  async #begin(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#items.length > 0) await this.#round(this.#items.splice(0));
    this.#isRunning = false;
  }
}
