import type { Entry } from '../log/entry.ts';
import type { ConversationId, EntryId, Month } from '../model/ids.ts';
import type { TalkSource } from './talk.ts';

/** What a timeline needs from its office. */
export interface TimelineSource extends TalkSource {
  /** The months (UTC) in which something was written there, ascending. */
  months(conversation: ConversationId): Month[];
  /** The entries of a month. */
  entries(conversation: ConversationId, month: Month): Promise<Entry[]>;
  /** The month in whose log an entry stands; null when it is not kept here. */
  monthOf(conversation: ConversationId, id: EntryId): Promise<Month | null>;
  /** Whether this device wrote an entry. */
  isOwn(entry: Entry): boolean;
  markRead(conversation: ConversationId): void;
  /** Marks these entries of a conversation as read, and no others. */
  markOnly(conversation: ConversationId, entries: readonly Entry[]): void;
  /** Marks these entries, and what their devices wrote after them, as unread. */
  markUnread(entries: readonly Entry[]): void;
  closed(timeline: { entries(): Iterable<Entry> }): void;
}
