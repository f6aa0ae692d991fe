import { wordsOf } from './words.ts';

/** A stretch of a text; `found`: what was looked for stands there. */
export interface Stretch {
  readonly text: string;
  readonly found: boolean;
}

/** Characters of a message that are shown where it was found. */
const LENGTH = 180;
/** Characters before the first word that was found, so that it stands in its context. */
const BEFORE = 40;

/**
 * The part of a text in which most of the terms stand, with these marked. Ends of words are kept
 * whole; what is left out is shown by an ellipsis.
 */
export function snippetOf(text: string, terms: readonly string[], length = LENGTH): Stretch[] {
  const clean = text.replace(/\s+/gu, ' ').trim();
  const wanted = new Set(terms);
  const found = merged(wordsOf(clean).filter((word) => wanted.has(word.text)));
  const [from, to] = windowOf(clean, found, length);
  const stretches: Stretch[] = [];
  const add = (text: string, found: boolean): void => {
    if (text !== '') stretches.push({ text, found });
  };
  let at = from;
  for (const [start, end] of found) {
    if (start < from || end > to) continue;
    add(clean.slice(at, start), false);
    add(clean.slice(start, end), true);
    at = end;
  }
  add(clean.slice(at, to), false);
  return dotted(stretches, from > 0, to < clean.length);
}

type Span = readonly [start: number, end: number];

/** Parts of words that overlap count as one. */
function merged(words: readonly { readonly start: number; readonly end: number }[]): Span[] {
  const spans: [number, number][] = [];
  for (const { start, end } of [...words].sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}

function windowOf(text: string, found: readonly Span[], length: number): Span {
  if (text.length <= length) return [0, text.length];
  let best = 0;
  let most = 0;
  // What was found stands in order, so both ends only go on: a message may hold thousands of one word.
  let first = 0;
  let behind = 0;
  for (const [start] of found) {
    const from = Math.max(0, start - BEFORE);
    while ((found[first]?.[0] ?? from) < from) first++;
    while ((found[behind]?.[1] ?? Number.POSITIVE_INFINITY) <= from + length) behind++;
    if (behind - first > most) [best, most] = [from, behind - first];
  }
  const from = best === 0 ? 0 : wordEdge(text, best, 1);
  const end = Math.min(text.length, from + length);
  return [from, end === text.length ? end : Math.max(from + 1, wordEdge(text, end, -1))];
}

/** The next space in a direction, or the place itself where there is none near. */
function wordEdge(text: string, at: number, step: 1 | -1): number {
  for (let moved = 0; moved < 20; moved++) {
    if (text[at + moved * step] === ' ') return at + moved * step + (step === 1 ? 1 : 0);
  }
  // Not in the middle of a character that takes two.
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at + step : at;
}

function dotted(stretches: Stretch[], before: boolean, after: boolean): Stretch[] {
  return [
    ...(before ? [{ text: '…', found: false }] : []),
    ...stretches,
    ...(after ? [{ text: '…', found: false }] : []),
  ];
}
