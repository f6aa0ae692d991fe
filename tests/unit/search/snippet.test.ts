import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snippetOf } from '../../../src/search/snippet.ts';
import { completionsFor } from '../../../src/search/suggest.ts';

const shown = (text: string, ...terms: string[]) =>
  snippetOf(text, terms)
    .map(({ text, found }) => (found ? `[${text}]` : text))
    .join('');

test('what was looked for is marked as it stands, whatever its case and accents', () => {
  expect(shown('The Café on the corner', 'cafe', 'corner')).toBe('The [Café] on the [corner]');
  expect(shown('nothing of it', 'cafe')).toBe('nothing of it');
  expect(shown('我们明天开会', '明天')).toBe('我们[明天]开会');
});

test('of a long text the part is shown in which most stands, with whole words', () => {
  const text = `${'padding words '.repeat(40)}the harbour plan for spring ${'more words '.repeat(40)}`;
  const snippet = shown(text, 'harbour', 'plan', 'spring');
  expect(snippet).toContain('[harbour] [plan] for [spring]');
  expect(snippet.length).toBeLessThan(240);
  expect(snippet).toMatch(/^…\S.*\S…$/);
});

test('of thousands of places that part is shown in which most stand together', () => {
  const sparse = 'hay and what is no hay, in sum: '.repeat(200);
  const found = snippetOf(`${sparse}${'hay '.repeat(30)}${sparse}`, ['hay']);
  expect(found.filter((it) => it.found).length).toBeGreaterThanOrEqual(30);
  expect(snippetOf('hay '.repeat(4_000), ['hay']).at(0)).toEqual({ text: 'hay', found: true });
});

test('the stretches are a part of the text, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.array(fc.string(), { maxLength: 3 }),
      (text, terms) => {
        const joined = snippetOf(text, terms)
          .map((it) => it.text)
          .join('')
          .replace(/^…|…$/g, '');
        expect(text.replace(/\s+/gu, ' ').trim()).toContain(joined.replace(/^…|…$/g, '').trim());
      },
    ),
  );
});

const choices = {
  people: ['Ana', 'Bob Smith'],
  conversations: ['#general', '#design', 'Ana'],
  days: ['today', 'last-week', 'last-month'],
  months: ['may'],
};
const complete = (text: string, caret = text.length) =>
  completionsFor(text, caret, choices).map(({ text }) => text);

test('operators are completed, and what each of them takes', () => {
  expect(complete('plan fr')).toEqual(['from:']);
  expect(complete('-h')).toEqual(['has:']);
  expect(complete('from:')).toEqual(['me ', 'Ana ', '"Bob Smith" ']);
  expect(complete('from:smi')).toEqual(['"Bob Smith" ']);
  expect(complete('in:#de')).toEqual(['#design ']);
  expect(complete('has:')).toEqual(['file ', 'link ', 'image ', 'reaction ', 'pin ']);
  expect(complete('is:s')).toEqual(['saved ']);
  expect(complete('during:last')).toEqual(['last-week ', 'last-month ']);
  expect(complete('on:')).toEqual(['today ', 'last-week ', 'last-month ']);
  expect(complete('during:m')).toEqual(['last-month ', 'may ']);
  expect(complete('foo:')).toEqual([]);
  expect(complete('plain words')).toEqual([]);
  expect(complete('from:a later', 6)).toEqual(['Ana ']);
});

test('a completion says what it takes the place of', () => {
  const text = 'plan from:smi';
  const [found] = completionsFor(text, text.length, choices);
  expect(found && text.slice(0, found.from) + found.text).toBe('plan from:"Bob Smith" ');
});
