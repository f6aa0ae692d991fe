import type { Entry } from '../log/entry.ts';
import type { EntryId } from '../model/ids.ts';
import { type Doc, FLAGS, flagsOf, GONE, type Spot } from '../search/docs.ts';
import type { Message } from './messenger.ts';
import { payloadOf, type Talk } from './talk.ts';

/** The messages of which an entry that was taken may change what the index has. */
export function touchedBy(entry: Entry, talk: Talk): EntryId[] {
  const said = payloadOf(entry);
  if (!said || said.kind === 'unsupported') return [];
  if (said.kind === 'message') {
    const { id } = entry.at;
    return [id, ...(said.thread ? [said.thread] : []), ...talk.answersTo(id)];
  }
  if (!('target' in said)) return [];
  // Where all replies are deleted there is no thread any more.
  const root = talk.message(said.target)?.root;
  return [said.target, ...(root ? [root] : [])];
}

/** A message as the index takes it; null where none is called so. */
export function docOf(id: EntryId, talk: Talk): Doc | null {
  const message = talk.message(id);
  const entry = talk.entry(id);
  if (!message || !entry) return null;
  const { text, at, deleted } = message;
  const files = message.files.map(({ name }) => name);
  const answered = talk.answeredBy(id);
  return {
    ...spotOf(entry),
    device: entry.at.device,
    at,
    text,
    files,
    flags: deleted ? GONE : flagsFor(message, files),
    remarks: talk.remarksOn(id).map(spotOf),
    answers: answered ? spotOf(answered) : null,
  };
}

const spotOf = ({ at: { chain, number } }: Entry): Spot => ({ chain, number });

function flagsFor(message: Message, files: readonly string[]): number {
  return (
    flagsOf(message.text, files) |
    (message.files.some(({ type }) => type.startsWith('image/')) ? FLAGS.image : 0) |
    (message.reactions.length > 0 ? FLAGS.reaction : 0) |
    (message.pinned ? FLAGS.pin : 0) |
    (message.root !== null || message.thread !== null ? FLAGS.thread : 0)
  );
}
