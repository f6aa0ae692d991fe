import type { Message } from '../messenger.ts';
import { conversationsIn, countOf, type ExportRecord, type ExportWords } from './record.ts';

/** Signs that Markdown, and the HTML in it, would take for its own where names and labels stand. */
const escapeMarkdown = (text: string): string =>
  text.replace(/\s+/gu, ' ').replace(/[\\`*_{}[\]<>()#+!|~&-]/g, '\\$&');

/** A document in Markdown. What people wrote is Markdown already, and stands as a quote. In parts, to be joined. */
export function toMarkdown(record: ExportRecord, words: ExportWords): string[] {
  const dates = new Intl.DateTimeFormat(words.lang, { dateStyle: 'long' });
  const times = new Intl.DateTimeFormat(words.lang, { dateStyle: 'medium', timeStyle: 'short' });
  const facts = words.facts(record.office, dates.format(record.exported), countOf(record));
  const { name, topic } = record.conversation;
  const parts = [
    `# ${escapeMarkdown(words.title(name))}\n\n${escapeMarkdown(facts)}\n\n`,
    topic ? `${escapeMarkdown(topic)}\n\n` : '',
  ];
  for (const { root, replies } of conversationsIn(record)) {
    if (root) parts.push(messageOf(root, record, words, times, ''));
    for (const reply of replies) parts.push(messageOf(reply, record, words, times, '> '));
  }
  return parts;
}

function messageOf(
  message: Message,
  { names }: ExportRecord,
  words: ExportWords,
  times: Intl.DateTimeFormat,
  lead: string,
): string {
  const { from, at, text, me, deleted, files, reactions, replyTo, versions, edited, pinned } =
    message;
  const nameOf = (name: string | undefined) => escapeMarkdown(name || words.unknown);
  const notes = [
    times.format(at),
    ...(replyTo ? [words.answers(replyTo.from?.name || words.unknown)] : []),
    ...(edited ? [words.edited] : []),
    ...(pinned ? [words.pinned] : []),
  ];
  const lines = [
    `**${nameOf(from.name)}** ${escapeMarkdown(`(${notes.join(', ')})`)}`,
    '',
    ...(deleted ? [`*${escapeMarkdown(words.deleted)}*`] : []),
    ...(text ? quoted(me ? `${nameOf(from.name)} ${text}` : text) : []),
    ...files.map((file) => `- ${escapeMarkdown(`${words.file} ${file.name}`)}`),
    ...(reactions.length > 0
      ? [
          '',
          reactions
            .map(
              (it) =>
                `${escapeMarkdown(it.emoji)} ${it.members.map((id) => nameOf(names.get(id))).join(', ')}`,
            )
            .join(' · '),
        ]
      : []),
    ...versions.flatMap((it) => [
      '',
      `*${escapeMarkdown(`${words.before} ${times.format(it.at)}`)}*`,
      '',
      ...quoted(it.text),
    ]),
  ];
  return `${lines.map((line) => (lead + line).trimEnd()).join('\n')}\n${lead.trimEnd()}\n`;
}

/** As a quote it ends where it ends: a code block or a list that is open in it reaches no further. */
const quoted = (text: string): string[] => text.split(/\r\n?|\n/).map((line) => `> ${line}`);
