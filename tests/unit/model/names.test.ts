import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isName, toChannelName, toName } from '../../../src/model/names.ts';
import { expectReason } from '../../support/expect.ts';

test.each([
  ['  Alice  ', 'Alice'],
  ['Alice \t\n Liddell', 'Alice Liddell'],
  ['Zoe\u0308', 'Zoë'],
  ['名前', '名前'],
  ['👩‍🚀 Ada', '👩‍🚀 Ada'],
])('N5: %j is stored as %j', (text, stored) => {
  expect(toName(text, 80)).toBe(stored);
  expect(isName(stored, 80)).toBe(true);
  expect(isName(text, 80)).toBe(text === stored);
});

test.each([
  ['nothing', ''],
  ['white space', ' \t\n\u{A0}\u{FEFF}'],
  ['too long', 'x'.repeat(81)],
  ['a null character', 'a\0b'],
  ['an escape', 'a\u{1B}[31m'],
  ['an override of direction', 'exe.\u{202E}fdp'],
  ['an isolate', '\u{2066}a\u{2069}'],
  ['a mark of direction', 'a\u{200F}'],
  ['half a surrogate pair', 'a\ud800'],
])('N5: a name is not %s', (_, text) => {
  expectReason('invalid-name', () => toName(text, 80));
  expect(isName(text, 80)).toBe(false);
});

test('N5: a stored name is stored as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), (text) => {
      let stored: string;
      try {
        stored = toName(text, 80);
      } catch {
        return;
      }
      expect(toName(stored, 80)).toBe(stored);
    }),
  );
});

test.each([
  ['General', 'general'],
  ['#random', 'random'],
  ['##two words', 'two-words'],
  ['Büro_2.OG-links', 'büro_2.og-links'],
  ['日本', '日本'],
])('N5: the channel %j is called %j', (text, stored) => {
  expect(toChannelName(text, 80)).toBe(stored);
});

test.each(['', '#', '-x', '.hidden', 'a/b', 'a#b', 'a@b', '😀', 'a,b', '../x'])(
  'N5: %j is no channel’s name',
  (text) => {
    expectReason('invalid-name', () => toChannelName(text, 80));
  },
);
