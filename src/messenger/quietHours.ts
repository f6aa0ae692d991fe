/** Hours of the week in which a person does not want to be disturbed, in their own time. */
export interface QuietHours {
  /** Days on which they begin: 0 Sunday to 6 Saturday. */
  readonly days: readonly number[];
  /** Minutes after midnight, 0 to 1,439. Where `to` is not later than `from`, they end on the next day. */
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60;

/** Whether it is quiet at a Unix time in milliseconds, in the time zone of this machine. */
export function isQuiet(hours: QuietHours | null, at: number): boolean {
  if (!hours) return false;
  const { days, from, to } = hours;
  const { day, minute } = localTime(at);
  const begins = days.includes(day);
  if (from < to) return begins && minute >= from && minute < to;
  const began = days.includes((day + 6) % 7);
  return (begins && minute >= from) || (began && minute < to);
}

/** Milliseconds from `at` until quiet hours may next begin or end. */
export function untilTurn({ from, to }: QuietHours, at: number): number {
  const { minute, into } = localTime(at);
  const waits = [from, to].map((turn) => (turn - minute + DAY) % DAY || DAY);
  return Math.min(...waits) * MINUTE - into;
}

function localTime(at: number): { day: number; minute: number; into: number } {
  const date = new Date(at);
  const into = date.getSeconds() * 1000 + date.getMilliseconds();
  return { day: date.getDay(), minute: date.getHours() * 60 + date.getMinutes(), into };
}
