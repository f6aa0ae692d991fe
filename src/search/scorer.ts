import MiniSearch, { type SearchResult } from 'minisearch';

/** What MiniSearch calls a document id inside: here the number of a candidate. */
type Candidate = number;

/** Where one term stands among the candidates: per candidate, how often. */
export class Frequencies extends Map<Candidate, number> {
  readonly #messages: number;

  /** `messages`: how many have the term in the whole index, which is what makes a term rare or common. */
  constructor(messages: number) {
    super();
    this.#messages = messages;
  }

  override get size(): number {
    return this.#messages;
  }
}

/** A term's frequencies in each field: 0 the text, 1 the files' names. */
export type FieldFrequencies = Map<number, Frequencies>;

/** A term that a sought word stands for, with what it was found as. */
export interface Derived {
  readonly term: string;
  readonly fields: FieldFrequencies;
  /** Letters in which it differs from the sought word; null where that is its beginning, or the same. */
  readonly distance: number | null;
}

/** Everything that ranking needs to know of the index and of the candidates. */
export interface Ranking {
  /** What each sought word stands for. */
  readonly derived: ReadonlyMap<string, readonly Derived[]>;
  readonly messages: number;
  /** Words of a message, on average: in its text, in its files' names. */
  readonly averages: readonly number[];
  lengthsOf(candidate: Candidate): readonly number[];
  /** By how much a candidate counts for its age: 0 to 1. */
  freshness(candidate: Candidate): number;
}

const FIELDS = ['text', 'files'];
/** A file's name says more than a word in passing. */
const BOOST = { text: 1, files: 1.5 };

/**
 * MiniSearch over candidates that were found in packed shards: its scores (BM25+), its weights for
 * beginnings and misspellings, its way to combine words, without its maps of every message, which
 * take 1.4 KB of memory each. What it reads of its index is given to it for one question at a time.
 */
export class Scorer extends MiniSearch {
  constructor() {
    super({ fields: FIELDS, tokenize: (word) => [word], processTerm: (word) => word });
  }

  /** The candidates that have any of the words, best first, with which terms each was found by. */
  rank(ranking: Ranking): SearchResult[] {
    this.#use(ranking);
    const queries = [...ranking.derived].map(([word, derived]) => ({
      queries: [word],
      prefix: derived.some(({ term, distance }) => distance === null && term !== word),
      fuzzy: Math.max(0, ...derived.map(({ distance }) => distance ?? 0)),
    }));
    return this.search(
      { combineWith: 'OR', queries },
      { boost: BOOST, boostDocument: (id: Candidate) => ranking.freshness(id) },
    );
  }

  #use({ derived, messages, averages, lengthsOf }: Ranking): void {
    const fieldsOf = (word: string, isMeant: (it: Derived) => boolean) =>
      (derived.get(word) ?? []).filter(isMeant);
    const own = this as unknown as Record<string, unknown>;
    own._index = {
      get: (word: string) => fieldsOf(word, ({ term }) => term === word)[0]?.fields,
      atPrefix: (word: string) =>
        fieldsOf(word, ({ distance }) => distance === null).map(
          ({ term, fields }) => [term, fields] as const,
        ),
      fuzzyGet: (word: string) =>
        new Map(
          fieldsOf(word, ({ distance }) => distance !== null).map(
            ({ term, fields, distance }) => [term, [fields, distance]] as const,
          ),
        ),
    };
    own._documentCount = messages;
    own._avgFieldLength = averages;
    own._documentIds = { has: () => true, get: (id: Candidate) => id };
    own._storedFields = { get: () => undefined };
    own._fieldLength = { get: lengthsOf };
  }
}
