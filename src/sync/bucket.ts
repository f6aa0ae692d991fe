import type { Clock } from '../ports.ts';

/** How much of something may be used: `burst` at once, and `perSecond` of it on average. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket: full at first, filled again as time goes by. */
export class Bucket {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rate: Rate;
  #level: number;
  #counted: number;

  constructor(clock: Pick<Clock, 'now'>, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#level = rate.burst;
    this.#counted = clock.now();
  }

  /** Takes an amount where there is that much; otherwise false, and nothing is taken. */
  take(amount = 1): boolean {
    this.#refill();
    if (this.#level < amount) return false;
    this.#level -= amount;
    return true;
  }

  /** Takes an amount that was used already; gives the milliseconds until nothing is owed any more. */
  spend(amount: number): number {
    const wait = this.waitFor(amount);
    this.#level -= amount;
    return wait;
  }

  /** The milliseconds that there would be to wait if an amount were taken now. */
  waitFor(amount: number): number {
    this.#refill();
    const owed = amount - this.#level;
    return owed <= 0 ? 0 : Math.ceil((owed / this.#rate.perSecond) * 1000);
  }

  /** Nothing was taken lately: a new bucket would say the same. */
  get full(): boolean {
    this.#refill();
    return this.#level >= this.#rate.burst;
  }

  #refill(): void {
    const now = this.#clock.now();
    // A clock that was set back gives nothing and takes nothing.
    const seconds = Math.max(0, now - this.#counted) / 1000;
    this.#counted = now;
    this.#level = Math.min(this.#rate.burst, this.#level + seconds * this.#rate.perSecond);
  }
}
