import { afterEach, expect, test } from 'vitest';
import { ar } from '../../../src/ui/text/ar.ts';
import { de } from '../../../src/ui/text/de.ts';
import { en } from '../../../src/ui/text/en.ts';
import { gapsIn } from '../../../src/ui/text/gaps.ts';
import { grammarOf } from '../../../src/ui/text/grammar.ts';
import { isolating } from '../../../src/ui/text/isolate.ts';
import { language, speak, text } from '../../../src/ui/text/text.ts';
import {
  compareNames,
  countText,
  dateText,
  dayText,
  listText,
  numberText,
} from '../../../src/ui/text/time.ts';

afterEach(() => speak('en'));

test('German and Arabic have every word that English has, and none of their own', () => {
  expect(gapsIn(de, en)).toEqual([]);
  expect(gapsIn(ar, en)).toEqual([]);
});

test('a word that is missing, empty, of another kind or too much is named by its path', () => {
  const model = { nav: { open: 'Open', unread: (count: number) => `${count}` }, skins: ['a', 'b'] };
  const other = { nav: { open: ' ', unread: 'unread', more: 'More' }, skins: ['a'] };
  expect(gapsIn(other, model)).toEqual(['nav.open', 'nav.unread', 'nav.more', 'skins.1']);
  expect(gapsIn(model, model)).toEqual([]);
});

test('Arabic counts in its six forms', () => {
  const { counted, number } = grammarOf('ar');
  const days = (count: number) =>
    counted(count, { zero: 'z', one: 'o', two: 't', few: 'f #', many: 'm #', other: 'x #' });
  expect([0, 1, 2].map(days)).toEqual(['z', 'o', 't']);
  expect([3, 11, 100].map(days)).toEqual([`f ${number(3)}`, `m ${number(11)}`, `x ${number(100)}`]);
});

test('the words follow the language', async () => {
  expect(text.settings.open).toBe('Settings');
  await speak('de');
  expect([language(), text.settings.open]).toEqual(['de', 'Einstellungen']);
  await speak('ar');
  expect([language(), text.settings.open]).toEqual(['ar', 'الإعدادات']);
});

test('of two changes at once the later one stays', async () => {
  await Promise.all([speak('de'), speak('ar'), speak('en')]);
  expect(language()).toBe('en');
});

test('names that run the other way are isolated, the others stay as they are', () => {
  const catalogue = { by: (name: string, count: number) => `by ${name}, ${count}`, plain: 'plain' };
  const english = isolating(catalogue, 'ltr');
  expect(english.by('Ana', 3)).toBe('by Ana, 3');
  expect(english.by('ليلى', 3)).toBe('by \u2068ليلى\u2069, 3');
  expect(english.plain).toBe('plain');
  expect(isolating(catalogue, 'rtl').by('Ana', 3)).toBe('by \u2068Ana\u2069, 3');
});

test('counts are cut off where there is little room, in the digits of the language', async () => {
  expect([0, 99, 100, 4_000].map(countText)).toEqual(['0', '99', '99+', '99+']);
  await speak('ar');
  expect(countText(100)).toBe(`${numberText(99)}+`);
});

test('dates, lists and orders are those of the language', async () => {
  const day = new Date(2031, 4, 4, 12).getTime();
  await speak('de');
  expect(dateText(day)).toBe('04.05.2031');
  expect(dayText(day, day)).toBe('Heute');
  expect(listText(['Ana', 'Ben'])).toBe('Ana und Ben');
  expect(['Zoë', 'Ärger', 'Anton'].sort(compareNames)).toEqual(['Anton', 'Ärger', 'Zoë']);
});
