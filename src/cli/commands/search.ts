import type { Misunderstood, SearchHit, SearchPage } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { titleOf } from '../conversations.ts';
import { recordOf, stateOf } from '../messages.ts';
import { safeLine } from '../screen.ts';
import { freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** Hits that are asked for at once. */
const PAGE = 50;

/** `search QUERY [--last N] [--newest]`: the best matches first, as long as this device holds them. */
export function search(
  terminal: Terminal,
  question: string,
  { last, newest }: { readonly last: number; readonly newest: boolean },
): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    await office.search.upToDate(terminal.interrupted);
    const { hits, page } = await pages(office, question, last, newest);
    for (const it of page.misunderstood) terminal.note(sentenceOf(it));
    if (page.alike && hits.length > 0) {
      terminal.note('Nothing matches as it is written; this is spelled alike.');
    }
    if (page.total > hits.length) {
      const all = `${page.total}${page.more ? ' or more' : ''}`;
      terminal.note(`Showing ${hits.length} of ${all}; --last shows more.`);
    }
    const records = hits.map(({ message }) =>
      recordOf(message, stateOf(message, office.delivery(message.id))),
    );
    const lines = terminal.json ? [] : linesOf(terminal, office, hits);
    const none = page.asked ? ['No message matches.'] : [];
    terminal.showAll(records, lines.length > 0 ? lines : none);
  });
}

async function pages(
  office: OpenMessenger,
  question: string,
  last: number,
  newest: boolean,
): Promise<{ readonly hits: SearchHit[]; readonly page: SearchPage }> {
  const sort = newest ? 'date' : 'relevance';
  const ask = (offset: number) =>
    office.search.find(question, { sort, offset, limit: Math.min(PAGE, last - offset) });
  const page = await ask(0);
  const hits = [...page.hits];
  for (let { next } = page; next !== null && next < last; ) {
    const more = await ask(next);
    hits.push(...more.hits);
    next = more.next;
  }
  return { hits, page };
}

function linesOf(terminal: Terminal, office: OpenMessenger, hits: readonly SearchHit[]): string[] {
  const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return hits.flatMap(({ message, snippet }) => {
    const room = office.conversations.get().find(({ id }) => id === message.conversation);
    const where = room ? titleOf(room) : '';
    const head = [safeLine(where), safeLine(message.from.name), times.format(message.at)];
    const text = snippet.map(({ text, found }) => {
      const safe = safeLine(text);
      return found ? terminal.strong(safe) : safe;
    });
    return [terminal.faint(head.filter(Boolean).join(' · ')), `  ${text.join('')}`];
  });
}

function sentenceOf({ what, why }: Misunderstood): string {
  const it = `“${safeLine(what)}”`;
  switch (why) {
    case 'unknown-operator':
      return `${it} is no operator; it is searched for as words.`;
    case 'unknown-value':
      return `${it} is not known, and was left out.`;
    case 'unknown-day':
      return `${it} names no day. Write it as 2026-05-03, may or 2025.`;
    case 'empty-value':
      return `${it} lacks what it is about.`;
    case 'too-long':
      return 'Only the first thousand characters are searched for.';
    case 'too-many':
      return 'Only the first 32 words and operators are searched for.';
    case 'nothing-asked':
      return 'There is nothing to look for. Name a word, or an operator such as from:NAME.';
    case 'unknown-person':
      return `Nobody here is called ${it}.`;
    case 'unknown-conversation':
      return `There is no conversation called ${it}.`;
    case 'not-possible':
      return `${it} cannot be searched for.`;
  }
}
