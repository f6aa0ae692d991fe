import type { ChainId, LogId, PeerId, Vector } from '../model/ids.ts';
import type { Outbox, StateStore } from '../ports.ts';

const RECEIPT = 'receipt/';

/** Per own chain, who said that they durably hold it up to which number. */
type Holders = Map<PeerId, number>;

/** Who holds what this device wrote. The first to hold an entry lets it leave the outbox. */
export class Receipts {
  readonly #state: StateStore;
  readonly #outbox: Outbox;
  readonly #durable: (log: LogId) => Promise<void>;
  readonly #chains = new Map<LogId, Map<ChainId, Holders>>();
  /** How far the chains that stand in the outbox are written: nobody can hold more. Others grow no more. */
  readonly #written = new Map<ChainId, number>();
  /** Below which number a chain has left the outbox. */
  readonly #left = new Map<ChainId, number>();
  /** Logs of which something was learned that is not kept yet. */
  readonly #unsaved = new Set<LogId>();
  readonly #listeners = new Set<() => void>();

  /** `durable` resolves when all that a log holds is. */
  constructor(state: StateStore, outbox: Outbox, durable: (log: LogId) => Promise<void>) {
    this.#state = state;
    this.#outbox = outbox;
    this.#durable = durable;
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

  /**
   * A replica says that it durably holds these chains. What is not this device's own is ignored.
   * Rejects with `storage-full` or `storage-failed`; the next receipt then tries all of it again.
   */
  async acknowledged(by: PeerId, log: LogId, vector: Vector): Promise<void> {
    const news = this.#learn(by, log, vector);
    const leaving = this.#leaving(log, vector);
    if (!news && leaving.length === 0) return;
    try {
      // What is own is told by receipts once the outbox has let it go, so they come first.
      await this.#save(log);
      await this.#drop(log, leaving);
    } finally {
      for (const listener of this.#listeners) listener();
    }
  }

  /** Notes who holds more than was known; whether there was any such. */
  #learn(by: PeerId, log: LogId, vector: Vector): boolean {
    let news = false;
    for (const [chain, said] of vector) {
      const holders = this.#chains.get(log)?.get(chain);
      const next = this.#existing(chain, said);
      if (!holders || (holders.get(by) ?? 0) >= next) continue;
      holders.set(by, next);
      news = true;
    }
    if (news) this.#unsaved.add(log);
    return news;
  }

  #existing(chain: ChainId, said: number): number {
    return Math.min(said, this.#written.get(chain) ?? said);
  }

  /** What stands in the outbox no longer needs to. */
  #leaving(log: LogId, vector: Vector): [ChainId, number][] {
    const chains = this.#chains.get(log);
    return [...vector]
      .filter(([chain]) => chains?.has(chain) && this.#written.has(chain))
      .map(([chain, said]): [ChainId, number] => [chain, this.#existing(chain, said)])
      .filter(([chain, next]) => next > (this.#left.get(chain) ?? 0));
  }

  async #save(log: LogId): Promise<void> {
    if (!this.#unsaved.delete(log)) return;
    const chains = [...(this.#chains.get(log) ?? [])].map(([chain, it]) => [chain, [...it]]);
    try {
      await this.#state.set({ [RECEIPT + log]: chains });
    } catch (error) {
      this.#unsaved.add(log);
      throw error;
    }
  }

  /** An entry leaves the outbox only when its log has it for good: until then, the outbox restores it. */
  async #drop(log: LogId, leaving: readonly [ChainId, number][]): Promise<void> {
    if (leaving.length > 0) await this.#durable(log);
    for (const [chain, next] of leaving) {
      await this.#outbox.drop(log, chain, next);
      this.#left.set(chain, Math.max(next, this.#left.get(chain) ?? 0));
    }
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
