import type { Act } from '../model/acts.ts';
import type { ChainId, DeviceId, EntryId } from '../model/ids.ts';
import { byTime, causesOf, inCausalOrder } from './order.ts';
import type { RosterEntry } from './roster.ts';

const NOBODY = 0xffff_ffff;

/** Which entries lie before which: the roster's entries in causal order, with their causes as indexes. */
export class Graph {
  readonly entries: RosterEntry[];
  readonly #index = new Map<EntryId, number>();
  readonly #causes: number[][] = [];
  readonly #places = new Map<string, number>();
  readonly #byDevice = new Map<DeviceId, number[]>();
  readonly #pasts = new Map<number, Bits>();
  readonly #futures = new Map<number, { readonly bits: Bits; until: number }>();

  constructor(entries: readonly RosterEntry[]) {
    this.entries = inCausalOrder(entries, causesOf(entries));
    for (const [at, entry] of this.entries.entries()) this.#link(entry, at);
  }

  #link(entry: RosterEntry, at: number): void {
    this.#index.set(entry.id, at);
    this.#places.set(`${entry.chain}/${entry.number}`, at);
    const written = this.#byDevice.get(entry.device);
    if (written) written.push(at);
    else this.#byDevice.set(entry.device, [at]);
    const seen = 'seen' in entry.act ? entry.act.seen : [];
    const causes = seen.flatMap((id) => this.#index.get(id) ?? []);
    const before = this.#places.get(`${entry.chain}/${entry.number - 1}`);
    this.#causes.push(before === undefined ? causes : [...causes, before]);
  }

  get size(): number {
    return this.entries.length;
  }

  indexOf(id: EntryId): number {
    return this.#index.get(id) ?? -1;
  }

  at(index: number): RosterEntry {
    return this.entries[index] as RosterEntry;
  }

  /** The act there, which is of kind `T`. */
  actAt<T extends Act['t']>(index: number): Extract<Act, { t: T }> {
    return this.at(index).act as Extract<Act, { t: T }>;
  }

  /**
   * Takes an entry that follows everything held and comes last in the order; false when it does not,
   * so that the order must be made anew.
   */
  append(entry: RosterEntry): boolean {
    const heads = new Set(this.heads());
    for (const id of 'seen' in entry.act ? entry.act.seen : []) heads.delete(id);
    const before = this.#places.get(`${entry.chain}/${entry.number - 1}`);
    if (before !== undefined) heads.delete(this.at(before).id);
    // The last of the order is the newest of those that stand there by their own reading: all that is
    // newer stands where it does for what follows it.
    const last = this.entries.at(-1);
    if (heads.size > 0 || !last || byTime(entry, last) <= 0) return false;
    this.entries.push(entry);
    this.#link(entry, this.entries.length - 1);
    return true;
  }

  /** Takes what an entry that is here says, now that it can be read. */
  reread(entry: RosterEntry): void {
    const at = this.indexOf(entry.id);
    if (at >= 0) this.entries[at] = entry;
  }

  /** The entries that nothing follows, sorted by id. */
  heads(): EntryId[] {
    const followed = new Uint8Array(this.size);
    for (const causes of this.#causes) for (const cause of causes) followed[cause] = 1;
    return this.entries.flatMap(({ id }, at) => (followed[at] ? [] : id)).sort();
  }

  /** Those of these places that lie in the past of none of the others, in causal order. */
  newestOf(places: readonly number[]): number[] {
    const asked = new Set(places);
    const isFollowed = new Uint8Array(this.size);
    const newest: number[] = [];
    for (let at = places.at(-1) ?? -1; at >= (places[0] ?? 0); at--) {
      if (asked.has(at) && isFollowed[at] === 0) newest.push(at);
      if (!asked.has(at) && isFollowed[at] === 0) continue;
      for (const cause of this.#causes[at] ?? []) isFollowed[cause] = 1;
    }
    return newest.reverse();
  }

  /** As `heads`, of what does not follow from a chain's entries from a number on. */
  headsWithout(chain: ChainId, number: number): EntryId[] {
    const left = new Uint8Array(this.size);
    const followed = new Uint8Array(this.size);
    for (const [at, entry] of this.entries.entries()) {
      const causes = this.#causes[at] ?? [];
      const isOut = entry.chain === chain && entry.number >= number;
      left[at] = isOut || causes.some((cause) => left[cause] === 1) ? 1 : 0;
      if (left[at] === 0) for (const cause of causes) followed[cause] = 1;
    }
    return this.entries.flatMap(({ id }, at) => (left[at] || followed[at] ? [] : id)).sort();
  }

  /** What devices of which this holds wrote, from a place on. */
  writtenBy(isTheirs: (device: DeviceId) => boolean, from: number): number[] {
    return [...this.#byDevice]
      .flatMap(([device, all]) => (isTheirs(device) ? all.filter((it) => it > from) : []))
      .sort((one, other) => one - other);
  }

  /** Whether the entry at `x` lies in the past of the one at `y`. Cheap for many `y` and few `x`. */
  precedes(x: number, y: number): boolean {
    return x < y && this.#future(x).has(y);
  }

  /**
   * For each place from `from` on the first of these entries in whose past it lies, by its index among
   * them, or NOBODY. Costs as much for many places and entries as for one.
   */
  firstToFollow(entries: readonly number[], from: number): Uint32Array {
    const first = new Uint32Array(this.size - from).fill(NOBODY);
    for (const [i, entry] of entries.entries()) {
      const stack = [...(this.#causes[entry] ?? [])];
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        // What lies before what somebody followed earlier, they followed too.
        if (at < from || first[at - from] !== NOBODY) continue;
        first[at - from] = i;
        stack.push(...(this.#causes[at] ?? []));
      }
    }
    return first;
  }

  /** All that lies before the entry at `y`. For few `y`. */
  past(y: number): Bits {
    const known = this.#pasts.get(y);
    if (known) return known;
    const past = new Bits(y + 1);
    const stack = [...(this.#causes[y] ?? [])];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (past.has(at)) continue;
      past.add(at);
      stack.push(...(this.#causes[at] ?? []));
    }
    this.#pasts.set(y, past);
    return past;
  }

  /** Adds an entry and all that lies before it to a set that has this of others; tells what is new there. */
  takePast(at: number, into: Bits): number[] {
    const fresh: number[] = [];
    const stack = [at];
    for (let it = stack.pop(); it !== undefined; it = stack.pop()) {
      if (into.has(it)) continue;
      into.add(it);
      fresh.push(it);
      stack.push(...(this.#causes[it] ?? []));
    }
    return fresh;
  }

  #future(x: number): Bits {
    const known = this.#futures.get(x) ?? { bits: new Bits(this.size), until: x + 1 };
    for (; known.until < this.size; known.until++) {
      const causes = this.#causes[known.until] ?? [];
      if (causes.some((cause) => cause === x || known.bits.has(cause))) known.bits.add(known.until);
    }
    this.#futures.set(x, known);
    return known.bits;
  }
}

/** A growing set of small numbers. */
export class Bits {
  #words: Uint32Array;

  constructor(size: number) {
    this.#words = new Uint32Array((size >>> 5) + 1);
  }

  has(at: number): boolean {
    return (((this.#words[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
  }

  add(at: number): void {
    const word = at >>> 5;
    if (word >= this.#words.length) {
      const grown = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (at & 31));
  }
}
