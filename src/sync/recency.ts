import { type ConversationId, type LogId, type Month, partsOf } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';

/** Ranks at and above which a log is recent. */
const RECENT = 1_000_000;
/** What is recent and looked at ranks by so much higher. */
const WATCHED = 1_000_000;
const ROSTER_RANK = 3 * RECENT;

/**
 * In which order logs are fetched: the roster, then the newest log of each conversation and whatever
 * is of this month or the last, of these first what somebody looks at; then the rest, newer months first.
 */
export class Recency {
  readonly #now: () => number;
  readonly #held: (conversation: ConversationId) => Month;
  readonly #watched: () => ConversationId | null;
  /** The newest month that was heard of in each conversation. */
  readonly #newest = new Map<ConversationId, Month>();

  /**
   * `now` gives the Unix time in milliseconds, `held` the newest month of a conversation that is here,
   * `watched` the conversation that is looked at.
   */
  constructor(
    now: () => number,
    held: (conversation: ConversationId) => Month,
    watched: () => ConversationId | null = () => null,
  ) {
    this.#now = now;
    this.#held = held;
    this.#watched = watched;
  }

  /** Notes that there is such a log; whether others of its conversation now rank otherwise. */
  note(log: LogId): boolean {
    const parts = partsOf(log);
    if (!parts) return false;
    const known = this.#newest.get(parts.conversation) ?? 0;
    this.#newest.set(parts.conversation, Math.max(known, parts.month));
    return known > 0 && parts.month > known;
  }

  /** The higher, the sooner. */
  rankOf(log: LogId): number {
    const parts = partsOf(log);
    if (!parts) return ROSTER_RANK;
    const { conversation, month } = parts;
    const newest = Math.max(this.#newest.get(conversation) ?? 0, this.#held(conversation));
    const isNow = month >= monthOf(this.#now()) - 1;
    if (month < newest && !isNow) return month;
    return month + RECENT + (conversation === this.#watched() ? WATCHED : 0);
  }

  /** Whether it belongs to what people see first; all else is history. */
  isRecent(log: LogId): boolean {
    return this.rankOf(log) >= RECENT;
  }

  /** Whether the newest page of a conversation hangs on it: the roster, and its newest log. */
  isForPage(log: LogId, of: ConversationId): boolean {
    const parts = partsOf(log);
    return !parts || (parts.conversation === of && parts.month >= (this.#newest.get(of) ?? 0));
  }
}

/** Newer months before older ones, the roster first; of one month, what is looked at. */
export function newestFirst(logs: Iterable<LogId>, watched: ConversationId | null): LogId[] {
  const ranks = [...logs].map((log) => {
    const parts = partsOf(log);
    const rank = parts ? parts.month + (parts.conversation === watched ? 0.5 : 0) : ROSTER_RANK;
    return [log, rank] as const;
  });
  return ranks.sort((a, b) => b[1] - a[1]).map(([log]) => log);
}
