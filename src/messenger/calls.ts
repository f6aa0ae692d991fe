import type { Entry } from '../log/entry.ts';
import type { EntryId, MemberId } from '../model/ids.ts';
import type { Payload } from '../model/payload.ts';
import type { InboxItem } from './messenger.ts';

/** Where a person has a part in a conversation: what they wrote, and in which threads. */
export interface Part {
  readonly written: ReadonlySet<EntryId>;
  readonly threads: ReadonlySet<EntryId>;
}

/** An entry by which somebody turns to this person. */
export interface Call {
  readonly kind: InboxItem['kind'];
  readonly entry: Entry;
  /** The message to show: what was said, or to what somebody reacted. */
  readonly about: EntryId;
}

/**
 * How an entry by somebody else turns to a person; null where it does not. What means them by name
 * outweighs that it answers them, and that what stands in a thread. A reaction counts as long as it
 * stands, which others tell.
 */
export function callOf(entry: Entry, said: Payload, self: MemberId, part: Part): Call | null {
  const { id } = entry.at;
  if (said.kind === 'reaction') {
    const counts = said.on && part.written.has(said.target);
    return counts ? { kind: 'reaction', entry, about: said.target } : null;
  }
  if (said.kind !== 'message') return null;
  const { mentions = [], replyTo, thread } = said;
  if (mentions.some((it) => typeof it === 'string' || it.member === self)) {
    return { kind: 'mention', entry, about: id };
  }
  if (replyTo !== undefined && part.written.has(replyTo)) {
    return { kind: 'reply', entry, about: id };
  }
  if (thread !== undefined && (part.written.has(thread) || part.threads.has(thread))) {
    return { kind: 'thread', entry, about: id };
  }
  return null;
}

/** Whether an entry can turn to somebody by more than its mentions: then it is worth asking where they take part. */
export const mayCall = (said: Payload): boolean =>
  said.kind === 'reaction' ||
  (said.kind === 'message' && (said.mentions ?? said.replyTo ?? said.thread) !== undefined);
