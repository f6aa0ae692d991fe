import type { ChainId, LogId, PeerId, Vector } from '../model/ids.ts';
import type { Outbox, StateStore } from '../ports.ts';

const RECEIPT = 'receipt/';

/** Per own chain, who said that they durably hold it up to which number. */
type Holders = Map<PeerId, number>;

/** Who holds what this device wrote. The first to hold an entry lets it leave the outbox. */
export class Receipts {
  readonly #state: StateStore;
  readonly #outbox: Outbox;
  readonly #chains = new Map<LogId, Map<ChainId, Holders>>();
  /** How far the chains of this run are written: nobody can hold more. Older chains grow no more. */
  readonly #written = new Map<ChainId, number>();
  readonly #listeners = new Set<() => void>();

  constructor(state: StateStore, outbox: Outbox) {
    this.#state = state;
    this.#outbox = outbox;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(RECEIPT)) {
      const chains = (value as [ChainId, [PeerId, number][]][]).map(
        ([chain, holders]) => [chain, new Map(holders)] as const,
      );
      this.#chains.set(key.slice(RECEIPT.length) as LogId, new Map(chains));
    }
  }

  /** A chain of this device, written up to `next`, of which receipts are to be kept. */
  own(log: LogId, chain: ChainId, next: number): void {
    this.#written.set(chain, Math.max(next, this.#written.get(chain) ?? 0));
    const chains = this.#chains.get(log) ?? new Map<ChainId, Holders>();
    this.#chains.set(log, chains);
    if (!chains.has(chain)) chains.set(chain, new Map());
  }

  isOwn(log: LogId, chain: ChainId): boolean {
    return this.#chains.get(log)?.has(chain) ?? false;
  }

  /** A replica says that it durably holds these chains. What is not this device's own is ignored. */
  async acknowledged(by: PeerId, log: LogId, vector: Vector): Promise<void> {
    const chains = this.#chains.get(log);
    if (!chains) return;
    let news = false;
    for (const [chain, said] of vector) {
      const next = Math.min(said, this.#written.get(chain) ?? said);
      const holders = chains.get(chain);
      if (!holders || (holders.get(by) ?? 0) >= next) continue;
      holders.set(by, next);
      news = true;
      await this.#outbox.drop(log, chain, next);
    }
    if (!news) return;
    for (const listener of this.#listeners) listener();
    await this.#state.set({ [RECEIPT + log]: [...chains].map(([chain, it]) => [chain, [...it]]) });
  }

  /** The peers known to hold this entry. */
  holders(log: LogId, chain: ChainId, number: number): PeerId[] {
    const holders = this.#chains.get(log)?.get(chain) ?? [];
    return [...holders].filter(([, next]) => next > number).map(([peer]) => peer);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
