/** A word of a text as the index knows it, and where it stands there. */
export interface Word {
  /** Folded: case, diacritics and letter variants are gone. */
  readonly text: string;
  /** Its first character in the text (UTF-16), and the one behind its last. */
  readonly start: number;
  readonly end: number;
  /** Its number in the text, from 0; parts of one word share it. */
  readonly position: number;
}

/** Characters (UTF-16) of a word that count: what is longer is no word that anybody types. */
export const MAX_WORD = 48;
/** Words of a text that are indexed, at most: no message holds more that are worth it. */
const MAX_WORDS = 8_000;

const RUN = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]+/gu;
const PLAIN = /^[a-z0-9]+$/;
/** Accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic, and the Arabic stretcher. */
const MARKS = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]/gu;
/** Letters that Unicode does not take apart, and that people type in a simpler way. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** A word without case, diacritics and variants of letters. Marks of scripts that mean something by them stay. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(MARKS, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter);
}

/** Whether its script puts no space between words, so that a word may be a part of what was typed. */
export const isUnspaced = (word: string): boolean => word.search(UNSPACED) >= 0;

/**
 * The words of a text, in order. Chinese, Japanese, Korean and Thai are cut by the platform's
 * dictionary; a word of three characters or more in such a script is found by two of them too.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let position = 0;
  const add = (start: number, end: number): void => {
    const folded = fold(text.slice(start, end)).slice(0, MAX_WORD);
    if (folded !== '') words.push({ text: folded, start, end, position });
  };
  for (const { 0: run, index } of text.matchAll(RUN)) {
    for (const [from, to, unspaced] of partsOf(run)) {
      if (words.length >= MAX_WORDS) return words;
      if (!unspaced) {
        add(index + from, index + to);
        position++;
        continue;
      }
      for (const [start, end] of cut(run.slice(from, to))) {
        if (words.length >= MAX_WORDS) return words;
        const begin = index + from + start;
        add(begin, index + from + end);
        for (const [a, b] of pairsIn(run.slice(from + start, from + end)))
          add(begin + a, begin + b);
        position++;
      }
    }
  }
  return words;
}

type Span = readonly [start: number, end: number];

/** A run of letters by whether its script has spaces. */
function partsOf(run: string): (readonly [number, number, boolean])[] {
  if (!isUnspaced(run)) return [[0, run.length, false]];
  const parts: (readonly [number, number, boolean])[] = [];
  let from = 0;
  for (const { 0: found, index } of run.matchAll(UNSPACED)) {
    if (index > from) parts.push([from, index, false]);
    from = index + found.length;
    parts.push([index, from, true]);
  }
  if (from < run.length) parts.push([from, run.length, false]);
  return parts;
}

/** Absent in engines without the dictionaries: then any two characters make a word. */
const segmenter =
  typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('und', { granularity: 'word' }) : null;

function cut(run: string): Span[] {
  if (!segmenter) return run.length < 3 ? [[0, run.length]] : pairs(run);
  return [...segmenter.segment(run)].map(
    ({ index, segment }) => [index, index + segment.length] as const,
  );
}

/** Each two neighbouring characters of a word of three or more. */
const pairsIn = (word: string): Span[] => (word.length > 2 ? pairs(word) : []);

function pairs(word: string): Span[] {
  const starts = [...word.matchAll(/./gsu)].map(({ index }) => index);
  const ends = [...starts.slice(1), word.length];
  return starts.slice(0, -1).map((start, i) => [start, ends[i + 1] ?? word.length] as const);
}
