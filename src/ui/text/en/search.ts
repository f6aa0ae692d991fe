import { counted } from './grammar.ts';

/** English: search, and taking a conversation along. */
export const search = {
  open: 'Search',
  title: 'Search',
  close: 'Close search',
  box: 'Search messages',
  order: 'Order',
  orders: { relevance: 'Best first', date: 'Newest first' },
  within: (conversation: string) => `Only in ${conversation}`,
  results: 'Results',
  found: (count: number, more: boolean) =>
    more
      ? counted(count, { one: '# message or more', other: '# messages or more' })
      : counted(count, { one: '# message', other: '# messages' }),
  alike: 'Nothing matches as it is written. This is spelled alike:',
  nothing: 'No message matches.',
  nothingHint: 'Try fewer words, another spelling, or look in all conversations.',
  more: 'Show more',
  failed: 'The search did not work. Try again.',
  inThread: 'in a thread',
  recent: 'Recent searches',
  forget: 'Forget them',
  lead: 'Search everything that this device holds. No question leaves it.',
  ways: 'Ways to search',
  coverage: (date: string) => `Searched back to ${date}; older messages are still coming.`,
  coverageNone: 'Messages are being read for the first time; results will grow.',
  coming: (count: number) =>
    counted(count, {
      one: 'What is here was searched; # older message is still coming.',
      other: 'What is here was searched; # older messages are still coming.',
    }),
  waiting: (count: number) =>
    counted(count, {
      one: 'What is here was searched; # older message waits until you resume it.',
      other: 'What is here was searched; # older messages wait until you resume them.',
    }),
  completions: 'Suggestions',
  examples: {
    phrase: '"exact phrase"',
    without: '-without',
  },
  exampleHints: {
    phrase: 'words one after the other',
    without: 'what must not be there',
  },
  operators: {
    from: 'who wrote it',
    in: 'where it stands',
    has: 'file, link, image, reaction or pin',
    is: 'in a thread, or saved',
    before: 'before a day, such as 2026-05-03',
    after: 'since a day',
    on: 'on a day, such as yesterday',
    during: 'in a month or year, such as may or 2025',
  },
  /** What `search/days.ts` understands. */
  words: {
    days: ['today', 'yesterday', 'this-week', 'last-week', 'this-month', 'last-month'],
    months: [
      'january',
      'february',
      'march',
      'april',
      'may',
      'june',
      'july',
      'august',
      'september',
      'october',
      'november',
      'december',
    ],
  },
  misunderstood: {
    'unknown-operator': (what: string) => `“${what}” is no operator; it is searched for as words.`,
    'unknown-value': (what: string) => `“${what}” is not known, and was left out.`,
    'unknown-day': (what: string) => `“${what}” names no day. Write it as 2026-05-03, may or 2025.`,
    'empty-value': (what: string) => `“${what}” lacks what it is about.`,
    'too-long': 'Only the first thousand characters are searched for.',
    'too-many': 'Only the first 32 words and operators are searched for.',
    'nothing-asked': 'There is no word in it to look for. Type one, or an operator such as from:.',
    'unknown-person': (what: string) => `Nobody here is called “${what}”.`,
    'unknown-conversation': (what: string) => `There is no conversation called “${what}”.`,
    'not-possible': (what: string) => `“${what}” cannot be searched for.`,
  },
  day: {
    title: 'Go to a day',
    label: 'Day',
    go: 'Go',
    none: 'Nothing was written on that day or later.',
  },
  archive: {
    title: 'Export',
    lead: 'All messages that this device holds, with threads, edits and file names, in one file. It is not sealed: whoever has the file can read it.',
    format: 'Format',
    formats: { html: 'Web page', md: 'Markdown', json: 'JSON' },
    act: 'Export',
    working: 'Exporting',
  },
  exported: {
    title: (conversation: string) => `Messages in ${conversation}`,
    facts: (office: string, date: string, count: number) =>
      `${office}, exported ${date}: ${counted(count, { one: '# message', other: '# messages' })}`,
    edited: 'edited',
    before: 'Before:',
    deleted: 'This message was deleted.',
    pinned: 'pinned',
    answers: (name: string) => `in reply to ${name}`,
    thread: 'Thread',
    file: 'File:',
    unknown: 'somebody',
  },
};
