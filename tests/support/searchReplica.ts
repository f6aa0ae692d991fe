import { makeVirtualClock, type VirtualClock } from '../../src/adapters/memory/clock.ts';
import { Disk } from '../../src/adapters/memory/disk.ts';
import { makeIndexStore } from '../../src/adapters/memory/indexStore.ts';
import type { Content, Entry } from '../../src/log/entry.ts';
import type { Core } from '../../src/messenger/core.ts';
import { Indexing } from '../../src/messenger/indexing.ts';
import type { TalkSource } from '../../src/messenger/talk.ts';
import type { ChainId, DeviceId, EntryId, LogId, MemberId, Vector } from '../../src/model/ids.ts';
import { type MessagePayload, type Remark, toWire } from '../../src/model/payload.ts';
import { type Finder, makeFinder } from '../../src/search/finder.ts';
import { logFor } from './searchDocs.ts';

export const NOW = Date.UTC(2026, 5, 15);
/** Two months of one conversation, and one of another. */
export const LOGS = [logFor(1, NOW), logFor(1, NOW - 30 * 86_400_000), logFor(2, NOW)];
const DEVICES = ['ana', 'ben', 'olga'];
const KEY = new Uint8Array(32).fill(7);
/** Milliseconds until all that came is indexed. */
export const INDEXED = 3_000;

/** Olga may moderate. */
export const source: TalkSource = {
  counts: () => true,
  memberOf: (device) => device as string as MemberId,
  mayPin: () => true,
  mayModerate: (device) => device === 'olga',
  self: () => 'ana' as MemberId,
  nameOf: (member) => member,
  isUnread: () => false,
  arrival: () => 0,
  now: () => Number.POSITIVE_INFINITY,
};

/** The id of the entry of a number. */
export const idOf = (number: number): EntryId => `${String(number).padStart(42, '0')}A` as EntryId;

/** What a device holds: chains in logs, some of it sealed until the key comes. */
export class Held {
  readonly #logs = new Map<LogId, Map<ChainId, Entry[]>>(LOGS.map((log) => [log, new Map()]));
  hasKey = false;
  /** Entries that were decrypted since it was last asked. */
  readonly opened = new Set<EntryId>();

  entry(
    index: number,
    log: LogId,
    by: number,
    said: MessagePayload | Remark,
    sealed = false,
  ): Entry {
    const chains = this.#logs.get(log) as Map<ChainId, Entry[]>;
    const chain = (by + 1) as ChainId;
    const entries = chains.get(chain) ?? [];
    chains.set(chain, entries);
    const device = DEVICES[by] as DeviceId;
    const id = idOf(index);
    const at = { id, log, chain, number: entries.length, device, hlc: (NOW + index) * 4096 };
    const value = toWire(said);
    const content = (): Content => {
      this.opened.add(id);
      return sealed && !this.hasKey ? { kind: 'sealed' } : { kind: 'open', value };
    };
    const entry = Object.defineProperty({ at }, 'content', { get: content }) as unknown as Entry;
    entries.push(entry);
    return entry;
  }

  vectors(): Map<LogId, Vector> {
    const vectorOf = (chains: Map<ChainId, Entry[]>): Vector =>
      new Map([...chains].map(([chain, { length }]) => [chain, length]));
    return new Map([...this.#logs].map(([log, chains]) => [log, vectorOf(chains)]));
  }

  async get(log: LogId) {
    const chains = this.#logs.get(log) ?? new Map<ChainId, Entry[]>();
    return {
      entries: () => [...chains.values()].flat(),
      vector: () => this.vectors().get(log),
      entry: (chain: ChainId, number: number) => chains.get(chain)?.[number],
      beyond: (vector: Vector) =>
        [...chains].flatMap(([chain, entries]) => entries.slice(vector.get(chain) ?? 0)),
    };
  }
}

/** A device whose logs are indexed. */
export class Replica {
  readonly held = new Held();
  readonly clock: VirtualClock = makeVirtualClock(NOW);
  readonly errors: unknown[] = [];
  #grown = new Set<(log: LogId, entries: readonly Entry[], own: boolean) => void>();
  #roster = new Set<() => void>();
  readonly core: Core;
  /** The one that was opened last. */
  finder: Finder | null = null;

  constructor() {
    const { held, clock, errors } = this;
    const listen =
      <T>(listeners: Set<T>) =>
      (listener: T) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      };
    this.core = {
      device: { clock, keys: { secret: async () => KEY } },
      logs: {
        onGrown: listen(this.#grown),
        vectors: () => held.vectors(),
        get: (log: LogId) => held.get(log),
      },
      onRoster: listen(this.#roster),
      reading: { onChange: () => () => {} },
      report: (error: unknown) => errors.push(error),
    } as unknown as Core;
  }

  come(entry: Entry): void {
    for (const listener of this.#grown) listener(entry.at.log, [entry], false);
  }

  async openKey(): Promise<void> {
    this.held.hasKey = true;
    for (const listener of this.#roster) listener();
    // Before this a question is answered as of before the key.
    await this.clock.advance(INDEXED);
  }

  async index(disk = new Disk()): Promise<{ finder: Finder; indexing: Indexing }> {
    const finder = makeFinder(makeIndexStore(disk), this.clock);
    this.finder = finder;
    const indexing = new Indexing(this.core, source, finder);
    await indexing.begin();
    await this.clock.advance(0);
    return { finder, indexing };
  }
}
