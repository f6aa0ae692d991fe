import type { Message } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { dayOf } from '../text/time.ts';

/** Messages by one author at most this far apart form a group. Milliseconds. */
export const GROUP_WINDOW = 5 * 60_000;

/** How a message stands in its conversation; depends on nothing but the message before it. */
export interface Line {
  /** The first message of its day: a date line stands above it. */
  readonly day: boolean;
  /** The unread line stands above it. */
  readonly unread: boolean;
  /** It begins a group: it shows its author and time. */
  readonly head: boolean;
}

export function lineOf(
  message: Message,
  before: Message | undefined,
  firstUnread: EntryId | null,
): Line {
  const day = before === undefined || dayOf(before.at) !== dayOf(message.at);
  const unread = message.id === firstUnread;
  const head =
    day ||
    unread ||
    before.from.member !== message.from.member ||
    Math.abs(message.at - before.at) > GROUP_WINDOW;
  return { day, unread, head };
}
