import { type ConversationId, type LogId, type Month, partsOf } from '../model/ids.ts';
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
  readonly #held: (conversation: ConversationId) => Month;
  /** The newest month that was heard of in each conversation. */
  readonly #newest = new Map<ConversationId, Month>();

  /** `now` gives the Unix time in milliseconds, `held` the newest month of a conversation that is here. */
  constructor(now: () => number, held: (conversation: ConversationId) => Month) {
    this.#now = now;
    this.#held = held;
  }

  /** Notes that there is such a log. */
  note(log: LogId): void {
    const parts = partsOf(log);
    if (!parts) return;
    const known = this.#newest.get(parts.conversation) ?? 0;
    this.#newest.set(parts.conversation, Math.max(known, parts.month));
  }

  /** The higher, the sooner. */
  rankOf(log: LogId): number {
    const parts = partsOf(log);
    if (!parts) return ROSTER_RANK;
    const { conversation, month } = parts;
    const newest = Math.max(this.#newest.get(conversation) ?? 0, this.#held(conversation));
    const isNow = month >= monthOf(this.#now()) - 1;
    return month + (month >= newest || isNow ? RECENT : 0);
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
