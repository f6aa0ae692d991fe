import type { Message } from '../messenger.ts';
import { conversationsIn, countOf, type ExportRecord, type ExportWords } from './record.ts';

/** No script, no address: it reads the same offline, in any browser, for as long as there are any. */
const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --quiet: color-mix(in srgb, CanvasText 68%, Canvas); }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin-bottom: 0; }
header p, time, .note, summary { color: var(--quiet); font-size: .85rem; }
article { margin-block: .9rem; }
article p { margin: .1rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.thread { margin-inline-start: 1.2rem; padding-inline-start: 1rem; border-inline-start: 2px solid GrayText; }
blockquote { margin: .2rem 0; padding-inline-start: .7rem; border-inline-start: 3px solid GrayText; color: var(--quiet); white-space: pre-wrap; overflow-wrap: anywhere; }
h2 { font-size: .9rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid GrayText; }
`;

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in markup, between tags and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');

/** A web page of its own: nothing in it runs, and it fetches nothing. In parts, to be joined. */
export function toHtml(record: ExportRecord, words: ExportWords): string[] {
  const { lang, dir } = words;
  const title = escapeHtml(words.title(record.conversation.name));
  const dates = new Intl.DateTimeFormat(lang, { dateStyle: 'long' });
  const facts = words.facts(record.office, dates.format(record.exported), countOf(record));
  const parts = [
    `<!doctype html>\n<html lang="${escapeHtml(lang)}" dir="${dir}">\n<head>\n<meta charset="utf-8">\n`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>${title}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n`,
    `<header>\n<h1>${title}</h1>\n<p>${escapeHtml(facts)}</p>\n`,
    record.conversation.topic ? `<p dir="auto">${escapeHtml(record.conversation.topic)}</p>\n` : '',
    '</header>\n<main>\n',
  ];
  const page = new Page(record, words);
  for (const { root, replies } of conversationsIn(record)) parts.push(page.talk(root, replies));
  parts.push('</main>\n</body>\n</html>\n');
  return parts;
}

class Page {
  readonly #record: ExportRecord;
  readonly #words: ExportWords;
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  #lastDay = '';

  constructor(record: ExportRecord, words: ExportWords) {
    this.#record = record;
    this.#words = words;
    this.#time = new Intl.DateTimeFormat(words.lang, { dateStyle: 'medium', timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(words.lang, { dateStyle: 'full' });
  }

  talk(root: Message | null, replies: readonly Message[]): string {
    const first = root ?? replies[0];
    const day = first ? this.#day.format(first.at) : '';
    const heading = day === this.#lastDay ? '' : `<h2>${escapeHtml(day)}</h2>\n`;
    this.#lastDay = day;
    const thread = replies.map((reply) => this.#message(reply)).join('');
    const label = escapeHtml(this.#words.thread);
    return (
      heading +
      (root ? this.#message(root) : '') +
      (thread ? `<section class="thread" aria-label="${label}">\n${thread}</section>\n` : '')
    );
  }

  #message(message: Message): string {
    const { id, from, at, text, me, versions, deleted, files, pinned, replyTo, edited } = message;
    const words = this.#words;
    const name = from.name || words.unknown;
    const notes = [
      ...(replyTo ? [words.answers(replyTo.from?.name || words.unknown)] : []),
      ...(edited ? [words.edited] : []),
      ...(pinned ? [words.pinned] : []),
    ];
    const date = new Date(at).toISOString();
    return [
      `<article id="${escapeHtml(id)}">\n<p><strong dir="auto">${escapeHtml(name)}</strong> `,
      `<time datetime="${date}">${escapeHtml(this.#time.format(at))}</time>`,
      notes.length > 0 ? ` <span class="note">${escapeHtml(notes.join(', '))}</span>` : '',
      '</p>\n',
      replyTo?.text ? `<blockquote dir="auto">${escapeHtml(replyTo.text)}</blockquote>\n` : '',
      deleted ? `<p class="note">${escapeHtml(words.deleted)}</p>\n` : '',
      text ? `<p dir="auto">${escapeHtml(me ? `${name} ${text}` : text)}</p>\n` : '',
      ...files.map(({ name }) => `<p class="note">${escapeHtml(`${words.file} ${name}`)}</p>\n`),
      this.#reactions(message),
      versions.length > 0 ? this.#versions(versions) : '',
      '</article>\n',
    ].join('');
  }

  #reactions({ reactions }: Message): string {
    if (reactions.length === 0) return '';
    const { names } = this.#record;
    const said = reactions.map(({ emoji, members }) => {
      const who = members.map((it) => names.get(it) || this.#words.unknown).join(', ');
      return `${emoji} ${who}`;
    });
    return `<p class="note" dir="auto">${escapeHtml(said.join(' · '))}</p>\n`;
  }

  #versions(versions: Message['versions']): string {
    const quotes = versions.map(
      ({ text, at }) =>
        `<blockquote dir="auto"><time>${escapeHtml(this.#time.format(at))}</time> ${escapeHtml(text)}</blockquote>\n`,
    );
    return `<details><summary>${escapeHtml(this.#words.before)}</summary>\n${quotes.join('')}</details>\n`;
  }
}
