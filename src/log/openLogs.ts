import { type LogId, ROSTER } from '../model/ids.ts';
import type { Log } from './log.ts';

/** How much stays open. */
export interface Budget {
  /** Logs that nobody is busy with, the roster left out. */
  readonly logs: number;
  /** Entries in them together. */
  readonly entries: number;
}

/**
 * A hundred channels that are talked in at once, and the busiest of them in a busy month: an entry takes
 * about 1 KB of memory while its log is open, and opening one again takes 10 ms and as many for each
 * thousand entries.
 */
export const BUDGET: Budget = { logs: 100, entries: 32_000 };

export interface Opening {
  open(id: LogId): Promise<Log>;
  /** Makes durable what a log holds, so that it can close; false when that failed. */
  settle(log: Log): Promise<boolean>;
  close(log: Log): Promise<void>;
}

/** The logs that are open: those used last, as far as the budget goes, and all that somebody is busy with. */
export class OpenLogs {
  readonly #opening: Opening;
  readonly #budget: Budget;
  /** Those used longest ago first. */
  readonly #open = new Map<LogId, Promise<Log>>();
  /** Those that are open by now. */
  readonly #ready = new Map<LogId, Log>();
  readonly #busy = new Map<LogId, number>();
  /** Those that close as soon as all they hold is durable, if nobody needs them by then. */
  readonly #leaving = new Set<LogId>();
  readonly #closing = new Map<LogId, Promise<void>>();

  constructor(opening: Opening, budget: Budget = BUDGET) {
    this.#opening = opening;
    this.#budget = budget;
  }

  /** Whether a log is open, or being opened. */
  has(id: LogId): boolean {
    return this.#open.has(id);
  }

  /** Resolves when a log that was closing is closed. */
  async closed(id: LogId): Promise<void> {
    await this.#closing.get(id);
  }

  /**
   * Opens a log, or gives the open one. It may close again in any later turn: it can still be read, but
   * whoever writes to it needs `use`.
   */
  get(id: LogId): Promise<Log> {
    const opened = this.#open.get(id) ?? this.#begin(id);
    this.#open.delete(id);
    this.#open.set(id, opened);
    return opened;
  }

  #begin(id: LogId): Promise<Log> {
    const closing = this.#closing.get(id);
    const open = () => this.#opening.open(id);
    const opening = (closing ? closing.then(open) : open()).then((log) => {
      this.#ready.set(id, log);
      this.#closeIdle();
      return log;
    });
    opening.catch(() => this.#open.delete(id));
    return opening;
  }

  /** Does something with a log that stays open meanwhile. */
  async use<T>(id: LogId, work: (log: Log) => Promise<T>): Promise<T> {
    this.#busy.set(id, (this.#busy.get(id) ?? 0) + 1);
    try {
      return await work(await this.get(id));
    } finally {
      const left = (this.#busy.get(id) ?? 1) - 1;
      if (left > 0) this.#busy.set(id, left);
      else this.#busy.delete(id);
      this.#closeIdle();
    }
  }

  /** The open logs, those included that are just being opened. */
  async all(): Promise<Log[]> {
    return Promise.all(this.#open.values());
  }

  #closeIdle(): void {
    const idle = [...this.#open.keys()].filter((id) => this.#ready.has(id) && id !== ROSTER);
    let entries = idle.reduce((sum, id) => sum + (this.#ready.get(id)?.size ?? 0), 0);
    let logs = idle.length;
    // The one that was used last stays, however large it is.
    for (const id of idle.slice(0, -1)) {
      if (logs <= this.#budget.logs && entries <= this.#budget.entries) return;
      const log = this.#ready.get(id);
      if (!log || this.#busy.has(id)) continue;
      entries -= log.size;
      logs -= 1;
      if (!this.#leaving.has(id)) void this.#leave(id, log);
    }
  }

  async #leave(id: LogId, log: Log): Promise<void> {
    this.#leaving.add(id);
    const isDurable = await this.#opening.settle(log);
    this.#leaving.delete(id);
    if (isDurable && !this.#busy.has(id) && this.#ready.get(id) === log) this.#close(id, log);
  }

  #close(id: LogId, log: Log): void {
    this.#ready.delete(id);
    this.#open.delete(id);
    const closing = this.#opening.close(log).finally(() => this.#closing.delete(id));
    this.#closing.set(id, closing);
    closing.catch(() => {});
  }

  /** Closes all. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#open.values());
    for (const [id, log] of [...this.#ready]) this.#close(id, log);
    this.#open.clear();
    const closed = await Promise.allSettled(this.#closing.values());
    for (const it of closed) if (it.status === 'rejected') throw it.reason;
  }
}
