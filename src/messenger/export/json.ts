import type { Message } from '../messenger.ts';
import type { ExportRecord } from './record.ts';

/** Version of the form below; it grows with every change that a reader would notice. */
const VERSION = 2;

/**
 * One JSON object: `{"format": "confab-conversation", "version", "office", "conversation", "exported",
 * "messages"}`. Times are ISO 8601 in UTC. Messages stand in display order, those of threads behind
 * what stands in the conversation. `me` of a message (since version 2) is true where its text tells what
 * its author does, as if it began with their name. In parts, to be joined.
 */
export function toJson(record: ExportRecord): string[] {
  const { office, conversation, exported, main, threads } = record;
  const ids = new Set(main.map(({ id }) => id));
  const rest = [...threads.values()].flat().filter(({ id }) => !ids.has(id));
  const head = {
    format: 'confab-conversation',
    version: VERSION,
    office,
    conversation,
    exported: isoOf(exported),
  };
  const messages = [...main, ...rest].map((it) => `\n  ${JSON.stringify(messageOf(it, record))}`);
  const open = JSON.stringify(head).slice(0, -1);
  return [
    `${open},"messages":[`,
    ...messages.flatMap((it, i) => (i > 0 ? [',', it] : [it])),
    '\n]}\n',
  ];
}

const isoOf = (at: number): string => new Date(at).toISOString();

function messageOf(message: Message, { names }: ExportRecord) {
  const { id, from, at, text, versions, deleted, reactions, pinned, replyTo, root, files, me } =
    message;
  const memberOf = (member: string) => ({ member, name: names.get(member) ?? '' });
  return {
    id,
    at: isoOf(at),
    from: { member: from.member, name: from.name },
    text,
    me,
    edits: versions.map((it) => ({ text: it.text, at: isoOf(it.at) })),
    deleted: deleted && { by: memberOf(deleted.by.member), at: isoOf(deleted.at) },
    reactions: reactions.map(({ emoji, members }) => ({ emoji, members: members.map(memberOf) })),
    pinned,
    replyTo: replyTo?.id ?? null,
    thread: root,
    files: files.map(({ name, type, size }) => ({ name, type, size })),
  };
}
