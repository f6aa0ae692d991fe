import type { Entry } from '../log/entry.ts';
import type { FilePart } from '../model/attachment.ts';
import type { ConversationId, MemberId } from '../model/ids.ts';
import type { Mention, MessagePayload } from '../model/payload.ts';
import { type Hlc, timeOf } from '../model/time.ts';
import type { Attachment, Message, Quote, ThreadSummary } from './messenger.ts';
import type { Authority, Outcome } from './remarks.ts';

/** A message that is held, with what became of it. */
export interface Known {
  readonly entry: Entry;
  readonly said: MessagePayload;
  /** Dated so far ahead that it is placed where it arrived. */
  readonly future: boolean;
  /** Where it would stand without regard to what it answers. */
  readonly own: Hlc;
  /** Where it stands: behind what it answers. */
  position: Hlc;
  /** Null until it is first made. */
  outcome: Outcome | null;
  message: Message | null;
}

/** What a message is made from, beside its entry. */
export interface MessageSource extends Authority {
  /** The person whose device this is. */
  self(): MemberId;
  /** Empty while it cannot be read. */
  nameOf(member: MemberId): string;
  isUnread(entry: Entry): boolean;
}

/** What stands around a message. */
export interface Surroundings {
  /** The message that it answers, where that is here. */
  readonly answered: Known | undefined;
  /** The replies of its thread, in order. */
  readonly thread: readonly Known[];
}

/** Characters of a quoted message that are shown. */
const QUOTED = 240;
/** The first half of a character that was cut in two. */
const HALF = /[\uD800-\uDBFF]$/;

const NONE: readonly never[] = [];

/** A file as faces see it: without its key. */
export function attachmentOf(part: FilePart): Attachment {
  const { id, name, type, size, pixels = null, blur = null, thumbnail = null } = part;
  return { id, name, type, size, pixels, blur, thumbnail };
}

/** What a message carries, as faces see it. */
export const attachmentsOf = ({ files }: Pick<MessagePayload, 'files'>): readonly Attachment[] =>
  files ? files.map(attachmentOf) : NONE;

/** A message as faces see it. */
export function makeMessage(
  conversation: ConversationId,
  { entry, said, future, outcome }: Known,
  source: MessageSource,
  { answered, thread }: Surroundings,
): Message {
  if (!outcome) throw new Error('its outcome comes first');
  const { id, hlc, device } = entry.at;
  const self = source.self();
  const { text, mentions, versions, deleted, reactions, pinned } = outcome;
  const from = personOf(source.memberOf(device), source);
  return {
    id,
    conversation,
    from,
    at: timeOf(hlc),
    text,
    mentions,
    files: deleted ? NONE : attachmentsOf(said),
    mentioned: !from.self && mentions.some((it) => means(it, self)),
    versions,
    edited: versions.length > 0,
    deleted: deleted && { by: personOf(deleted.by, source), at: deleted.at },
    reactions: reactions.map((it) => ({ ...it, mine: it.members.includes(self) })),
    pinned,
    replyTo: said.replyTo === undefined ? null : quoteOf(said.replyTo, answered, source),
    root: said.thread ?? null,
    thread: summaryOf(thread, source),
    me: said.me === true,
    future,
    unread: deleted === null && source.isUnread(entry),
  };
}

function personOf(member: MemberId | null, source: MessageSource): Message['from'] {
  if (member === null) return { member: '' as MemberId, name: '', self: false };
  return { member, name: source.nameOf(member), self: member === source.self() };
}

const means = (mention: Mention, self: MemberId): boolean =>
  typeof mention === 'string' || mention.member === self;

function quoteOf(id: Quote['id'], answered: Known | undefined, source: MessageSource): Quote {
  if (!answered?.outcome) return { id, from: null, text: '', files: NONE, deleted: false };
  const { text, deleted } = answered.outcome;
  return {
    id,
    from: personOf(source.memberOf(answered.entry.at.device), source),
    text: text.slice(0, QUOTED).replace(HALF, ''),
    files: deleted ? NONE : attachmentsOf(answered.said),
    deleted: deleted !== null,
  };
}

/** Deleted replies keep their place in the thread and count no more. */
function summaryOf(thread: readonly Known[], source: MessageSource): ThreadSummary | null {
  const standing = thread.filter(({ outcome }) => outcome?.deleted === null);
  const last = standing.at(-1);
  if (!last) return null;
  const members = standing.flatMap(({ entry }) => source.memberOf(entry.at.device) ?? []);
  return {
    replies: standing.length,
    last: timeOf(last.entry.at.hlc),
    participants: [...new Set(members)],
    unread: standing.filter(({ entry }) => source.isUnread(entry)).length,
  };
}
