import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDays } from '../../../src/search/days.ts';
import { isEmpty, readQuery } from '../../../src/search/query.ts';
import { completionsFor } from '../../../src/search/suggest.ts';
import { search as ar } from '../../../src/ui/text/ar/search.ts';
import { search as de } from '../../../src/ui/text/de/search.ts';
import { search as en } from '../../../src/ui/text/en/search.ts';

const NOW = new Date(2026, 4, 15, 12).getTime();
const read = (text: string) => readQuery(text, NOW);
const day = (year: number, month: number, date: number) =>
  new Date(year, month - 1, date).getTime();

test('words, an exact phrase, and what must not be there', () => {
  const { words, phrases, without } = read('budget "final report" -draft -"old version" ');
  expect(words).toEqual([{ word: 'budget', beginning: false }]);
  expect(phrases).toEqual([{ words: ['final', 'report'], beginning: false }]);
  expect(without).toEqual([['draft'], ['old', 'version']]);
});

test('the last word may be only begun until a space ends it', () => {
  expect(read('annual rep').words.at(-1)).toEqual({ word: 'rep', beginning: true });
  expect(read('annual rep ').words.at(-1)).toEqual({ word: 'rep', beginning: false });
  expect(read('rep from:bob').words.at(-1)).toEqual({ word: 'rep', beginning: false });
});

test('what punctuation joins is looked for joined', () => {
  expect(read('report-final.pdf ').phrases).toEqual([
    { words: ['report', 'final', 'pdf'], beginning: false },
  ]);
  expect(read("don't ").phrases).toEqual([{ words: ['don', 't'], beginning: false }]);
  expect(read('https://wiki.example/a').phrases[0]?.beginning).toBe(true);
  expect(read('10:30 ').phrases).toEqual([{ words: ['10', '30'], beginning: false }]);
  expect(read('https://wiki.example/a 10:30').misunderstood).toEqual([]);
});

test('several operators at once, quoted names, and their opposites', () => {
  const { words, conditions, misunderstood } = read(
    'plan from:"Bob Smith" in:#general -has:links is:thread after:2026-05-01 before:2026-06-01 ',
  );
  expect(words).toEqual([{ word: 'plan', beginning: false }]);
  expect(misunderstood).toEqual([]);
  expect(conditions).toEqual([
    { kind: 'from', name: 'Bob Smith', not: false },
    { kind: 'in', name: '#general', not: false },
    { kind: 'has', flag: 'link', not: true },
    { kind: 'is', flag: 'thread', not: false },
    { kind: 'days', range: [day(2026, 5, 1), Number.POSITIVE_INFINITY], not: false },
    { kind: 'days', range: [Number.NEGATIVE_INFINITY, day(2026, 6, 1)], not: false },
  ]);
});

test('what is not understood is told, and the rest is answered', () => {
  const { words, misunderstood } = read('hello has:unicorn foo:bar during:someday from: ');
  expect(words[0]?.word).toBe('hello');
  expect(misunderstood.map(({ why }) => why)).toEqual([
    'unknown-value',
    'unknown-operator',
    'unknown-day',
    'empty-value',
  ]);
  expect(read('"unbalanced quote').phrases).toEqual([
    { words: ['unbalanced', 'quote'], beginning: false },
  ]);
});

test.each([
  ['2024-05-03', day(2024, 5, 3), day(2024, 5, 4)],
  ['3.5.2024', day(2024, 5, 3), day(2024, 5, 4)],
  ['3 may 2024', day(2024, 5, 3), day(2024, 5, 4)],
  ['2024-05', day(2024, 5, 1), day(2024, 6, 1)],
  ['may', day(2026, 5, 1), day(2026, 6, 1)],
  ['dec', day(2025, 12, 1), day(2026, 1, 1)],
  ['märz-2025', day(2025, 3, 1), day(2025, 4, 1)],
  ['2024', day(2024, 1, 1), day(2025, 1, 1)],
  ['today', day(2026, 5, 15), day(2026, 5, 16)],
  ['yesterday', day(2026, 5, 14), day(2026, 5, 15)],
  ['this-week', day(2026, 5, 11), day(2026, 5, 18)],
  ['last-month', day(2026, 4, 1), day(2026, 5, 1)],
  ['letzte-woche', day(2026, 5, 4), day(2026, 5, 11)],
  ['الشهر الماضي', day(2026, 4, 1), day(2026, 5, 1)],
])('%s names days', (text, from, to) => {
  expect(readDays(text, NOW)).toEqual([from, to]);
});

test.each(['2024-02-30', '2024-13', '31.4.2024', 'someday', '0', '-', '99999999'])(
  '%s names no day',
  (text) => {
    expect(readDays(text, NOW)).toBeNull();
  },
);

test('names that every object has are no operators', () => {
  for (const name of ['constructor', 'toString', 'valueOf']) {
    const { words, phrases, conditions, misunderstood } = read(`${name}:x `);
    expect(conditions, name).toEqual([]);
    expect(words.length + phrases.length, name).toBe(1);
    expect(misunderstood, name).toEqual([{ what: `${name}:x`, why: 'unknown-operator' }]);
    const choices = { people: ['Ana'], conversations: ['#general'], days: ['today'], months: [] };
    expect(completionsFor(`${name}:`, name.length + 1, choices), name).toEqual([]);
  }
});

test.each(Object.entries({ en, de, ar }))(
  'the words for days in %s are understood, and completed',
  (_, { words }) => {
    for (const word of [...words.days, ...words.months]) {
      expect(readDays(word, NOW), word).not.toBeNull();
      const begun = `on:${word.slice(0, -1)}`;
      const choices = { people: [], conversations: [], ...words };
      expect(completionsFor(begun, begun.length, choices).map(({ text }) => text)).toContain(
        `${word} `,
      );
    }
    const offered = completionsFor('on:', 3, { people: [], conversations: [], ...words });
    expect(offered.map(({ text }) => text.trim())).toEqual(words.days);
  },
);

test('what must not be there asks for all the rest', () => {
  expect(isEmpty(read('-draft'))).toBe(false);
  expect(read('-draft').misunderstood).toEqual([]);
});

test.each(['', ' ', '"', '""', '-', '-""', '🎉', '(…)'])(
  '“%s” asks for nothing, which is told',
  (text) => {
    const query = read(text);
    expect(isEmpty(query)).toBe(true);
    expect(query.misunderstood.map(({ why }) => why)).toEqual(['nothing-asked']);
  },
);

test('a question that was not understood is told once, and in its own words', () => {
  expect(read('from: ').misunderstood.map(({ why }) => why)).toEqual(['empty-value']);
  expect(read('has:unicorn has:unicorn').misunderstood).toHaveLength(1);
});

test('words beyond those that count are told', () => {
  const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
  expect(read(words(32)).misunderstood).toEqual([]);
  expect(read(words(33)).misunderstood.map(({ why }) => why)).toEqual(['too-many']);
  expect(read(`-${words(33).replaceAll(' ', ' -')}`).without).toHaveLength(32);
});

test('any text gives an answer within 100 ms', () => {
  const bait = [
    '(((a+)+)+$',
    'a:',
    '-',
    '"',
    '-"',
    'from:"',
    ':::',
    '\\',
    'has:',
    '字',
    '\ud800',
    ' ',
  ];
  const cost = (text: string) => {
    const { user } = process.cpuUsage();
    read(text);
    return (process.cpuUsage().user - user) / 1_000;
  };
  for (const piece of bait) expect(cost(piece.repeat(10_000)), piece).toBeLessThan(100);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const query = read(text);
      expect(query.words.length + query.phrases.length + query.conditions.length).toBeLessThan(70);
    }),
  );
  expect(isEmpty(read('   '))).toBe(true);
});
