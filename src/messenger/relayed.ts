import { packVector, Vectors } from '../log/vectors.ts';
import type { ChainId, LogId, Vector } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';

const KEPT = 'relayed/';
/** Milliseconds between two writes: catching up tells of one chain after the other. */
const KEEP_AFTER = 1_000;

/** How far relays keep what other devices of this person wrote (SPEC Y6); they give receipts for it to those. */
export class Relayed {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #kept = new Vectors();
  readonly #unsaved = new Set<LogId>();
  readonly #listeners = new Set<() => void>();
  #cancel: (() => void) | null = null;

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(KEPT)) {
      this.#kept.keep(key.slice(KEPT.length) as LogId, value);
    }
  }

  /** Another device of this person writes this chain: what relays say of it is heeded. */
  follow(log: LogId, chain: ChainId): void {
    const known = this.#kept.get(log);
    if (!known?.has(chain)) this.#kept.set(log, new Map(known).set(chain, 0));
  }

  /** A relay keeps these chains; those that are not followed are ignored. */
  keeps(log: LogId, vector: Vector): void {
    const known = [...(this.#kept.get(log) ?? [])];
    const news = known.filter(([chain, next]) => (vector.get(chain) ?? 0) > next);
    if (news.length === 0) return;
    const told = news.map(([chain]): [ChainId, number] => [chain, vector.get(chain) ?? 0]);
    this.#kept.set(log, new Map([...known, ...told]));
    this.#unsaved.add(log);
    this.#cancel ??= this.#clock.after(KEEP_AFTER, () => {
      this.#cancel = null;
      void this.#save();
    });
    for (const listener of [...this.#listeners]) listener();
  }

  /** Whether a relay is known to keep an entry. */
  has(log: LogId, chain: ChainId, number: number): boolean {
    return number < (this.#kept.get(log)?.get(chain) ?? 0);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is lost is told again when a relay next says what it holds. */
  async #save(): Promise<void> {
    const pairs = [...this.#unsaved].map((log) => [
      KEPT + log,
      packVector(this.#kept.get(log) ?? new Map()),
    ]);
    this.#unsaved.clear();
    await this.#state.set(Object.fromEntries(pairs)).catch(() => {});
  }

  async close(): Promise<void> {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    await this.#save();
  }
}
