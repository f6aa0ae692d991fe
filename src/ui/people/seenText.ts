import type { Member } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { dayOf, dayText, timeText } from '../text/time.ts';

/** Whether somebody is here, and since when not. */
export function presenceText({ status, lastSeen }: Member, now: number): string {
  if (status !== 'offline' || lastSeen === null) return text.standings[status];
  return text.lastSeen(momentText(lastSeen, now));
}

/** A moment as short as can be: its time, and its day where that is another. */
export const momentText = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? timeText(at) : `${dayText(at, now)}, ${timeText(at)}`;
