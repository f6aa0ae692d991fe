import { type DayRange, readDays } from './days.ts';
import type { Flag } from './docs.ts';
import { isUnspaced, wordsOf } from './words.ts';

/** A word that is looked for. */
export interface Sought {
  readonly word: string;
  /** It may be the beginning of one: it is still being typed. */
  readonly beginning: boolean;
}

/** Words that must follow one another. */
export interface Phrase {
  readonly words: readonly string[];
  /** The last may be the beginning of one. */
  readonly beginning: boolean;
}

/** One condition; `not` turns it round. */
export type Condition = { readonly not: boolean } & (
  | { readonly kind: 'from'; readonly name: string }
  | { readonly kind: 'in'; readonly name: string }
  | { readonly kind: 'has'; readonly flag: Flag }
  | { readonly kind: 'is'; readonly flag: Flag }
  /** Written in these days: Unix times in milliseconds, the second one excluded. */
  | { readonly kind: 'days'; readonly range: DayRange }
);

/** What was not understood, in the words of whoever asked. */
export interface Misunderstood {
  readonly what: string;
  readonly why:
    | 'unknown-operator'
    | 'unknown-value'
    | 'unknown-day'
    | 'empty-value'
    | 'too-long'
    | 'too-many'
    /** There is neither a word nor a condition in it. */
    | 'nothing-asked';
}

/** A question as it was understood. */
export interface Query {
  readonly words: readonly Sought[];
  readonly phrases: readonly Phrase[];
  /** Words and phrases that must not be there. */
  readonly without: readonly (readonly string[])[];
  readonly conditions: readonly Condition[];
  readonly misunderstood: readonly Misunderstood[];
}

export const OPERATORS = {
  from: [],
  in: [],
  has: ['file', 'link', 'image', 'reaction', 'pin'],
  is: ['thread', 'saved'],
  before: [],
  after: [],
  on: [],
  during: [],
} as const satisfies Record<string, readonly string[]>;

export type Operator = keyof typeof OPERATORS;

/** Whether it is one of ours, and not what every object has. */
export const isOperator = (name: string): name is Operator => Object.hasOwn(OPERATORS, name);

/** Characters of a question that are read; nobody means what comes after so many. */
const MAX_QUERY = 1_000;
/** Words and conditions that count. */
const MAX_PARTS = 32;

/**
 * One part: perhaps a minus; perhaps an operator and a colon; a quoted text, whose last quote may be
 * missing, or what there is until the next space. It matches in one pass, whatever is typed.
 */
const PART =
  /(-?)(\p{L}{1,12}):(?=\s|$)|(-?)(?:(\p{L}{1,12}):)?(?:["“”„«]([^"“”«»]*)["“”«»]?|(\S+))/gu;

/** Reads a question. Whatever it is, something comes of it: nothing throws. `now` is a Unix time in milliseconds. */
export function readQuery(text: string, now: number): Query {
  const reading = new Reading(now);
  for (const match of text.slice(0, MAX_QUERY).matchAll(PART)) {
    if (reading.isFull) {
      reading.tell(cutShort(text), 'too-many');
      break;
    }
    reading.take(match);
  }
  if (text.length > MAX_QUERY) reading.tell(cutShort(text), 'too-long');
  return reading.done(text);
}

const cutShort = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Whether it asks for nothing. */
export const isEmpty = ({
  words,
  phrases,
  without,
  conditions,
}: Pick<Query, 'words' | 'phrases' | 'without' | 'conditions'>): boolean =>
  words.length + phrases.length + without.length + conditions.length === 0;

class Reading {
  readonly words: Sought[] = [];
  readonly phrases: Phrase[] = [];
  readonly without: string[][] = [];
  readonly conditions: Condition[] = [];
  readonly misunderstood: Misunderstood[] = [];
  readonly #now: number;
  /** What the last part became, when it may be only begun. */
  #last: 'word' | 'phrase' | null = null;

  constructor(now: number) {
    this.#now = now;
  }

  /** There are as many parts as count. */
  get isFull(): boolean {
    const { words, phrases, without, conditions } = this;
    return words.length + phrases.length + without.length + conditions.length >= MAX_PARTS;
  }

  /** Tells what was not understood, once. */
  tell(what: string, why: Misunderstood['why']): void {
    const isTold = this.misunderstood.some((it) => it.what === what && it.why === why);
    if (!isTold) this.misunderstood.push({ what, why });
  }

  take(match: RegExpExecArray | RegExpMatchArray): void {
    const [whole, bareMinus, bareName, minus, named, quoted, plain] = match;
    const name = (named ?? bareName ?? '').toLowerCase();
    const not = (minus ?? bareMinus) === '-';
    const value = quoted ?? plain ?? '';
    if (name === '') this.#takeText(value, not, quoted !== undefined);
    else if (isOperator(name)) this.#takeCondition(name, value, not, whole.trim());
    else this.#takeUnknown(named ?? name, value, not, quoted !== undefined, whole.trim());
  }

  #takeText(value: string, not: boolean, quoted: boolean): void {
    const words = partsOf(value);
    this.#last = null;
    if (words.length === 0) return;
    if (not) {
      this.without.push(words);
      return;
    }
    // What punctuation joins is found joined: an address, a file's name, “don’t”.
    const joined = words.length > 1 && (quoted || !isUnspaced(value));
    if (joined) this.phrases.push({ words, beginning: false });
    else for (const word of words) this.words.push({ word, beginning: false });
    if (!quoted) this.#last = joined ? 'phrase' : 'word';
  }

  /** An address or a time has a colon too: `https://…`, `10:30`. Those are words; what looks like a word is told. */
  #takeUnknown(name: string, value: string, not: boolean, quoted: boolean, whole: string): void {
    if (!/^[/\d]/.test(value)) this.tell(whole, 'unknown-operator');
    this.#takeText(`${name}:${value}`, not, quoted);
  }

  #takeCondition(name: Operator, value: string, not: boolean, what: string): void {
    this.#last = null;
    const bare = value.trim();
    if (bare === '') {
      this.tell(what, 'empty-value');
      return;
    }
    if (name === 'from' || name === 'in') {
      this.conditions.push({ kind: name, name: bare, not });
      return;
    }
    if (name === 'has' || name === 'is') {
      const flag = singular(bare);
      const known: readonly string[] = OPERATORS[name];
      if (known.includes(flag)) this.conditions.push({ kind: name, flag: flag as Flag, not });
      else this.tell(what, 'unknown-value');
      return;
    }
    const range = daysFor(name, bare, this.#now);
    if (range) this.conditions.push({ kind: 'days', range, not });
    else this.tell(what, 'unknown-day');
  }

  done(text: string): Query {
    // The last word may be only begun, until a space ends it.
    const list: { beginning: boolean }[] = this.#last === 'phrase' ? this.phrases : this.words;
    const last = list.at(-1);
    if (last && this.#last && !/\s$/.test(text))
      list[list.length - 1] = { ...last, beginning: true };
    const { words, phrases, without, conditions, misunderstood } = this;
    if (misunderstood.length === 0 && isEmpty(this)) this.tell(cutShort(text), 'nothing-asked');
    return { words, phrases, without, conditions, misunderstood };
  }
}

/** `links` means `link`. */
const singular = (value: string): string => value.toLowerCase().replace(/s$/, '');

/** Words of a text without the parts that only help to find a word. */
function partsOf(text: string): string[] {
  const words: string[] = [];
  let last = -1;
  for (const { text: word, position } of wordsOf(text)) {
    if (position !== last && words.length < MAX_PARTS) words.push(word);
    last = position;
  }
  return words;
}

function daysFor(
  name: 'before' | 'after' | 'on' | 'during',
  value: string,
  now: number,
): DayRange | null {
  const days = readDays(value, now);
  if (!days) return null;
  const [from, to] = days;
  if (name === 'before') return [Number.NEGATIVE_INFINITY, from];
  // The day itself counts: who asks for what came after the third means it with the third.
  if (name === 'after') return [from, Number.POSITIVE_INFINITY];
  return [from, to];
}
