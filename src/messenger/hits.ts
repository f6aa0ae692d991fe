import type { Entry } from '../log/entry.ts';
import type { Log } from '../log/log.ts';
import { type ConversationId, type EntryId, type LogId, partsOf } from '../model/ids.ts';
import type { Answer, Hit } from '../search/ask.ts';
import { snippetOf } from '../search/snippet.ts';
import type { Core } from './core.ts';
import { isAbout } from './excerpts.ts';
import type { Message, SearchHit } from './messenger.ts';
import { payloadOf, Talk, type TalkSource } from './talk.ts';

/**
 * Reads the messages that were found, as they are now; what was deleted meanwhile is left out. Of their
 * logs only what the index names is decrypted, and what it does not know yet.
 */
export async function readHits(
  core: Pick<Core, 'logs'>,
  source: TalkSource,
  { hits, known }: Answer,
  signal?: AbortSignal,
): Promise<SearchHit[]> {
  const talks = new Map<ConversationId, Talk>();
  const ids = new Map<Hit, EntryId>();
  const read = async (log: LogId, here: readonly Hit[]): Promise<void> => {
    const held = await core.logs.get(log);
    signal?.throwIfAborted();
    for (const hit of here) {
      const entry = held.entry(hit.chain, hit.number);
      if (entry) ids.set(hit, entry.at.id);
    }
    const conversation = conversationOf(log);
    const talk = talks.get(conversation) ?? new Talk(conversation, source);
    talks.set(conversation, talk);
    talk.take(entriesOf(held, here, held.beyond(known.get(log) ?? new Map())));
  };
  // Together: opening them is mostly waiting for the disk.
  await Promise.all([...Map.groupBy(hits, ({ log }) => log)].map((it) => read(...it)));
  return hits.flatMap((hit) => {
    const id = ids.get(hit);
    const message = id && talks.get(conversationOf(hit.log))?.message(id);
    return message && !message.deleted
      ? [{ message, snippet: snippetFor(message, hit.terms) }]
      : [];
  });
}

const conversationOf = (log: LogId): ConversationId => partsOf(log)?.conversation as ConversationId;

/** The entries of which hits in one log are made; `later` is what the index does not know of it. */
function entriesOf(log: Log, hits: readonly Hit[], later: readonly Entry[]): Entry[] {
  const at = ({ chain, number }: Hit | Hit['beside'][number]) => log.entry(chain, number) ?? [];
  const named = new Set(hits.flatMap((hit) => [hit, ...hit.beside].flatMap(at)));
  if (later.length === 0) return [...named];
  const own = hits.flatMap(at);
  const answered = new Set(own.flatMap(answeredBy));
  const wanted = new Set([...answered, ...own.map((entry) => entry.at.id)]);
  // What is said of a message that came later, and what that answers, may have come before it: the index
  // could not name them.
  const isUnnamed = later.some(
    (entry) =>
      (own.includes(entry) && answeredBy(entry).length > 0) ||
      (answered.has(entry.at.id) && !named.has(entry)),
  );
  const others = isUnnamed ? log.entries() : later;
  for (const entry of others) if (isAbout(entry, wanted)) named.add(entry);
  return [...named];
}

function answeredBy(entry: Entry): EntryId[] {
  const said = payloadOf(entry);
  return said?.kind === 'message' && said.replyTo ? [said.replyTo] : [];
}

/** A file's name is shown where it, and not the text, has what was looked for. */
function snippetFor({ text, files }: Message, terms: readonly string[]): SearchHit['snippet'] {
  const inText = snippetOf(text, terms);
  if (inText.some(({ found }) => found)) return inText;
  const inNames = files.map(({ name }) => snippetOf(name, terms));
  return (
    inNames.find((name) => name.some(({ found }) => found)) ??
    (text === '' ? (inNames[0] ?? []) : inText)
  );
}
