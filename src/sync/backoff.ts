/**
 * Growing pauses between tries: doubling from `least` to `most` milliseconds, each drawn from its
 * upper half so that many who lost the same peer do not all return at once.
 */
export class Backoff {
  readonly #least: number;
  readonly #most: number;
  readonly #random: () => number;
  #tries = 0;

  constructor(least: number, most: number, random: () => number) {
    this.#least = least;
    this.#most = most;
    this.#random = random;
  }

  /** The next pause in milliseconds. */
  next(): number {
    const full = Math.min(this.#most, this.#least * 2 ** this.#tries);
    this.#tries = Math.min(this.#tries + 1, 30);
    return full * (0.5 + this.#random() / 2);
  }

  reset(): void {
    this.#tries = 0;
  }
}
