import * as Y from 'yjs';
import type { ChainId, DeviceId, LogId, OfficeId, Vector } from '../model/ids.ts';
import type { LogStore, StoredLog } from '../ports.ts';
import { equalBytes } from '../wire/bytes.ts';
import { Entry, type Keys } from './entry.ts';
import { type Admitted, type Chain, type Held, judge, type Policy, toAdmission } from './judge.ts';
import { arrayName, readChain } from './replay.ts';
import type { Admission, Run } from './run.ts';

export interface LogContext {
  readonly office: OfficeId;
  readonly policy: Policy;
  readonly keys: Keys;
  readonly store: LogStore;
}

interface HeldChain extends Chain {
  readonly entries: Entry[];
  readonly array: Y.Array<[Uint8Array]>;
}

export type EntryListener = (entries: readonly Entry[]) => void;

/**
 * One log: all chains of one conversation in one month, or the roster, held in a Y.Doc with one
 * root array per chain (DESIGN §3.2). Only this class writes to the document, always as the chain
 * it writes for, so that replicas with the same entries encode to the same bytes.
 */
export class Log implements Held {
  readonly office: OfficeId;
  readonly log: LogId;
  readonly doc: Y.Doc;
  readonly #policy: Policy;
  readonly #keys: Keys;
  readonly #stored: StoredLog;
  readonly #chains = new Map<ChainId, HeldChain>();
  readonly #listeners = new Set<EntryListener>();

  private constructor(log: LogId, context: LogContext, doc: Y.Doc, stored: StoredLog) {
    this.log = log;
    this.office = context.office;
    this.#policy = context.policy;
    this.#keys = context.keys;
    this.doc = doc;
    this.#stored = stored;
  }

  /**
   * Opens what the store keeps. A kept log that does not read is dropped, to be fetched again.
   * Rejects with `storage-failed`.
   */
  static async open(id: LogId, context: LogContext): Promise<Log> {
    const log = await Log.#load(id, context);
    if (log.#replay()) return log;
    await log.close();
    await context.store.drop(id);
    return Log.#load(id, context);
  }

  static async #load(id: LogId, context: LogContext): Promise<Log> {
    const doc = new Y.Doc({ gc: false });
    return new Log(id, context, doc, await context.store.open(id, doc));
  }

  #replay(): boolean {
    for (const name of this.doc.share.keys()) {
      const array = this.doc.getArray<[Uint8Array]>(name);
      const read = readChain(this.office, this.log, name, array.toArray());
      const newest = read?.at(-1);
      if (!newest) return false;
      this.#chains.set(newest.chain, this.#heldChain(newest, read?.map(this.#entry) ?? [], array));
    }
    return true;
  }

  readonly #entry = (at: Admitted): Entry => new Entry(at, this.office, this.#keys);

  #heldChain(newest: Admitted, entries: Entry[], array: Y.Array<[Uint8Array]>): HeldChain {
    const { chain: id, device, number } = newest;
    return {
      id,
      device,
      next: number + 1,
      // Only when asked for: of a chain that was read back it takes hashing all of it.
      get head() {
        return newest.id;
      },
      entries,
      array,
    };
  }

  chain(id: ChainId): Chain | undefined {
    return this.#chains.get(id);
  }

  envelope(id: ChainId, number: number): Uint8Array | undefined {
    return this.#chains.get(id)?.entries[number]?.at.bytes;
  }

  /** Envelopes from number `from` on: at most `count`, and at most `bytes` unless the first is larger. */
  read(id: ChainId, from: number, count: number, bytes: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let size = 0;
    for (const entry of this.#chains.get(id)?.entries.slice(from, from + count) ?? []) {
      size += entry.at.bytes.length;
      if (size > bytes && taken.length > 0) break;
      taken.push(entry.at.bytes);
    }
    return taken;
  }

  vector(): Vector {
    return new Map([...this.#chains].map(([id, chain]) => [id, chain.next]));
  }

  /** All entries, chain by chain. */
  entries(): Entry[] {
    return [...this.#chains.values()].flatMap((chain) => chain.entries);
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

  /** Takes a run from a peer; resolves when what was taken is durable. */
  async admit(run: Run): Promise<Admission> {
    const judgement = judge(this, this.#policy, run);
    this.add(judgement.fresh);
    await this.flushed();
    return toAdmission(judgement, this.#chains.get(run.chain)?.next ?? 0);
  }

  /** Adds entries of one chain that passed admission, or that this device wrote. */
  add(fresh: readonly Admitted[]): Entry[] {
    const newest = fresh.at(-1);
    if (!newest) return [];
    const held = this.#chains.get(newest.chain);
    const array = held?.array ?? this.doc.getArray<[Uint8Array]>(arrayName(newest.chain));
    const added = fresh.map(this.#entry);
    const entries = held?.entries ?? [];
    entries.push(...added);
    this.#push(array, newest.chain, fresh);
    this.#chains.set(newest.chain, this.#heldChain(newest, entries, array));
    for (const listener of this.#listeners) listener(added);
    return added;
  }

  #push(array: Y.Array<[Uint8Array]>, chain: ChainId, fresh: readonly Admitted[]): void {
    const own = this.doc.clientID;
    this.doc.transact(() => {
      this.doc.clientID = chain;
      array.push(fresh.map(({ bytes }) => [bytes]));
    });
    this.doc.clientID = own;
  }

  /** Resolves when all that was added is durable. Rejects with `storage-failed` or `storage-full`. */
  flushed(): Promise<void> {
    return this.#stored.flushed();
  }

  /** Whether the log holds just this envelope there. */
  holds(chain: ChainId, number: number, bytes: Uint8Array): boolean {
    const held = this.envelope(chain, number);
    return held !== undefined && equalBytes(held, bytes);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#stored.close();
    this.doc.destroy();
  }
}
