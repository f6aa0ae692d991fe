import type { Ask } from './ask.ts';
import { type Among, FILES, type Shard } from './shard.ts';
import type { Terms } from './terms.ts';
import { isUnspaced } from './words.ts';

/** A word that is looked for, with the terms of the index that it stands for. */
export interface SoughtTerms {
  readonly word: string;
  /** By id of the term: letters in which it differs; null where the word is its beginning, or the same. */
  readonly terms: ReadonlyMap<number, number | null>;
}

/** Words that must stand one behind the other; most are just one. */
export type Clause = readonly SoughtTerms[];

/** A question in terms of the index. */
export interface Plan {
  readonly clauses: readonly Clause[];
  readonly without: readonly Clause[];
}

/** A term that was found in a message: how often in its text, and in its files' names. */
export interface Found {
  readonly word: string;
  readonly term: number;
  readonly counts: readonly [text: number, files: number];
}

/** Words of a question that may be spelled otherwise: each costs a walk through all terms. */
const MOST_DOUBTED = 4;

/** How many letters of a word may be wrong. */
const mistakes = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/**
 * What the words stand for; with `alike`, also words that are spelled a little differently, that begin
 * so, or that have the word in them, as compounds and words with an article do.
 */
export function planFor(ask: Ask, terms: Terms, alike: boolean): Plan {
  const doubted = alike ? rarestOf(ask, terms) : NONE;
  const sought = (word: string, beginning: boolean): SoughtTerms => {
    const found = new Map<number, number | null>();
    if (doubted.has(word)) {
      for (const id of within(word, terms)) found.set(id, mistakes(word));
      if (!isUnspaced(word)) {
        for (const [id, distance] of alikeTo(word, terms)) found.set(id, distance);
      }
    }
    if (beginning || alike || isUnspaced(word)) {
      for (const id of terms.beginning(word)) found.set(id, null);
    }
    const own = terms.find(word);
    if (own !== undefined) found.set(own, null);
    return { word, terms: found };
  };
  const exact = (word: string): SoughtTerms => {
    const own = terms.find(word);
    return { word, terms: new Map(own === undefined ? [] : [[own, null]]) };
  };
  const words = new Map(ask.words.map((it) => [`${it.word} ${it.beginning}`, it]));
  return {
    clauses: [
      ...[...words.values()].map(({ word, beginning }) => [sought(word, beginning)]),
      ...ask.phrases.map(({ words, beginning }) =>
        words.map((word, i) =>
          beginning && i === words.length - 1 ? sought(word, true) : exact(word),
        ),
      ),
    ],
    without: ask.without.map((words) => words.map(exact)),
  };
}

const NONE: ReadonlySet<string> = new Set();

/** The words that fewest messages have: most likely it is those that are misspelt. */
function rarestOf({ words, phrases }: Ask, terms: Terms): ReadonlySet<string> {
  const count = (word: string): number => {
    const own = terms.find(word);
    return own === undefined ? 0 : terms.frequency(own);
  };
  const last = phrases.flatMap((it) => (it.beginning ? it.words.slice(-1) : []));
  const counted = [...new Set([...words.map(({ word }) => word), ...last])].map(
    (word) => [word, count(word)] as const,
  );
  counted.sort(([, a], [, b]) => a - b);
  return new Set(counted.slice(0, MOST_DOUBTED).map(([word]) => word));
}

const alikeTo = (word: string, terms: Terms): [number, number][] => {
  const most = mistakes(word);
  return most === 0 ? [] : terms.alike(word, most);
};

/** Terms that have the word in them: few letters stand in everything, but in scripts without spaces they are words. */
const within = (word: string, terms: Terms): number[] =>
  mistakes(word) > 0 || isUnspaced(word) ? terms.containing(word) : [];

/** The messages of a shard, of those wanted, that have all that is asked for, by number, with what was found in each. */
export function matchIn(shard: Shard, plan: Plan, wanted: Among): Map<number, Found[]> {
  const clauses = plan.clauses.map((clause) => slotsOf(shard, clause));
  if (clauses.some((clause) => clause.some(({ slots }) => slots.length === 0))) return new Map();
  clauses.sort((a, b) => rarest(shard, a) - rarest(shard, b));
  let found: Map<number, Found[]> | null = null;
  for (const clause of clauses) {
    found = matchClause(shard, clause, found, wanted);
    if (found.size === 0) return found;
  }
  const left = found ?? new Map<number, Found[]>();
  for (const doc of excludedIn(shard, plan.without, left)) left.delete(doc);
  return left;
}

/** The messages of a shard, of those given, in which any of these stands. */
export function excludedIn(
  shard: Shard,
  without: readonly Clause[],
  among: Among | null,
): Set<number> {
  const excluded = new Set<number>();
  for (const clause of without) {
    const slots = slotsOf(shard, clause);
    const [only] = slots;
    if (only && slots.length === 1) {
      for (const slot of only.slots) shard.visit(slot, among, (doc) => excluded.add(doc));
    } else {
      for (const doc of matchClause(shard, slots, null, among).keys()) excluded.add(doc);
    }
  }
  return excluded;
}

interface Slots {
  readonly word: string;
  readonly slots: readonly number[];
}

/** More terms than this are looked for by going through all that the shard has. */
const FEW = 24;

function slotsOf(shard: Shard, clause: Clause): Slots[] {
  return clause.map(({ word, terms }) => {
    const slots: number[] = [];
    if (terms.size <= FEW) {
      for (const id of terms.keys()) {
        const slot = shard.find(id);
        if (slot >= 0) slots.push(slot);
      }
    } else {
      const all = shard.terms;
      for (let slot = 0; slot < all.length; slot++) {
        if (terms.has(all[slot] as number)) slots.push(slot);
      }
    }
    return { word, slots };
  });
}

/** How many messages have the word, or more where several of its terms stand in one. */
const countOf = (shard: Shard, { slots }: Slots): number =>
  slots.reduce((sum, slot) => sum + shard.count(slot), 0);

/** Messages that a clause can have at most: those of its rarest word. */
const rarest = (shard: Shard, clause: readonly Slots[]): number =>
  Math.min(...clause.map((word) => countOf(shard, word)));

/**
 * Messages in which a clause stands, with what was found in them before and now: of those found before,
 * if any were looked for, else of those wanted.
 */
function matchClause(
  shard: Shard,
  clause: readonly Slots[],
  before: ReadonlyMap<number, Found[]> | null,
  wanted: Among | null,
): Map<number, Found[]> {
  const counted = clause.map((word, place) => ({ ...word, place, count: countOf(shard, word) }));
  counted.sort((a, b) => a.count - b.count);
  const isPhrase = clause.length > 1;
  let standing: Map<number, Standing> | null = null;
  for (const { word, slots, place } of counted) {
    const there: Map<number, Standing> = standingIn(
      shard,
      word,
      slots,
      standing ?? before ?? wanted,
      isPhrase ? place : null,
    );
    standing = standing ? together(standing, there) : there;
    if (standing.size === 0) return new Map();
  }
  const matched = new Map<number, Found[]>();
  for (const [doc, { found }] of standing ?? []) {
    const others = before?.get(doc);
    matched.set(doc, others ? [...others, ...found] : found);
  }
  return matched;
}

interface Standing {
  readonly found: Found[];
  /** In a phrase: where it would begin. */
  readonly starts: number[];
}

/** What stands where the others leave room for it. */
function together(
  some: ReadonlyMap<number, Standing>,
  others: ReadonlyMap<number, Standing>,
): Map<number, Standing> {
  const both = new Map<number, Standing>();
  for (const [doc, { found, starts }] of others) {
    const before = some.get(doc);
    const left = before?.starts.filter((at) => starts.includes(at)) ?? [];
    if (before && left.length > 0)
      both.set(doc, { found: [...before.found, ...found], starts: left });
  }
  return both;
}

function standingIn(
  shard: Shard,
  word: string,
  slots: readonly number[],
  among: Among | null,
  place: number | null,
): Map<number, Standing> {
  const standing = new Map<number, Standing>();
  for (const slot of slots) {
    const term = shard.terms[slot] as number;
    shard.visit(slot, among, (doc, at) => {
      const positions = shard.positions(at);
      const found = { word, term, counts: countsOf(positions) };
      const starts = place === null ? [] : positions.map((position) => position - place);
      const before = standing.get(doc);
      if (before) {
        before.found.push(found);
        before.starts.push(...starts);
      } else standing.set(doc, { found: [found], starts });
    });
  }
  return standing;
}

function countsOf(positions: readonly number[]): [number, number] {
  let inFiles = 0;
  for (const position of positions) if (position >= FILES) inFiles++;
  return [positions.length - inFiles, inFiles];
}
