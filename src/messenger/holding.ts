import type { Entry } from '../log/entry.ts';
import type { Admitted } from '../log/judge.ts';
import type { Logs } from '../log/logs.ts';
import {
  type ChainId,
  type EntryId,
  type LogId,
  logOf,
  type Month,
  partsOf,
  ROSTER,
} from '../model/ids.ts';
import type { Keyring } from '../office/keyring.ts';
import type { StateStore } from '../ports.ts';
import type { Cbor } from '../wire/cbor.ts';

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
  /** Where what was made again since this started stands, by its first ids. */
  readonly #madeAgain = new Map<EntryId, Admitted>();
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
    const renamed = await this.#renamedBefore();
    const before = renamed.size;
    const stuck = new Set<string>();
    const failures: unknown[] = [];
    const left = () => [...this.#untold].flatMap(([name, it]) => (stuck.has(name) ? [] : it));
    while (left().length > 0) {
      for (const untold of await this.#inOrder(left())) {
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
    return renamed.size > before;
  }

  /** What was made again before, by a taking back or a release that was cut off, where it can be pointed at. */
  async #renamedBefore(): Promise<Map<EntryId, EntryId>> {
    const { logs } = this.#context;
    const near = new Set<LogId>();
    for (const { log, chain, from } of this.#untold.values()) {
      near.add(log);
      const parts = partsOf(log);
      // What is answered may be of the month before; what is saved stands in the log that is named with it.
      if (parts) near.add(logOf(parts.conversation, (parts.month - 1) as Month));
      for (const text of textsIn((await logs.get(log)).tail(chain, from))) near.add(text as LogId);
    }
    const again = await Promise.all([...near].map((log) => logs.madeAgainIn(log)));
    return new Map(again.flatMap((it) => [...it].map(([old, { id }]) => [old, id] as const)));
  }

  /** What points at something comes after it: each run of the app, and each log, has a chain of its own. */
  async #inOrder(all: readonly Untold[]): Promise<Untold[]> {
    const { logs } = this.#context;
    const said = new Map<Untold, readonly Entry[]>();
    const owners = new Map<string, Untold>();
    for (const it of all) {
      const entries = (await logs.get(it.log)).tail(it.chain, it.from);
      said.set(it, entries);
      for (const { at } of entries) owners.set(at.id, it);
    }
    const inOrder = new Set<Untold>();
    const begun = new Set<Untold>();
    const visit = (it: Untold): void => {
      if (begun.has(it)) return;
      begun.add(it);
      for (const text of textsIn(said.get(it) ?? [])) {
        const owner = owners.get(text);
        if (owner) visit(owner);
      }
      inOrder.add(it);
    };
    for (const it of all) visit(it);
    return [...inOrder];
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
    const pointsAtRenamed = textsIn(waiting).some((text) => renamed.has(text as EntryId));
    if (waiting.every(isSound) && !pointsAtRenamed) return true;
    await logs.remake(log, { chain, from }, renamed);
    // Of what was made again a second time, the first name leads to its last one too.
    for (const [old, fresh] of await logs.madeAgainIn(log)) {
      renamed.set(old, fresh.id);
      this.#madeAgain.set(old, fresh);
    }
    this.#untold.delete(nameOf(log, chain));
    // If this is lost, nothing is found in its place when this starts again.
    void this.#context.state.set({ [UNTOLD + nameOf(log, chain)]: undefined }).catch(() => {});
    return true;
  }

  /** Where an own entry stands that was made again since this started, by the id it first had. */
  madeAgain(id: EntryId): Admitted | null {
    return this.#madeAgain.get(id) ?? null;
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

/** All texts that entries hold, among them the ids of what they point at. */
function textsIn(entries: readonly Entry[]): string[] {
  const found: string[] = [];
  const look = (value: Cbor): void => {
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) value.forEach(look);
    else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) {
      Object.values(value).forEach(look);
    }
  };
  for (const { content } of entries) if (content.kind === 'open') look(content.value);
  return found;
}

const nameOf = (log: LogId, chain: ChainId): string => `${log}/${chain}`;
