import type { Clock } from '../ports.ts';

/** Entries in a second that people may have written just now; more than that are catching up. */
const AT_ONCE = 20;
const SECOND = 1_000;
/** Milliseconds of quiet after which what waited is looked at. */
export const QUIET = SECOND;

/**
 * Tells what comes as it is written from what is caught up with, which can wait: by how many entries
 * came lately, since they come in runs of a few, one for each chain.
 */
export class Rush {
  readonly #clock: Pick<Clock, 'now'>;
  /** Entries, of which AT_ONCE are forgotten in a second. */
  #level = 0;
  #at = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Notes entries that came; true while so many come that they can wait. */
  meets(entries: number): boolean {
    const now = this.#clock.now();
    const forgotten = (Math.max(0, now - this.#at) / SECOND) * AT_ONCE;
    // However many came, a second later it is over.
    const most = 2 * AT_ONCE;
    this.#level = Math.min(most, Math.max(0, this.#level - forgotten) + entries);
    this.#at = now;
    return this.#level > AT_ONCE;
  }
}
