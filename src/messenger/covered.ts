import { isSameVector } from '../log/vectors.ts';
import { type LogId, type Month, partsOf, type Vector } from '../model/ids.ts';

/**
 * How far the search index reaches in each log, and which logs it is behind in: kept up as both change,
 * since years of an office are thousands of logs with tens of thousands of chains.
 */
export class Covered {
  readonly #held: () => ReadonlyMap<LogId, Vector>;
  readonly #covered = new Map<LogId, Vector>();
  /** Logs of which the index has something else than what is held, with their months. */
  readonly #behind = new Map<LogId, Month>();
  /** Those of them on which it failed: tried again when they grow, or somebody waits for them. */
  readonly #failed = new Set<LogId>();

  /** `held` gives what is held of each log. */
  constructor(held: () => ReadonlyMap<LogId, Vector>) {
    this.#held = held;
  }

  /** Takes in which logs there are. */
  start(): void {
    for (const log of this.#held().keys()) this.#fallBehind(log);
  }

  has(log: LogId): boolean {
    return this.#covered.has(log);
  }

  get(log: LogId): Vector | undefined {
    return this.#covered.get(log);
  }

  /** The index reaches so far in a log. */
  set(log: LogId, vector: Vector): void {
    this.#covered.set(log, vector);
    this.#compare(log);
  }

  /** The index has nothing of a log, or what it has is of no use. */
  forget(log: LogId): void {
    this.#covered.delete(log);
    this.#compare(log);
  }

  /** What is held of a log changed; `more`: there is more of it. */
  changed(log: LogId, more: boolean): void {
    this.#failed.delete(log);
    if (more) this.#fallBehind(log);
    else this.#compare(log);
  }

  #fallBehind(log: LogId): void {
    const month = partsOf(log)?.month;
    if (month !== undefined) this.#behind.set(log, month);
  }

  #compare(log: LogId): void {
    const held = this.#held().get(log);
    if (held && !isSameVector(this.#covered.get(log), held)) this.#fallBehind(log);
    else this.#behind.delete(log);
  }

  /** The newest log that is to be indexed, without those that were set aside; null when there is none. */
  newestBehind(): LogId | null {
    let newest: LogId | null = null;
    let last = -1;
    for (const [log, month] of this.#behind) {
      if (month > last && !this.#failed.has(log)) [newest, last] = [log, month];
    }
    return newest;
  }

  /** The newest month of which not all is indexed; null when all is. */
  newestMonthBehind(): Month | null {
    return this.#behind.size > 0 ? Math.max(...this.#behind.values()) : null;
  }

  /** Indexing failed on a log. */
  setAside(log: LogId): void {
    this.#failed.add(log);
  }

  /** What was set aside is tried again. */
  tryAgain(): void {
    this.#failed.clear();
  }

  /** Logs that are indexed, and of which nothing is held any more. */
  gone(): LogId[] {
    return [...this.#covered.keys()].filter((log) => !this.#held().has(log));
  }
}
