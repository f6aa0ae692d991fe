import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columns,
  padded,
  safeLine,
  safeText,
  toJsonLine,
  widthOf,
} from '../../../src/cli/screen.ts';

test('what would steer the terminal is shown as a picture of itself', () => {
  expect(safeText('\u001b[31mred\u0007')).toBe('␛[31mred␇');
  expect(safeText('\u009b31m')).toBe('\uFFFD31m');
  expect(safeText('invoice\u202Efdp.exe')).toBe('invoice\uFFFDfdp.exe');
  expect(safeText('back\u007f')).toBe('back␡');
  expect(safeText('a\r\nb\rc\n\td')).toBe('a\nb␍c\n\td');
  expect(safeLine('two\n  lines\tand a tab')).toBe('two lines and a tab');
});

test('no text keeps a control character, and text without one stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(safeText(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      expect(safeText(safeText(text))).toBe(safeText(text));
    }),
  );
});

test('a JSON line is one line, harmless on a terminal, and reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = toJsonLine({ text });
      expect(JSON.parse(line)).toEqual({ text });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});

test.each([
  ['', 0],
  ['Ana', 3],
  ['Zoë', 3],
  ['e\u0301', 1],
  ['日本', 4],
  ['👩‍👩‍👧', 2],
  ['❤️', 2],
])('%s takes %d cells', (text, cells) => {
  expect(widthOf(text)).toBe(cells);
  expect(widthOf(padded(text, 8))).toBe(8);
});

test('columns line up, numbers to the right, nothing trailing', () => {
  expect(
    columns([
      ['日本', 7, 'x'],
      ['general', 120, ''],
    ]),
  ).toEqual(['日本       7  x', 'general  120']);
  expect(columns([])).toEqual([]);
});
