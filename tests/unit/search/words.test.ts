import { expect, test } from 'vitest';
import { FILES } from '../../../src/search/shard.ts';
import { fold, wordsOf } from '../../../src/search/words.ts';

const words = (text: string) => wordsOf(text).map((it) => it.text);

test('case, diacritics and variants of letters are folded', () => {
  expect(words('Ärger im CAFÉ, Straße nach Łódź; Ærø İstanbul')).toEqual([
    'arger',
    'im',
    'cafe',
    'strasse',
    'nach',
    'lodz',
    'aero',
    'istanbul',
  ]);
  expect(fold('Ἀθῆναι')).toBe(fold('αθηναι'));
  expect(fold('مُحَمَّد')).toBe('محمد');
  expect(fold('أحمد')).toBe(fold('احمد'));
  expect(fold('مكتبة')).toBe(fold('مكتبه'));
  expect(fold('ﬁle')).toBe('file');
});

test('scripts in which a mark makes another letter keep it', () => {
  expect(fold('が')).not.toBe(fold('か'));
  expect(fold('ที่')).not.toBe(fold('ที'));
  expect(fold('한국')).toBe('한국');
});

test('Chinese, Japanese, Korean and Thai are cut into words', () => {
  expect(words('我们明天在北京大学开会')).toEqual(expect.arrayContaining(['我们', '明天', '开会']));
  expect(words('会議は明日です')).toEqual(expect.arrayContaining(['会議', '明日']));
  expect(words('สวัสดีครับผมชื่อสมชาย')).toEqual(expect.arrayContaining(['สวัสดี', 'ครับ']));
  expect(words('한국어 회의')).toContain('회의');
});

test('a long word of such a script is found by any two of its characters', () => {
  const found = words('北京大学');
  expect(found).toEqual(expect.arrayContaining(['大学']));
});

test('each word says where it stands', () => {
  const text = 'Über: den Fluß 北京 (2024)!';
  for (const { text: word, start, end } of wordsOf(text)) {
    expect(fold(text.slice(start, end))).toBe(word);
  }
  expect(wordsOf('a b c').map((it) => it.position)).toEqual([0, 1, 2]);
});

test('no text reaches into the positions of files’ names', () => {
  for (const text of ['字a'.repeat(8_000), '字'.repeat(16_000), 'a '.repeat(8_000)]) {
    expect(wordsOf(text).at(-1)?.position).toBeLessThan(FILES);
  }
});

test('what is no word gives none, and no text takes long', () => {
  expect(words('🎉 … --- \u200d')).toEqual([]);
  const start = performance.now();
  for (const text of [
    'x'.repeat(16_000),
    'ก'.repeat(16_000),
    '字'.repeat(16_000),
    'a\u0301'.repeat(8_000),
  ]) {
    expect(wordsOf(text).length).toBeLessThan(17_000);
  }
  expect(performance.now() - start).toBeLessThan(5_000);
});
