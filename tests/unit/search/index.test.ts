import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { describe, expect, test } from 'vitest';
import type { ChainId, LogId } from '../../../src/model/ids.ts';
import { deviceMark } from '../../../src/search/ask.ts';
import { type Doc, FLAGS, GONE, type Spot } from '../../../src/search/docs.ts';
import { SearchIndex } from '../../../src/search/index.ts';
import { wordsOf } from '../../../src/search/words.ts';
import { askFor, conversationId, deviceId, logFor, makeDoc } from '../../support/searchDocs.ts';

const NOW = Date.UTC(2026, 5, 15);
const DAY = 86_400_000;
const EMPTY = new Map();

/** An index of one log with these messages, a minute apart. */
function indexOf(...texts: string[]) {
  const index = new SearchIndex();
  const log = logFor(1, NOW);
  const docs = texts.map((text, i) => makeDoc(i, text, { at: NOW - (texts.length - i) * 60_000 }));
  index.replace(log, EMPTY, docs);
  const find = (question: string, more = {}) =>
    index.answer(askFor(question, NOW, more)).hits.map(({ number }) => number);
  return { index, log, docs, find };
}

describe('what is found', () => {
  test('words in any order, all of them, whatever their case and accents', () => {
    const { find } = indexOf('The café opens', 'cafe closed', 'a Door opens');
    expect(find('opens CAFE ')).toEqual([0]);
    expect(find('café ').sort()).toEqual([0, 1]);
  });

  test('the beginning of the word that is being typed', () => {
    const { find } = indexOf('annual report', 'reporting line', 'a port');
    expect(find('repor').sort()).toEqual([0, 1]);
    expect(find('repor ')).toEqual([0, 1]); // nothing has just this: spelled alike
  });

  test('an exact phrase only where its words follow one another', () => {
    const { find } = indexOf('the final report is here', 'the report is final', 'final, report');
    expect(find('"final report"').sort()).toEqual([0, 2]);
    expect(find('"report is final"')).toEqual([1]);
  });

  test('nothing that must not be there', () => {
    const { find } = indexOf('red apple', 'green apple', 'apple very red');
    expect(find('apple -green ').sort()).toEqual([0, 2]);
    expect(find('apple -"very red" ').sort()).toEqual([0, 1]);
    expect(find('-apple ')).toEqual([]);
  });

  test('what is spelled alike, when nothing matches, and then it is said', () => {
    const { index, find } = indexOf('the invoice arrived', 'nothing else');
    expect(find('invoce ')).toEqual([0]);
    expect(index.answer(askFor('invoce ', NOW)).alike).toBe(true);
    expect(index.answer(askFor('invoice ', NOW)).alike).toBe(false);
    expect(find('zzzzzz ')).toEqual([]);
  });

  test('what has the word in it, when nothing matches: compounds, articles, single characters', () => {
    const { index, find } = indexOf(
      'die Straßenbahn fällt aus',
      'الاجتماع غدا',
      '会议在明天',
      'abandon',
    );
    expect(find('bahn ')).toEqual([0]);
    expect(find('اجتماع ')).toEqual([1]);
    expect(find('议 ')).toEqual([2]);
    expect(index.answer(askFor('bahn ', NOW))).toMatchObject({ alike: true, total: 1 });
    // Few letters stand in everything.
    expect(find('ban ')).toEqual([]);
  });

  test('what is spelled alike also in a word that punctuation joins', () => {
    const { find } = indexOf('an e-mail came', 'a mail came');
    expect(find('e-mael')).toEqual([0]);
    expect(find('"e mael"')).toEqual([]);
  });

  test('of many words, those that are rarest may be misspelt', () => {
    const { find } = indexOf(
      'alpha bravo charlie delta echoes foxtrot',
      'alpha bravo',
      'charlie delta',
    );
    expect(find('alpha bravo charlie delta echoes foxtrott ')).toEqual([0]);
    expect(find('alphaa bravvo charliee deltaa echooes foxtrott ')).toEqual([]);
  });

  test('a part of a Chinese, Japanese or Thai sentence', () => {
    const { find } = indexOf('我们明天在北京大学开会', '会議は明日です', 'ประชุมพรุ่งนี้ครับ', 'meeting');
    expect(find('明天')).toContain(0);
    expect(find('北京')).toEqual([0]);
    expect(find('会議')).toEqual([1]);
    expect(find('ประชุม')).toEqual([2]);
  });

  test('files by their names', () => {
    const index = new SearchIndex();
    index.replace(logFor(1, NOW), EMPTY, [
      makeDoc(0, 'here it is', { at: NOW, files: ['Quarterly-Report.pdf'] }),
      makeDoc(1, 'quarterly', { at: NOW }),
    ]);
    const find = (question: string, more = {}) =>
      index.answer(askFor(question, NOW, more)).hits.map(({ number }) => number);
    expect(find('report ')).toEqual([0]);
    expect(find('quarterly-report.pdf ')).toEqual([0]);
    expect(find('"is quarterly"')).toEqual([]);
    expect(find('quarterly ', { flags: FLAGS.file })).toEqual([0]);
  });
});

describe('conditions', () => {
  const index = new SearchIndex();
  const months = [0, 1, 2, 3].map((n) => NOW - n * 30 * DAY);
  for (const conversation of [1, 2]) {
    for (const at of months) {
      index.replace(logFor(conversation, at), EMPTY, [
        makeDoc(0, 'plan https://a.example', { at, author: conversation }),
        makeDoc(1, 'plan', { at: at + 1, author: 3, flags: FLAGS.pin }),
      ]);
    }
  }
  const count = (question: string, more = {}) => index.answer(askFor(question, NOW, more)).total;

  test('from, in, has and days narrow, alone and together', () => {
    expect(count('plan ')).toBe(16);
    expect(count('plan ', { from: [deviceMark(deviceId(1))] })).toBe(4);
    expect(count('plan ', { notFrom: [deviceMark(deviceId(3))] })).toBe(8);
    expect(count('plan ', { within: [conversationId(2)] })).toBe(8);
    expect(count('plan ', { notWithin: [conversationId(2)] })).toBe(8);
    expect(count('plan ', { flags: FLAGS.link })).toBe(8);
    expect(count('plan ', { noFlags: FLAGS.pin })).toBe(8);
    expect(count('plan ', { days: [[NOW - DAY, NOW + DAY]] })).toBe(4);
    expect(
      count('plan ', { within: [conversationId(1)], flags: FLAGS.pin, days: [[0, NOW - DAY]] }),
    ).toBe(3);
  });

  test('without words they alone decide, the newest first', () => {
    const { hits } = index.answer(askFor('', NOW, { flags: FLAGS.pin }));
    expect(hits).toHaveLength(8);
    expect(hits.map(({ at }) => at)).toEqual(hits.map(({ at }) => at).sort((a, b) => b - a));
  });

  test('pages follow one another', () => {
    const all = index.answer(askFor('plan ', NOW, { sort: 'date' })).hits;
    const pages = [0, 5, 10, 15].flatMap(
      (offset) => index.answer(askFor('plan ', NOW, { sort: 'date', offset, limit: 5 })).hits,
    );
    expect(pages).toEqual(all);
  });
});

test('a month of more chains than a member may begin in a day is answered right', () => {
  const index = new SearchIndex();
  const log = logFor(1, NOW);
  const docs = Array.from({ length: 70_000 }, (_, author) =>
    makeDoc(0, author === 69_999 ? 'needle' : '', { author, at: NOW - 70_000 + author }),
  );
  index.replace(log, EMPTY, docs);
  const { hits } = index.answer(askFor('needle ', NOW));
  expect(hits.map(({ chain }) => chain)).toEqual([docs.at(-1)?.chain]);
});

test('fresh words outrank stale ones, and a better match outranks age', () => {
  const index = new SearchIndex();
  const old = NOW - 700 * DAY;
  index.replace(logFor(1, old), EMPTY, [
    makeDoc(0, 'server outage', { at: old }),
    makeDoc(1, 'outage', { at: old }),
  ]);
  index.replace(logFor(1, NOW), EMPTY, [
    makeDoc(2, 'server outage', { at: NOW }),
    makeDoc(3, 'a long message about everything in which an outage is named by the way only', {
      at: NOW,
    }),
  ]);
  const find = (question: string) =>
    index.answer(askFor(question, NOW)).hits.map(({ number }) => number);
  expect(find('server outage ')).toEqual([2, 0]);
});

/** Few words, so that messages share them; some begin alike, some are spelled alike. */
const word = fc.constantFrom(
  'plan',
  'plans',
  'planet',
  'budget',
  'budgets',
  'red',
  'café',
  '北京大学',
  'x1',
);
const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const question = fc.constantFrom(
  'plan',
  'plan ',
  'plan red ',
  'budgte ',
  '"plan red"',
  'plan -red ',
  '北京',
  'x1 café',
);

test('ranks exactly as MiniSearch does over the same messages', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 30 }),
      fc.constantFrom('plan ', 'plan', 'red budget ', 'café pla'),
      (texts, asked) => {
        const { index } = indexOf(...texts);
        const plain = new MiniSearch<{ id: number; text: string; files: string }>({
          fields: ['text', 'files'],
          tokenize: (it) => wordsOf(it).map((found) => found.text),
          processTerm: (it) => it,
        });
        plain.addAll(texts.map((it, id) => ({ id, text: it, files: '' })));
        const exact = askFor(asked, NOW, { now: NOW - 365 * DAY });
        const expected = plain.search(asked, {
          combineWith: 'AND',
          prefix: (_, i, terms) => i === terms.length - 1 && !asked.endsWith(' '),
        });
        const answer = index.answer(exact);
        if (answer.alike) return;
        expect(new Set(answer.hits.map(({ number }) => number))).toEqual(
          new Set(
            expected.slice(0, 20).length < 20
              ? expected.map(({ id }) => id)
              : answer.hits.map(({ number }) => number),
          ),
        );
        // Scores fall in the same order: what MiniSearch puts higher is never lower here.
        const score = new Map(expected.map((it) => [it.id, it.score]));
        const scores = answer.hits.map(({ number }) => score.get(number) ?? -1);
        for (const [i, it] of scores.entries()) {
          expect(it).toBeGreaterThanOrEqual((scores[i + 1] ?? Number.NEGATIVE_INFINITY) - 1e-9);
        }
      },
    ),
    { numRuns: 200 },
  );
});

interface Step {
  readonly kind: 'write' | 'answer' | 'edit' | 'react' | 'delete' | 'merge';
  readonly log: number;
  readonly which: number;
  readonly text: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('write', 'write', 'write', 'answer', 'edit', 'react', 'delete', 'merge'),
  log: fc.nat(2),
  which: fc.nat(40),
  text,
});

const spotOf = (doc: Doc | undefined): Spot | null =>
  doc ? { chain: doc.chain, number: doc.number } : null;
const placed = ({ chain, number }: Spot): string => `${chain}/${number}`;

test('after any history of edits and deletions it answers as an index built afresh', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const index = new SearchIndex();
      const held = new Map<LogId, Map<number, Doc>>();
      const logs = [0, 1, 2].map((n) => logFor(n % 2, NOW - n * 40 * DAY));
      for (const log of logs) {
        held.set(log, new Map());
        index.replace(log, EMPTY, []);
      }
      for (const [i, { kind, log: n, which, text: said }] of steps.entries()) {
        const log = logs[n] as LogId;
        const docs = held.get(log) ?? new Map<number, Doc>();
        const known = [...docs.values()][which % Math.max(1, docs.size)];
        const take = (doc: Doc): void => {
          docs.set(doc.number, doc);
          index.update(log, EMPTY, [doc]);
        };
        if (kind === 'merge') index.merge(log);
        else if (kind === 'write' || kind === 'answer') {
          const answers = kind === 'answer' ? spotOf(known) : null;
          take(makeDoc(i, said, { at: NOW - n * 40 * DAY + i, author: which % 3, answers }));
        } else if (known) {
          // Whoever says something of a message does so in a chain of their own.
          const remarks = [
            { chain: (2_000 + (which % 2)) as ChainId, number: i },
            ...known.remarks,
          ];
          const isGone = kind === 'delete' || known.flags === GONE;
          if (isGone) take({ ...known, text: '', flags: GONE, remarks });
          else take({ ...known, text: kind === 'edit' ? said : known.text, remarks });
        }
      }
      const fresh = new SearchIndex();
      for (const [log, docs] of held) fresh.replace(log, EMPTY, [...docs.values()]);
      for (const asked of fc.sample(question, { numRuns: 8, seed: steps.length })) {
        for (const sort of ['relevance', 'date'] as const) {
          const ask = askFor(asked, NOW, { sort });
          const sorted = (answer: ReturnType<SearchIndex['answer']>) => ({
            ...answer,
            hits: answer.hits.map((hit) => ({ ...hit, terms: [...hit.terms].sort() })),
          });
          const answer = index.answer(ask);
          expect(sorted(answer)).toEqual(sorted(fresh.answer(ask)));
          for (const { log, chain, number, beside } of answer.hits) {
            const docs = held.get(log) ?? new Map<number, Doc>();
            const { remarks, answers } = docs.get(number) as Doc;
            const others = answers ? [answers, ...(docs.get(answers.number)?.remarks ?? [])] : [];
            expect(new Set(beside.map(placed))).toEqual(
              new Set([...remarks, ...others].map(placed)),
            );
            expect(docs.get(number)).toMatchObject({ chain, number });
            expect(docs.get(number)?.flags).not.toBe(GONE);
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});
