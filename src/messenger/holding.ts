import type { Entry } from '../log/entry.ts';
import type { Admitted } from '../log/judge.ts';
import type { Logs } from '../log/logs.ts';
import { type ChainId, type EntryId, type LogId, partsOf, ROSTER } from '../model/ids.ts';
import type { Keyring } from '../office/keyring.ts';
import type { StateStore } from '../ports.ts';

const UNTOLD = 'untold/';

export interface HoldingContext {
  readonly logs: Logs;
  readonly keyring: Keyring;
  readonly state: StateStore;
}

/**
 * Makes the conversation of a log ready to be written in; false where this person has no part in it any
 * more, so that what they wrote there stays with them.
 */
export type Ready = (log: LogId) => Promise<boolean>;

interface Untold {
  readonly log: LogId;
  readonly chain: ChainId;
  readonly from: number;
}

/**
 * Keeps own entries here that were written while nobody was connected, until the roster is what the
 * others have: somebody may have been removed meanwhile, and the key changed. What waits is then
 * sealed again under the new key before anybody is given it.
 */
export class Holding {
  readonly #context: HoldingContext;
  readonly #untold = new Map<string, Untold>();
  readonly #listeners = new Set<(log: LogId, chain: ChainId, next: number) => void>();
  #holding = true;
  /** How often the connection was lost. */
  #losses = 0;
  #releasing: Promise<boolean> | null = null;
  #cancelling: Promise<void> | null = null;

  constructor(context: HoldingContext) {
    this.#context = context;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#context.state.scan(UNTOLD)) {
      const [log, chain] = key.slice(UNTOLD.length).split('/');
      this.#note({ log: log as LogId, chain: Number(chain) as ChainId, from: Number(value) });
    }
  }

  /** The number from which own entries of a chain are not to be told yet; Infinity where all are. */
  from(log: LogId, chain: ChainId): number {
    return this.#untold.get(nameOf(log, chain))?.from ?? Number.POSITIVE_INFINITY;
  }

  /** Whether nothing is held back of any chain. */
  get tellsAll(): boolean {
    return this.#untold.size === 0;
  }

  /** Nobody is connected, or their roster is still to come: what is held back was told nobody. */
  get isHolding(): boolean {
    return this.#holding && this.#releasing === null;
  }

  /**
   * Takes back own entries that were told nobody, `at` among them; what was written behind them is made
   * again. False where somebody may have been told. Rejects as `Logs.remake`.
   */
  async cancel(at: Admitted, dropped: ReadonlySet<EntryId>): Promise<boolean> {
    const { log, chain, number } = at;
    const untold = this.#untold.get(nameOf(log, chain));
    if (!untold || number < untold.from || !this.isHolding || this.#cancelling) return false;
    this.#cancelling = this.#context.logs.remake(log, untold, new Map(), dropped).then(() => {
      this.#untold.delete(nameOf(log, chain));
      // If this is lost, nothing is found in its place when this starts again.
      void this.#context.state.set({ [UNTOLD + nameOf(log, chain)]: undefined }).catch(() => {});
    });
    try {
      await this.#cancelling;
    } finally {
      this.#cancelling = null;
    }
    return true;
  }

  /**
   * Own entries are about to be written: that they are held back is noted first, so that a device which
   * stops then does not tell them as they are. A note of what was never written does no harm.
   */
  async willWrite(entries: readonly Admitted[]): Promise<void> {
    const first = entries[0];
    if (!first || first.log === ROSTER || !this.#holding) return;
    const { log, chain, number } = first;
    const name = nameOf(log, chain);
    if (this.#untold.has(name)) return;
    this.#note({ log, chain, from: number });
    // The outbox is on the same disk, and tells of one that fails.
    await this.#context.state.set({ [UNTOLD + name]: number }).catch(() => {});
  }

  /** Own entries were written. Tells whether they are held back. */
  wrote(entries: readonly Entry[]): boolean {
    const first = entries[0]?.at;
    if (!first || first.log === ROSTER) return false;
    const { log, chain, number } = first;
    if (!this.#holding) return false;
    const name = nameOf(log, chain);
    if (!this.#untold.has(name)) {
      this.#note({ log, chain, from: number });
      // The connection was lost after `willWrite`: told as if it had been written online, if this is lost.
      void this.#context.state.set({ [UNTOLD + name]: number }).catch(() => {});
    }
    return true;
  }

  #note(untold: Untold): void {
    this.#untold.set(nameOf(untold.log, untold.chain), untold);
  }

  /** Nothing is held back, and nothing that is written would be. */
  get isIdle(): boolean {
    return !this.#holding && this.#untold.size === 0;
  }

  /** Nobody is connected: what is written from now on is held back. */
  hold(): void {
    this.#holding = true;
    this.#losses += 1;
  }

  /**
   * The roster is current: what is held back is sealed as it now must be, and told. Gives whether
   * entries were renamed. One conversation that is not ready holds up no other: rejects with why it is
   * not, once all else is told; what it holds back waits for the next call.
   */
  release(ready: Ready): Promise<boolean> {
    if (this.isIdle) return Promise.resolve(false);
    this.#releasing ??= this.#release(ready).finally(() => {
      this.#releasing = null;
    });
    return this.#releasing;
  }

  async #release(ready: Ready): Promise<boolean> {
    const losses = this.#losses;
    await this.#cancelling?.catch(() => {});
    const renamed = new Map<EntryId, EntryId>();
    const stuck = new Set<string>();
    const failures: unknown[] = [];
    const left = () => [...this.#untold].flatMap(([name, it]) => (stuck.has(name) ? [] : it));
    while (left().length > 0) {
      for (const untold of left().sort((a, b) => (a.log < b.log ? -1 : 1))) {
        const isReady = await this.#seal(untold, renamed, ready).catch((error: unknown) => {
          failures.push(error);
          return false;
        });
        if (!isReady) stuck.add(nameOf(untold.log, untold.chain));
      }
      await this.#tellAll(left());
    }
    // The connection may be lost again by now: what is written next is held back too.
    if (this.#losses === losses) this.#holding = false;
    if (failures.length > 0) throw failures[0];
    return renamed.size > 0;
  }

  /** Written down first: what was told once is never made again. */
  async #tellAll(told: readonly Untold[]): Promise<void> {
    const names = told.map(({ log, chain }) => [UNTOLD + nameOf(log, chain), undefined]);
    await this.#context.state.set(Object.fromEntries(names));
    for (const { log, chain } of told) {
      this.#untold.delete(nameOf(log, chain));
      this.#tell(log, chain);
    }
  }

  /** Whether what is held back of a chain can be told now. */
  async #seal(
    { log, chain, from }: Untold,
    renamed: Map<EntryId, EntryId>,
    ready: Ready,
  ): Promise<boolean> {
    if (!partsOf(log)) return true;
    const { logs, keyring } = this.#context;
    if (!(await ready(log))) return false;
    const current = keyring.current(log)?.id;
    const waiting = (await logs.get(log)).tail(chain, from);
    // A taking back that was cut off left all of it withdrawn: it is made again, what was taken back too.
    const isSound = ({ at }: Entry) => at.envelope.keyId === current && !logs.isWithdrawn(at);
    if (waiting.every(isSound)) return true;
    await logs.remake(log, { chain, from }, renamed);
    this.#untold.delete(nameOf(log, chain));
    // If this is lost, nothing is found in its place when this starts again.
    void this.#context.state.set({ [UNTOLD + nameOf(log, chain)]: undefined }).catch(() => {});
    return true;
  }

  #tell(log: LogId, chain: ChainId): void {
    const next = this.#context.logs.vectors().get(log)?.get(chain);
    if (next === undefined) return;
    for (const listener of [...this.#listeners]) listener(log, chain, next);
  }

  /** Calls when what was held back may be told. */
  onReleased(listener: (log: LogId, chain: ChainId, next: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const nameOf = (log: LogId, chain: ChainId): string => `${log}/${chain}`;
