import { type LogId, partsOf } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';

/** Ranks at and above which a log is recent. */
const RECENT = 1_000_000;
const ROSTER_RANK = 2 * RECENT;

/**
 * In which order logs are fetched: the roster, then the newest log of each conversation and whatever
 * is of this month or the last, then the rest, newer months first.
 */
export class Recency {
  readonly #now: () => number;
  /** The newest month that was heard of in each conversation. */
  readonly #newest = new Map<string, number>();

  /** `now` gives the Unix time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes that there is such a log; tells whether it takes the place of another as its conversation's newest. */
  note(log: LogId): boolean {
    const parts = partsOf(log);
    if (!parts) return false;
    const known = this.#newest.get(parts.conversation);
    if (known !== undefined && known >= parts.month) return false;
    this.#newest.set(parts.conversation, parts.month);
    return known !== undefined;
  }

  /** The higher, the sooner. */
  rankOf(log: LogId): number {
    const parts = partsOf(log);
    if (!parts) return ROSTER_RANK;
    const isNewest = this.#newest.get(parts.conversation) === parts.month;
    const isNow = parts.month >= monthOf(this.#now()) - 1;
    return parts.month + (isNewest || isNow ? RECENT : 0);
  }

  /** Whether it belongs to what people see first; all else is history. */
  isRecent(log: LogId): boolean {
    return this.rankOf(log) >= RECENT;
  }
}

/** Newer months before older ones, the roster first. */
export function newestFirst(logs: Iterable<LogId>): LogId[] {
  const months = [...logs].map((log) => [log, partsOf(log)?.month ?? ROSTER_RANK] as const);
  return months.sort((a, b) => b[1] - a[1]).map(([log]) => log);
}
