import type { Receipts } from '../log/receipts.ts';
import { packVector, Vectors } from '../log/vectors.ts';
import {
  type ChainId,
  type ConversationId,
  type LogId,
  type Month,
  partsOf,
  type Vector,
} from '../model/ids.ts';
import type { StateStore } from '../ports.ts';
import { Numbers, type Place } from './numbers.ts';

const READ = 'read/';
/** Entries that nobody waits for: remarks, what the person wrote on another device, what was deleted. */
const QUIET = 'quiet/';
/** Messages that mean this person. */
const LOUD = 'loud/';
/** Messages that were read while others before them were not: replies in a thread. */
const APART = 'apart/';

/**
 * How far the person has read, per chain, and what they read beyond that: unread follows arrival, so
 * that what slips in above, late, is never missed.
 */
export class Reading {
  readonly #state: StateStore;
  readonly #own: Receipts;
  readonly #since: () => Month;
  readonly #read = new Vectors();
  readonly #quiet: Numbers;
  readonly #loud: Numbers;
  readonly #apart: Numbers;
  readonly #listeners = new Set<(conversation: ConversationId) => void>();

  /** `since`: the month in which this device came; what stands in earlier ones is history, and no news. */
  constructor(state: StateStore, own: Receipts, since: () => Month) {
    this.#state = state;
    this.#own = own;
    this.#since = since;
    this.#quiet = new Numbers(state, QUIET);
    this.#loud = new Numbers(state, LOUD);
    this.#apart = new Numbers(state, APART);
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(READ)) {
      this.#read.keep(key.slice(READ.length) as LogId, value);
    }
    await Promise.all([this.#quiet, this.#loud, this.#apart].map((it) => it.start()));
  }

  /** Whether nothing in this log was ever news on this device. */
  isHistory(log: LogId): boolean {
    const month = partsOf(log)?.month;
    return month !== undefined && month < this.#since();
  }

  isRead(log: LogId, chain: ChainId, number: number): boolean {
    return this.isReadThrough(log, chain, number) || this.#apart.has({ log, chain, number });
  }

  /** Whether all of a chain was read, up to there. */
  isReadThrough(log: LogId, chain: ChainId, number: number): boolean {
    return this.isHistory(log) || number < this.#next({ log, chain });
  }

  /** The first number of a chain that was not read through. */
  #next({ log, chain }: Omit<Place, 'number'>): number {
    return this.#read.get(log)?.get(chain) ?? 0;
  }

  /** Whether nothing is unread in a log, as far as that can be told without reading what is held. */
  isAllRead(log: LogId, held: Vectors): boolean {
    return this.isHistory(log) || this.#read.isSameUnread(log, held);
  }

  /** Messages by others that arrived after the person last read. */
  unread(log: LogId, vector: Vector): number {
    if (this.isHistory(log)) return 0;
    return this.#entries(log, vector) - this.#quiet.count(log, this.#read.get(log));
  }

  /** Whether anything by others, messages or not, arrived after the person last read. */
  hasNew(log: LogId, vector: Vector): boolean {
    return !this.isHistory(log) && this.#entries(log, vector) > 0;
  }

  /** Those among them that mean this person. */
  mentions(log: LogId): number {
    return this.#loud.count(log, this.#read.get(log));
  }

  #entries(log: LogId, vector: Vector): number {
    const read = this.#read.get(log);
    let count = 0;
    for (const [chain, next] of vector) {
      if (!this.#own.isOwn(log, chain)) count += Math.max(0, next - (read?.get(chain) ?? 0));
    }
    return count;
  }

  /** These entries, by other devices, are not waited for. */
  quiet(places: readonly Place[]): void {
    const others = places.filter(({ log, chain }) => !this.#own.isOwn(log, chain));
    this.#loud.remove(others);
    if (this.#quiet.add(others.filter((it) => this.#isAhead(it)))) this.#tell(others);
  }

  /** These messages mean this person. */
  loud(places: readonly Place[]): void {
    if (this.#loud.add(places.filter((it) => this.#isAhead(it)))) this.#tell(places);
  }

  #isAhead({ log, chain, number }: Place): boolean {
    return !this.isRead(log, chain, number);
  }

  /** Marks what is held of these logs as read. */
  mark(vectors: Iterable<readonly [LogId, Vector]>): void {
    const read: [LogId, Vector][] = [];
    for (const [log, vector] of vectors) {
      if (partsOf(log) && this.hasNew(log, vector)) read.push([log, vector]);
    }
    for (const [log, vector] of read) {
      for (const numbers of [this.#quiet, this.#loud, this.#apart]) numbers.prune(log, vector);
    }
    if (read.length > 0) this.#keep(read);
  }

  /** Marks these messages by other devices as read, and nothing else. */
  markOnly(places: readonly Place[]): void {
    const fresh = places.filter((it) => this.#isAhead(it) && !this.#own.isOwn(it.log, it.chain));
    if (!this.#apart.add(fresh)) return;
    this.#quiet.add(fresh);
    this.#loud.remove(fresh);
    this.#readOn(fresh);
    this.#tell(fresh);
  }

  /** Where nothing lacks before what was read apart, it was read through. */
  #readOn(places: readonly Place[]): void {
    const read = new Map<LogId, Map<ChainId, number>>();
    for (const { log, chain } of places) {
      const next = this.#next({ log, chain });
      let number = next;
      while (this.#apart.has({ log, chain, number })) number++;
      if (number === next) continue;
      const vector = read.get(log) ?? new Map(this.#read.get(log));
      read.set(log, vector.set(chain, number));
    }
    for (const [log, vector] of read) {
      for (const numbers of [this.#quiet, this.#apart]) numbers.prune(log, vector);
    }
    if (read.size > 0) this.#note([...read]);
  }

  /**
   * Marks these entries, and what their devices wrote after them, as unread. Which of those are quiet
   * or loud is to be told again. Gives the logs that changed.
   */
  unmark(places: readonly Place[]): LogId[] {
    const changed = new Map<LogId, Map<ChainId, number>>();
    for (const place of places) {
      const { log, chain, number } = place;
      const read = changed.get(log) ?? new Map(this.#read.get(log));
      const apart = this.#apart.from(place);
      const isThrough = number < (read.get(chain) ?? 0);
      if (this.#own.isOwn(log, chain) || (!isThrough && apart.length === 0)) continue;
      for (const numbers of [this.#quiet, this.#apart]) numbers.remove(apart);
      changed.set(log, isThrough ? read.set(chain, number) : read);
    }
    if (changed.size > 0) this.#keep([...changed]);
    return [...changed.keys()];
  }

  #keep(read: readonly (readonly [LogId, Vector])[]): void {
    this.#note(read);
    this.#tell(read.map(([log]) => ({ log })));
  }

  #note(read: readonly (readonly [LogId, Vector])[]): void {
    const pairs: Record<string, unknown> = {};
    for (const [log, vector] of read) {
      this.#read.set(log, new Map(vector));
      pairs[READ + log] = packVector(vector);
    }
    // A read position that is lost shows a message as unread once more, nothing worse.
    void this.#state.set(pairs).catch(() => {});
  }

  #tell(places: readonly Pick<Place, 'log'>[]): void {
    const conversations = new Set(places.map(({ log }) => partsOf(log)?.conversation));
    for (const conversation of conversations) {
      if (!conversation) continue;
      for (const listener of [...this.#listeners]) listener(conversation);
    }
  }

  onChange(listener: (conversation: ConversationId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
