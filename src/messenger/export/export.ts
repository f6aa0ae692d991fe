import { ConfabError } from '../../model/errors.ts';
import { type ConversationId, type EntryId, logOf } from '../../model/ids.ts';
import { monthOf } from '../../model/time.ts';
import type { Core } from '../core.ts';
import { turn } from '../excerpts.ts';
import type { Message } from '../messenger.ts';
import { Talk, type TalkSource } from '../talk.ts';
import { toHtml } from './html.ts';
import { toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';
import { countOf, type ExportRecord } from './record.ts';
import type { Exported, ExportFormat, ExportWords } from './words.ts';

/** Entries that are read in one turn, so that nothing else waits for long. */
const A_TURN = 150;

const TYPES: Record<ExportFormat, string> = {
  html: 'text/html',
  md: 'text/markdown',
  json: 'application/json',
};

/** Everything that this device holds of a conversation, as a file. Rejects with `unknown-conversation`. */
export async function exportConversation(
  core: Core,
  source: TalkSource,
  id: ConversationId,
  format: ExportFormat,
  words: ExportWords,
): Promise<Exported> {
  const record = await recordOf(core, source, id);
  const parts =
    format === 'html'
      ? toHtml(record, words)
      : format === 'md'
        ? toMarkdown(record, words)
        : toJson(record);
  const day = new Date(record.exported).toISOString().slice(0, 10);
  const name = record.conversation.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return {
    name: `${name || 'conversation'}-${day}.${format}`,
    type: TYPES[format],
    parts,
    messages: countOf(record),
  };
}

async function recordOf(core: Core, source: TalkSource, id: ConversationId): Promise<ExportRecord> {
  const room = core.directory.conversations.get().find((it) => it.id === id);
  if (!room) throw new ConfabError('unknown-conversation', id);
  const talk = new Talk(id, source);
  for (const [log] of core.vectorsOf(id).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const entries = (await core.logs.get(log)).entries();
    for (let from = 0; from < entries.length; from += A_TURN) {
      talk.take(entries.slice(from, from + A_TURN));
      await turn(core);
    }
  }
  const roots = new Set<EntryId>();
  for (const { at } of talk.all()) {
    const root = talk.message(at.id)?.root;
    if (root) roots.add(root);
  }
  const { members, formerMembers } = core.office.roster;
  const { name, kind, topic } = room;
  return {
    office: core.directory.officeName.get(),
    conversation: { id, name, kind, topic },
    exported: core.now(),
    main: talk.main(),
    threads: new Map([...roots].map((root) => [root, talk.thread(root)])),
    names: new Map([...formerMembers, ...members].map(([member, it]) => [member, it.name])),
  };
}

/** The first message of a conversation that was written at a time or later, in its place; null where there is none. */
export async function firstSince(
  core: Core,
  source: TalkSource,
  id: ConversationId,
  at: number,
): Promise<EntryId | null> {
  const first = logOf(id, monthOf(at));
  const logs = core
    .vectorsOf(id)
    .map(([log]) => log)
    .filter((log) => log >= first)
    .sort();
  for (const log of logs) {
    const talk = new Talk(id, source);
    const entries = (await core.logs.get(log)).entries();
    for (let from = 0; from < entries.length; from += A_TURN) {
      talk.take(entries.slice(from, from + A_TURN));
      await turn(core);
    }
    const found = talk.main().find((message: Message) => message.at >= at);
    if (found) return found.id;
  }
  return null;
}
