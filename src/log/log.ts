import * as Y from 'yjs';
import {
  type ChainId,
  type DeviceId,
  type EntryId,
  type LogId,
  type OfficeId,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import type { Clock, LogStore, StoredLog } from '../ports.ts';
import { equalBytes } from '../wire/bytes.ts';
import { signedBytes } from '../wire/envelope.ts';
import { MAX_RUN } from '../wire/limits.ts';
import { verify } from '../wire/sign.ts';
import { type Cheat, cheatIn, type Identified } from './cheat.ts';
import { Entry, type Keys } from './entry.ts';
import {
  type Admitted,
  type Ahead,
  type Chain,
  type Fit,
  fitted,
  type Judgement,
  judge,
  type Policy,
  toAdmission,
} from './judge.ts';
import { Paced } from './paced.ts';
import { arrayName, readChain } from './replay.ts';
import type { Admission, Run } from './run.ts';
import { GrowingSum } from './sums.ts';
import { judgeTogether, type Looked } from './together.ts';

/**
 * Milliseconds between two writes of what comes live, at least: each waits for the disk, and peers
 * have what a crash would lose. What comes after a pause is written at once.
 */
const WRITE_EVERY = 250;

export interface LogContext {
  readonly clock: Clock;
  readonly office: OfficeId;
  readonly policy: Policy;
  readonly keys: Keys;
  readonly store: LogStore;
  /** Told of a device that signed two entries at one place. */
  onCheat?: ((cheat: Cheat) => void) | undefined;
  /** Per chain of a log, the number from which own entries were withdrawn; it may grow. */
  withdrawn?(log: LogId): ReadonlyMap<ChainId, number>;
}

/** What was last known to be durable of a log, and the checksum over it. */
export interface Kept {
  readonly vector: Vector;
  readonly sum: number | undefined;
}

/** What may be taken of others now. */
export interface Room {
  readonly fit: Fit;
  /** These were taken. */
  took(entries: readonly Admitted[]): void;
}

/** What became of a run that was judged with others. */
export interface Together {
  readonly next: number;
  readonly added: number;
  readonly stop: Judgement['stop'];
}

interface HeldChain extends Chain {
  readonly entries: Entry[];
}

const NO_ENDS = {};

export type EntryListener = (entries: readonly Entry[]) => void;

/**
 * One log: all chains of one conversation in one month, or the roster, held in a Y.Doc with one
 * root array per chain (DESIGN §3.2). Only this class writes to the document, always as the chain
 * it writes for, so that replicas with the same entries encode to the same bytes.
 */
export class Log implements Identified {
  readonly office: OfficeId;
  readonly log: LogId;
  readonly #doc: Y.Doc;
  readonly #policy: Policy;
  readonly #keys: Keys;
  readonly #cheated: LogContext['onCheat'];
  readonly #stored: StoredLog;
  readonly #chains = new Map<ChainId, HeldChain>();
  readonly #vector = new Map<ChainId, number>();
  /** What of it counts: the same map as long as all of it does. */
  #counted: Map<ChainId, number> = this.#vector;
  /** The cut-offs by which that was worked out. */
  #ends: object | null = null;
  /** Own entries that were made again elsewhere, and never told to anybody: per chain, the first. */
  readonly #withdrawn: ReadonlyMap<ChainId, number>;
  readonly #listeners = new Set<EntryListener>();
  /** Entries that stand here and not in the document yet. */
  #unwritten: Admitted[] = [];
  /** What is surely durable. */
  #durable = new Map<ChainId, number>();
  /** Chains that reach further than what is surely durable. */
  readonly #undurable = new Map<ChainId, number>();
  readonly #writing: Paced;
  /** One write at a time: whoever asks meanwhile shares the next, since a document looks at all its chains. */
  #flushing: Promise<void> = Promise.resolve();
  #nextFlush: Promise<void> | null = null;
  readonly #sum = new GrowingSum();
  /** How many entries are held. */
  size = 0;

  private constructor(log: LogId, context: LogContext, doc: Y.Doc, stored: StoredLog) {
    this.log = log;
    this.office = context.office;
    this.#policy = context.policy;
    this.#keys = context.keys;
    this.#cheated = context.onCheat;
    this.#withdrawn = context.withdrawn?.(log) ?? new Map();
    this.#doc = doc;
    this.#stored = stored;
    this.#writing = new Paced(context.clock, WRITE_EVERY, () => this.flushed());
  }

  /** The document, with everything in it. */
  get doc(): Y.Doc {
    this.#write();
    return this.#doc;
  }

  /**
   * Opens what the store keeps. Chains that do not read, or are not what they were, are set aside, to
   * be fetched again; `kept` is what was last known to be there. Rejects with `storage-failed`.
   */
  static async open(id: LogId, context: LogContext, kept?: Kept): Promise<Log> {
    const log = await Log.#load(id, context);
    const damaged = log.#replay();
    if (damaged.size === 0 && log.#isAsKept(kept)) return log;
    for (const chain of log.#chains.keys()) if (!log.#isSigned(chain)) damaged.add(chain);
    if (damaged.size === 0) return log;
    await log.close();
    await context.store.drop(id);
    const mended = await Log.#load(id, context);
    for (const [chain, { entries }] of log.#chains) {
      if (!damaged.has(chain)) mended.add(entries.map(({ at }) => at));
    }
    try {
      await mended.flushed();
    } catch (error) {
      // One that stays open could not be opened by the next try.
      await mended.close().catch(() => {});
      throw error;
    }
    return mended;
  }

  static async #load(id: LogId, context: LogContext): Promise<Log> {
    const doc = new Y.Doc({ gc: false });
    return new Log(id, context, doc, await context.store.open(id, doc));
  }

  /** Reads all chains back; gives those that cannot be. */
  #replay(): Set<ChainId> {
    const damaged = new Set<ChainId>();
    for (const name of this.#doc.share.keys()) {
      const items = this.#doc.getArray<[Uint8Array]>(name).toArray();
      const read = readChain(this.office, this.log, name, items);
      const newest = read?.at(-1);
      if (newest) this.#hold(newest, read?.map(this.#entry) ?? []);
      else damaged.add(Number.parseInt(name, 36) as ChainId);
    }
    this.#durable = new Map(this.#vector);
    return damaged;
  }

  #isAsKept(kept: Kept | undefined): boolean {
    if (kept?.sum === undefined) return true;
    const isHere = ([chain, next]: [ChainId, number]) => (this.#vector.get(chain) ?? 0) >= next;
    return [...kept.vector].every(isHere) && this.sumUpTo(kept.vector) === kept.sum;
  }

  /** The checksum of what stands below a vector; each is asked for with a later one than the last. */
  sumUpTo(vector: Vector): number {
    return this.#sum.upTo(vector, (chain) => this.#chains.get(chain)?.entries ?? []);
  }

  /** Whether the newest signature of a chain is good: it vouches for all that is before it. */
  #isSigned(id: ChainId): boolean {
    const entries = this.#chains.get(id)?.entries ?? [];
    const newest = entries.at(-1)?.at;
    if (!newest) return false;
    const { log, chain, number, act } = newest;
    const office = act?.t === 'found' ? null : this.office;
    const previous = entries.at(-2)?.at.id ?? null;
    const bytes = signedBytes({ office, log, chain, number, previous }, newest.bytes);
    return verify(newest.device, bytes, newest.envelope.signature);
  }

  readonly #entry = (at: Admitted): Entry => new Entry(at, this.office, this.#keys);

  #hold(newest: Admitted, entries: Entry[]): void {
    const { chain: id, device, number } = newest;
    this.size += number + 1 - (this.#vector.get(id) ?? 0);
    this.#vector.set(id, number + 1);
    this.#chains.set(id, {
      id,
      device,
      next: number + 1,
      // Only when asked for: of a chain that was read back it takes hashing all of it.
      get head() {
        return newest.id;
      },
      entries,
    });
  }

  chain(id: ChainId): Chain | undefined {
    const chain = this.#chains.get(id);
    const end = this.#endOf(chain);
    if (!chain || end >= chain.next) return chain;
    const last = chain.entries[end - 1];
    return last && { id, device: chain.device, next: end, head: last.at.id };
  }

  envelope(id: ChainId, number: number): Uint8Array | undefined {
    const chain = this.#chains.get(id);
    return number < this.#endOf(chain) ? chain?.entries[number]?.at.bytes : undefined;
  }

  /** An entry that counts. */
  entry(id: ChainId, number: number): Entry | undefined {
    const chain = this.#chains.get(id);
    return number < this.#endOf(chain) ? chain?.entries[number] : undefined;
  }

  /** The entries that count and lie beyond a vector. */
  beyond(vector: Vector): Entry[] {
    return [...this.#chains.values()].flatMap((chain) =>
      chain.entries.slice(vector.get(chain.id) ?? 0, this.#endOf(chain)),
    );
  }

  idOf(id: ChainId, number: number): EntryId | undefined {
    return this.#chains.get(id)?.entries[number]?.at.id;
  }

  /** What counts of a chain: all of it, but for what is beyond a cut-off, or was withdrawn. */
  #endOf(chain: HeldChain | undefined): number {
    if (!chain) return 0;
    const end = this.#policy.endOf(chain.device, this.log, chain.id);
    return Math.min(chain.next, end, this.#withdrawn.get(chain.id) ?? Number.POSITIVE_INFINITY);
  }

  /** The newest entry that counts of each chain. */
  newest(): { readonly chain: ChainId; readonly next: number; readonly envelope: Uint8Array }[] {
    return [...this.#chains.values()].flatMap((chain) => {
      const next = this.#endOf(chain);
      const envelope = chain.entries[next - 1]?.at.bytes;
      return envelope ? [{ chain: chain.id, next, envelope }] : [];
    });
  }

  /** All that is held of a chain from a number on, whether it counts or not. */
  tail(id: ChainId, from: number): readonly Entry[] {
    return this.#chains.get(id)?.entries.slice(from) ?? [];
  }

  /** Envelopes from number `from` on: at most `count`, and at most `bytes` unless the first is larger. */
  read(id: ChainId, from: number, count: number, bytes: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let size = 0;
    const chain = this.#chains.get(id);
    const end = Math.min(from + count, this.#endOf(chain));
    for (const entry of chain?.entries.slice(from, Math.max(from, end)) ?? []) {
      size += entry.at.bytes.length;
      if (size > bytes && taken.length > 0) break;
      taken.push(entry.at.bytes);
    }
    return taken;
  }

  /**
   * What is held now and counts; it grows with the log. All of it is looked through only when cut-offs
   * changed: anybody may begin thousands of chains.
   */
  vector(): Vector {
    // The roster has none (R11), and asking for them would reduce it with each of its entries.
    const ends = this.log === ROSTER ? NO_ENDS : this.#policy.ends;
    if (ends !== this.#ends) {
      this.#ends = ends;
      this.#counted = this.#countAll();
    }
    for (const chain of this.#withdrawn.keys()) this.#count(chain);
    return this.#counted;
  }

  #countAll(): Map<ChainId, number> {
    const isWhole = [...this.#chains.values()].every((chain) => this.#endOf(chain) === chain.next);
    if (isWhole) return this.#vector;
    const ends = [...this.#chains.values()].map((it) => [it.id, this.#endOf(it)] as const);
    return new Map(ends.filter(([, end]) => end > 0));
  }

  /** Works out anew what counts of a chain. */
  #count(id: ChainId): void {
    const end = this.#endOf(this.#chains.get(id));
    if (end === (this.#counted.get(id) ?? 0)) return;
    if (this.#counted === this.#vector) this.#counted = new Map(this.#vector);
    if (end > 0) this.#counted.set(id, end);
    else this.#counted.delete(id);
  }

  /** How far every chain reaches, whether it counts or not. */
  reach(): Vector {
    return this.#vector;
  }

  /** What is surely durable; it grows with the log. */
  durable(): Vector {
    return this.#durable;
  }

  /** Whether all that is held is surely durable. */
  get isDurable(): boolean {
    return this.#undurable.size === 0;
  }

  /** All entries, chain by chain. */
  entries(): Entry[] {
    return [...this.#chains.values()].flatMap((chain) => {
      const end = this.#endOf(chain);
      return end < chain.next ? chain.entries.slice(0, end) : chain.entries;
    });
  }

  /** Who writes which chain. */
  authors(): ReadonlyMap<ChainId, DeviceId> {
    return new Map([...this.#chains].map(([id, chain]) => [id, chain.device]));
  }

  /** Listens to what is added. */
  onEntries(listener: EntryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes a run from a peer; resolves when what was taken is durable. With `judged`, which hears of
   * new entries at once, the writing waits for others to share it. `ahead` is what was found out before.
   * Without `room` there is room for all.
   */
  async admit(
    run: Run,
    judged?: (admission: Admission) => void,
    room?: Room,
    ahead: Ahead | null = null,
  ): Promise<Admission> {
    const good = judge(this, this.#policy, run, ahead);
    const { fresh, stop, device } = room ? fitted(this, this.#policy, run, good, room.fit) : good;
    this.add(fresh);
    room?.took(fresh);
    if (stop?.kind === 'refused' && stop.why === 'conflict') this.#denounce(run);
    const next = this.chain(run.chain)?.next ?? 0;
    const admission = toAdmission({ fresh, stop, device }, next);
    if (fresh.length > 0) judged?.(admission);
    if (judged && stop === null) await this.settled();
    else await this.flushed();
    return admission;
  }

  /**
   * Takes runs of the roster that may hang on each other. Gives for each how far its chain is here, and why
   * the entry after that is not; null for one that must be judged alone. Nothing of it is durable yet.
   */
  admitTogether(all: readonly Looked[]): (Together | null)[] {
    const { judgements, fresh } = judgeTogether(this, this.#policy, all);
    for (const ofChain of fresh) this.add(ofChain);
    return judgements.map((it, at) => {
      const next = this.chain((all[at] as Looked).run.chain)?.next ?? 0;
      return it && { next, added: it.fresh.length, stop: it.stop };
    });
  }

  /** Two entries at one place that its device signed both are told; bytes that somebody altered are not. */
  #denounce(run: Run): void {
    const proof = cheatIn(this, run);
    if (proof) this.#cheated?.(proof);
  }

  /** Adds entries of one chain that passed admission, or that this device wrote. */
  add(fresh: readonly Admitted[]): Entry[] {
    const newest = fresh.at(-1);
    if (!newest) return [];
    const added = fresh.map(this.#entry);
    const entries = this.#chains.get(newest.chain)?.entries ?? [];
    entries.push(...added);
    if (newest.number !== entries.length - 1) throw new RangeError(`${newest.chain} has a gap`);
    this.#unwritten.push(...fresh);
    this.#hold(newest, entries);
    this.#undurable.set(newest.chain, newest.number + 1);
    this.#count(newest.chain);
    for (const listener of this.#listeners) listener(added);
    return added;
  }

  /**
   * Puts into the document what is not there yet: many entries in one transaction are one update to
   * store. Gives how far the chains reach that are durable with the next flush.
   */
  #write(): Vector {
    while (this.#unwritten.length > 0) {
      const chains = byChain(this.#unwritten.splice(0, MAX_RUN));
      const own = this.#doc.clientID;
      this.#doc.transact(() => {
        for (const [chain, envelopes] of chains) {
          this.#doc.clientID = chain;
          this.#doc.getArray<[Uint8Array]>(arrayName(chain)).push(envelopes);
        }
      });
      this.#doc.clientID = own;
    }
    return new Map(this.#undurable);
  }

  /** Resolves when all that was added is durable. Rejects with `storage-failed` or `storage-full`. */
  flushed(): Promise<void> {
    this.#nextFlush ??= this.#flushing.then(() => {
      this.#nextFlush = null;
      const flush = this.#flush();
      this.#flushing = flush.catch(() => {});
      return flush;
    });
    return this.#nextFlush;
  }

  async #flush(): Promise<void> {
    const written = this.#write();
    await this.#stored.flushed();
    this.#noteDurable(written);
  }

  #noteDurable(written: Vector): void {
    for (const [chain, next] of written) {
      this.#durable.set(chain, Math.max(next, this.#durable.get(chain) ?? 0));
      if (this.#undurable.get(chain) === next) this.#undurable.delete(chain);
    }
  }

  /** As `flushed`, but within a while: what is added meanwhile is written with it. */
  settled(): Promise<void> {
    return this.#writing.run();
  }

  /** Whether the log holds just this envelope there. */
  holds(chain: ChainId, number: number, bytes: Uint8Array): boolean {
    const held = this.envelope(chain, number);
    return held !== undefined && equalBytes(held, bytes);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#writing.finish();
    await (this.#nextFlush ?? this.#flushing).catch(() => {});
    const written = this.#write();
    await this.#stored.close();
    this.#noteDurable(written);
    this.#doc.destroy();
  }
}

/** Envelopes as a document's arrays hold them, by chain. */
function byChain(entries: readonly Admitted[]): Map<ChainId, [Uint8Array][]> {
  const chains = new Map<ChainId, [Uint8Array][]>();
  for (const { chain, bytes } of entries) {
    const envelopes = chains.get(chain);
    if (envelopes) envelopes.push([bytes]);
    else chains.set(chain, [[bytes]]);
  }
  return chains;
}
