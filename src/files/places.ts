import type { Held } from './frames.ts';

/** Places of a file that somebody holds; how many places there are may not be known yet. */
export class Places {
  #all = false;
  #bits = new Uint8Array();
  /** What lacks though all was said to be there. */
  readonly #lacking = new Set<number>();

  static of(held: Held): Places {
    const places = new Places();
    places.take(held);
    return places;
  }

  take(held: Held): void {
    this.#lacking.clear();
    this.#all = held === 'all';
    this.#bits = held === 'all' ? new Uint8Array() : held.slice();
  }

  has(place: number): boolean {
    if (this.#all) return !this.#lacking.has(place);
    return (((this.#bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1;
  }

  set(place: number, on: boolean): void {
    if (this.#all) {
      if (on) this.#lacking.delete(place);
      else this.#lacking.add(place);
      return;
    }
    if (place >> 3 >= this.#bits.length) {
      const grown = new Uint8Array((place >> 3) + 1);
      grown.set(this.#bits);
      this.#bits = grown;
    }
    const bit = 1 << (place & 7);
    const byte = this.#bits[place >> 3] ?? 0;
    this.#bits[place >> 3] = on ? byte | bit : byte & ~bit;
  }

  get all(): boolean {
    return this.#all && this.#lacking.size === 0;
  }

  /** How many of the first `count` places. */
  count(count: number): number {
    if (this.all) return count;
    let held = 0;
    for (let place = 0; place < count; place++) if (this.has(place)) held++;
    return held;
  }

  /** As a frame says it. */
  toHeld(count: number): Held {
    if (this.count(count) === count) return 'all';
    if (!this.#all) return this.#bits.slice();
    const bits = new Uint8Array(Math.ceil(count / 8)).fill(0xff);
    for (const place of this.#lacking)
      bits[place >> 3] = (bits[place >> 3] ?? 0) & ~(1 << (place & 7));
    return bits;
  }
}
