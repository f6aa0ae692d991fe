import type { LogId, Vector } from '../model/ids.ts';
import type { Clock, IndexRecord, IndexStore } from '../ports.ts';
import type { Answer, Ask } from './ask.ts';
import type { Doc } from './docs.ts';
import { SearchIndex } from './index.ts';
import {
  drawEpoch,
  HEAD,
  logNamed,
  openRecord,
  packHead,
  packPage,
  packShard,
  pageName,
  sealRecord,
  shardName,
  toShardKey,
  unpackShard,
  unpackTerms,
} from './keep.ts';
import { Terms } from './terms.ts';

/** What is told of the index while it works. */
export type Told =
  /** Shards were read from where they are kept. */
  | { readonly kind: 'loaded'; readonly logs: readonly (readonly [LogId, Vector])[] }
  /** The index is not kept: it is made again at the next start. */
  | { readonly kind: 'not-kept'; readonly why: string };

/** The search index of one office, kept; in a browser it works in a worker. */
export interface Finder {
  /**
   * Reads what is kept, the newest months first; resolves when all of it is there, and never rejects
   * for what is kept: a shard that is damaged is passed over, and so made again. `key`: 32 bytes.
   */
  start(key: Uint8Array, told: (told: Told) => void): Promise<void>;
  /** Makes a log's shard from all its messages. */
  replace(log: LogId, vector: Vector, docs: readonly Doc[]): Promise<void>;
  /** Messages of a log that came or changed. Without effect where the log is not indexed. */
  update(log: LogId, vector: Vector, docs: readonly Doc[]): Promise<void>;
  /** Forgets logs, also where they are kept. */
  drop(logs: readonly LogId[]): Promise<void>;
  ask(ask: Ask): Promise<Answer>;
  /** Keeps what changed. */
  save(): Promise<void>;
  /** Keeps what changed, and ends. Harmless when closed. */
  close(): Promise<void>;
}

/**
 * Milliseconds after which what changed is kept: each time, a log's whole shard is written, and what is
 * asked meanwhile waits. What is not kept is made again from its log at the next start.
 */
const KEEP_AFTER = 30_000;
/** Shards that are written together. */
const TOGETHER = 50;

/** The index over a store, on the thread that calls. */
export function makeFinder(store: IndexStore, clock: Clock): Finder {
  return new KeptIndex(store, clock);
}

class KeptIndex implements Finder {
  readonly #store: IndexStore;
  readonly #clock: Clock;
  #index = new SearchIndex(new Terms());
  #epoch = drawEpoch();
  #key: CryptoKey | null = null;
  #told: (told: Told) => void = () => {};
  /** Resolves when the terms are there: before, nothing new is given a number. */
  readonly #ready = Promise.withResolvers<void>();
  /** All that is kept was read. */
  #whole = false;
  /** Logs whose shard changed since it was kept; false: it is to be dropped. */
  readonly #changed = new Map<LogId, boolean>();
  #cancel: (() => void) | null = null;
  #saving: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(store: IndexStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async start(key: Uint8Array, told: (told: Told) => void): Promise<void> {
    this.#key = await toShardKey(key);
    this.#told = told;
    const terms: IndexRecord[] = [];
    try {
      for await (const records of this.#store.load()) {
        // Greater names come first, and so all terms before any shard.
        terms.push(...records.filter(([name]) => name.startsWith(HEAD)));
        const shards = records.filter(([name]) => !name.startsWith(HEAD));
        if (shards.length === 0) continue;
        await this.#restoreTerms(this.#key, terms.splice(0));
        await this.#restore(this.#key, shards);
      }
    } catch (error) {
      told({ kind: 'not-kept', why: String(error) });
    }
    this.#ready.resolve();
    this.#whole = true;
    this.#index.terms.warm();
  }

  async #restoreTerms(key: CryptoKey, records: readonly IndexRecord[]): Promise<void> {
    if (records.length === 0) return;
    const opened = await Promise.all(
      records.map(async (record) => [record[0], await openRecord(key, record)] as const),
    );
    const terms = new Terms();
    try {
      this.#epoch = unpackTerms(new Map(opened), terms);
      this.#index = new SearchIndex(terms);
    } catch {
      // Without all its terms no shard can be read: the index begins anew, under an epoch of its own.
    }
    this.#ready.resolve();
  }

  async #restore(key: CryptoKey, records: readonly IndexRecord[]): Promise<void> {
    const opened = await Promise.all(records.map((record) => openRecord(key, record)));
    const logs: [LogId, Vector][] = [];
    for (const [i, [name]] of records.entries()) {
      const log = logNamed(name);
      const reader = opened[i];
      // What came meanwhile is newer.
      if (!log || !reader || this.#changed.has(log)) continue;
      try {
        const { vector, shard } = unpackShard(reader, this.#epoch, this.#index.terms);
        this.#index.restore(log, vector, shard);
        logs.push([log, vector]);
      } catch {
        // Of another epoch, or written by a fault: made again from the log, like a shard that is not there.
      }
    }
    this.#told({ kind: 'loaded', logs });
  }

  async replace(log: LogId, vector: Vector, docs: readonly Doc[]): Promise<void> {
    await this.#ready.promise;
    this.#index.replace(log, vector, docs);
    this.#note(log, true);
  }

  async update(log: LogId, vector: Vector, docs: readonly Doc[]): Promise<void> {
    await this.#ready.promise;
    this.#index.update(log, vector, docs);
    this.#note(log, true);
  }

  async drop(logs: readonly LogId[]): Promise<void> {
    await this.#ready.promise;
    for (const log of logs) {
      this.#index.drop(log);
      this.#note(log, false);
    }
  }

  async ask(ask: Ask): Promise<Answer> {
    return this.#index.answer(ask);
  }

  #note(log: LogId, kept: boolean): void {
    this.#changed.set(log, kept);
    if (this.#closing) return;
    this.#cancel ??= this.#clock.after(KEEP_AFTER, () => {
      this.#cancel = null;
      void this.save();
    });
  }

  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  async #save(): Promise<void> {
    const key = this.#key;
    while (key && this.#changed.size > 0) {
      const some = [...this.#changed].slice(0, TOGETHER);
      for (const [log] of some) this.#changed.delete(log);
      try {
        await this.#write(key, some);
      } catch (error) {
        // It is in memory all the same. Which terms are kept is not known now: the next start begins anew.
        this.#epoch = drawEpoch();
        this.#told({ kind: 'not-kept', why: String(error) });
      }
    }
  }

  /** Writes these shards, and the terms that came or went with them, in one transaction. */
  async #write(key: CryptoKey, logs: readonly (readonly [LogId, boolean])[]): Promise<void> {
    const { terms } = this.#index;
    const dropped: string[] = [];
    const packed: [string, Uint8Array<ArrayBuffer>][] = [];
    for (const [log, isKept] of logs) {
      const kept = isKept ? this.#index.merge(log) : undefined;
      if (kept) packed.push([shardName(log), packShard(kept, this.#epoch, terms)]);
      else dropped.push(shardName(log));
    }
    // A term that seems unused may be one of a shard that is still to be read; and what is kept of
    // other changed logs may still name what they forgot.
    if (this.#whole && this.#changed.size === 0) terms.forget();
    for (const page of terms.takeChanged()) {
      packed.push([pageName(page), packPage(terms, page, this.#epoch)]);
    }
    packed.push([HEAD, packHead(terms, this.#epoch)]);
    const sealed = await Promise.all(packed.map(([name, it]) => sealRecord(key, name, it)));
    await this.#store.put(sealed, dropped);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#cancel?.();
    await this.save();
    await this.#store.close();
  }
}
