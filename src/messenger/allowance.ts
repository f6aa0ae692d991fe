import type { Admitted } from '../log/judge.ts';
import type { Room } from '../log/log.ts';
import { type DeviceId, type LogId, type MemberId, ROSTER } from '../model/ids.ts';
import { accountOf } from '../office/account.ts';
import type { Clock, StateStore } from '../ports.ts';
import { ROSTER_RESERVE } from '../wire/limits.ts';

const KEY = 'taken';
const DAY = 86_400_000;
/** Milliseconds between two writes of what was counted: a crash forgets as much. */
const KEEP_AFTER = 5_000;
/** Bytes that an entry takes besides its envelope, and that a chain takes. */
const ENTRY_BYTES = 40;
const CHAIN_BYTES = 160;
export interface AllowanceContext {
  readonly state: StateStore;
  /** Days are its own: what peers say of the time could end a day, or all days to come. */
  readonly clock: Clock;
  readonly self: DeviceId;
  readonly memberOf: (device: DeviceId) => MemberId | null;
  /** Bytes that are taken of one member in a day (UTC). */
  readonly quota: number;
}

/**
 * How much this device takes of each member in a day beyond what a relay says to keep (SPEC A13). A
 * relay takes so much a day itself, by its own clock: what it keeps was not made up just now, however
 * old and however much it is. Nobody else can say that of what they bring.
 */
export class Allowance {
  readonly #context: AllowanceContext;
  #day = 0;
  readonly #taken = new Map<string, number>();
  #cancel: (() => void) | null = null;

  constructor(context: AllowanceContext) {
    this.#context = context;
  }

  async start(): Promise<void> {
    const kept = await this.#context.state.get(KEY);
    if (!Array.isArray(kept)) return;
    const [day, taken] = kept as [number, [string, number][]];
    this.#day = day;
    for (const [name, bytes] of taken) this.#taken.set(name, bytes);
  }

  /** The room for entries of one chain, of which a relay keeps those below `kept`. */
  roomFor(log: LogId, kept: number): Room {
    return {
      fit: (entries) => {
        const count = this.#fitting(log, kept, entries);
        return { count, wait: DAY - (Math.floor(this.#context.clock.now()) % DAY) };
      },
      took: (entries) => {
        const device = entries[0]?.device;
        const cost = entries.reduce((sum, entry) => sum + this.#costOf(entry, kept), 0);
        if (device && cost > 0) this.#count(this.#accountOf(device, log), cost);
      },
    };
  }

  #fitting(log: LogId, kept: number, entries: readonly Admitted[]): number {
    const [first] = entries;
    // A relay vouches for all of them, as for most of what comes.
    if (!first || entries.every((entry) => this.#costOf(entry, kept) === 0)) return entries.length;
    const quota = this.#context.quota * (log === ROSTER ? 1 + ROSTER_RESERVE : 1);
    let left = quota - this.#takenBy(this.#accountOf(first.device, log));
    let count = 0;
    for (const entry of entries) {
      const cost = this.#costOf(entry, kept);
      left -= cost;
      if (cost > 0 && left < 0) break;
      count += 1;
    }
    return count;
  }

  #costOf({ number, device, bytes }: Admitted, kept: number): number {
    if (number < kept || device === this.#context.self) return 0;
    return bytes.length + ENTRY_BYTES + (number === 0 ? CHAIN_BYTES : 0);
  }

  #accountOf(device: DeviceId, log: LogId): string {
    return accountOf(this.#context.memberOf(device), device, log);
  }

  #takenBy(account: string): number {
    this.#turn();
    return this.#taken.get(account) ?? 0;
  }

  #count(account: string, bytes: number): void {
    this.#taken.set(account, this.#takenBy(account) + bytes);
    this.#cancel ??= this.#context.clock.after(KEEP_AFTER, () => {
      this.#cancel = null;
      void this.#keep();
    });
  }

  /** A clock that is set back begins no day anew; one that was far ahead is not waited for. */
  #turn(): void {
    const today = Math.floor(this.#context.clock.now() / DAY);
    if (today > this.#day) this.#taken.clear();
    if (today > this.#day || today < this.#day - 1) this.#day = today;
  }

  async #keep(): Promise<void> {
    await this.#context.state.set({ [KEY]: [this.#day, [...this.#taken]] }).catch(() => {});
  }

  async close(): Promise<void> {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    await this.#keep();
  }
}
