import type { Message } from '../../../src/messenger/messenger.ts';
import type { ConversationId, EntryId, MemberId } from '../../../src/model/ids.ts';

/** A message as tests need it: number, minute, author. */
export const messageAt = (
  number: number,
  minute: number,
  options: { from?: string; unread?: boolean; self?: boolean } = {},
): Message => ({
  id: `m${number}` as EntryId,
  conversation: 'c' as ConversationId,
  from: {
    member: (options.from ?? 'Ann') as MemberId,
    name: options.from ?? 'Ann',
    self: options.self ?? false,
  },
  at: new Date(2031, 4, 5, 12, 0).getTime() + minute * 60_000,
  text: `text ${number}`,
  mentions: [],
  mentioned: false,
  edited: false,
  versions: [],
  deleted: null,
  reactions: [],
  pinned: false,
  files: [],
  replyTo: null,
  root: null,
  thread: null,
  me: false,
  future: false,
  unread: options.unread ?? false,
});
