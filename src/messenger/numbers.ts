import type { ChainId, LogId, Vector } from '../model/ids.ts';
import type { StateStore } from '../ports.ts';

/** Where an entry stands. */
export interface Place {
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
}

/**
 * Entries of a kind that were not read yet, by their numbers, kept on this device. Losing them
 * miscounts what is unread until it is read, nothing worse.
 */
export class Numbers {
  readonly #state: StateStore;
  readonly #prefix: string;
  readonly #byLog = new Map<LogId, Map<ChainId, Set<number>>>();

  constructor(state: StateStore, prefix: string) {
    this.#state = state;
    this.#prefix = prefix;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(this.#prefix)) {
      const chains = (value as [ChainId, number[]][]).map(
        ([chain, numbers]) => [chain, new Set(numbers)] as const,
      );
      this.#byLog.set(key.slice(this.#prefix.length) as LogId, new Map(chains));
    }
  }

  has({ log, chain, number }: Place): boolean {
    return this.#byLog.get(log)?.get(chain)?.has(number) ?? false;
  }

  /** Those of the same chain that stand there or behind it. */
  from({ log, chain, number }: Place): Place[] {
    const numbers = [...(this.#byLog.get(log)?.get(chain) ?? [])];
    return numbers.filter((it) => it >= number).map((it) => ({ log, chain, number: it }));
  }

  /** How many stand from the given numbers on. */
  count(log: LogId, from: Vector | undefined): number {
    let count = 0;
    for (const [chain, numbers] of this.#byLog.get(log) ?? []) {
      const next = from?.get(chain) ?? 0;
      for (const number of numbers) if (number >= next) count++;
    }
    return count;
  }

  /** Tells whether any of them is new. */
  add(places: readonly Place[]): boolean {
    return this.#change(places, ({ log, chain, number }) => {
      const chains = this.#byLog.get(log) ?? new Map<ChainId, Set<number>>();
      const numbers = chains.get(chain) ?? new Set();
      if (numbers.has(number)) return false;
      this.#byLog.set(log, chains.set(chain, numbers.add(number)));
      return true;
    });
  }

  remove(places: readonly Place[]): boolean {
    return this.#change(
      places,
      ({ log, chain, number }) => this.#byLog.get(log)?.get(chain)?.delete(number) ?? false,
    );
  }

  /** Forgets what stands below the given numbers. */
  prune(log: LogId, below: Vector): void {
    const held = [...(this.#byLog.get(log) ?? [])].flatMap(([chain, numbers]) =>
      [...numbers].map((number) => ({ log, chain, number })),
    );
    this.remove(held.filter(({ chain, number }) => number < (below.get(chain) ?? 0)));
  }

  #change(places: readonly Place[], apply: (place: Place) => boolean): boolean {
    const changed = places.filter(apply);
    if (changed.length === 0) return false;
    const logs = [...new Set(changed.map(({ log }) => log))];
    const pairs = logs.map((log) => [this.#prefix + log, this.#kept(log)]);
    void this.#state.set(Object.fromEntries(pairs)).catch(() => {});
    return true;
  }

  /** Nothing where there are none. */
  #kept(log: LogId): [ChainId, number[]][] | undefined {
    const chains = [...(this.#byLog.get(log) ?? [])].filter(([, numbers]) => numbers.size > 0);
    if (chains.length === 0) return undefined;
    return chains.map(([chain, numbers]) => [chain, [...numbers]]);
  }
}
