import { type ConversationId, type LogId, type Month, partsOf, type Vector } from '../model/ids.ts';
import { startOf } from '../model/time.ts';
import type { Answer, Ask, Hit } from './ask.ts';
import { deviceMark } from './ask.ts';
import type { CutDoc } from './columns.ts';
import { type Doc, GONE, type Spot } from './docs.ts';
import { excludedIn, type Found, matchIn, type Plan, planFor } from './match.ts';
import { type Derived, Frequencies, Scorer } from './scorer.ts';
import { FILES, GAP, Shard } from './shard.ts';
import { Terms } from './terms.ts';
import { type Word, wordsOf } from './words.ts';

/** Messages that are kept beside a log's shard before both become one. */
const FRESH = 256;
/** Messages that are ranked, where more match: the newest ones. */
const MOST_RANKED = 2_000;
/** Half of what a message counts for its age is gone after so long. Milliseconds. */
const HALF_LIFE = 180 * 86_400_000;
/** What is left of a message's rank however old it is. */
const OLDEST = 0.3;

/** What is indexed of one log: its shard, and what came since it was made. */
interface Part {
  readonly conversation: ConversationId;
  readonly month: Month;
  vector: Vector;
  packed: Shard;
  /** Its messages that changed since: they stand in `fresh` as they are now. */
  replaced: Set<number>;
  fresh: Map<string, CutDoc>;
  freshShard: Shard | null;
}

interface Candidate {
  readonly log: LogId;
  readonly shard: Shard;
  readonly doc: number;
  readonly at: number;
  readonly found: readonly Found[];
}

const NOTHING = Shard.make([]);
const NONE: ReadonlySet<number> = new Set();
const spotKey = ({ chain, number }: Spot): string => `${chain}/${number}`;

/** The search index of one office: a shard for each log, in memory. Nothing here waits. */
export class SearchIndex {
  readonly terms: Terms;
  readonly #parts = new Map<LogId, Part>();
  readonly #scorer = new Scorer();
  #messages = 0;
  readonly #words = [0, 0];

  constructor(terms = new Terms()) {
    this.terms = terms;
  }

  /** What is indexed of each log. */
  vectors(): Map<LogId, Vector> {
    return new Map([...this.#parts].map(([log, { vector }]) => [log, vector]));
  }

  get messages(): number {
    return this.#messages;
  }

  /** Takes a log's shard as it was kept. */
  restore(log: LogId, vector: Vector, shard: Shard): void {
    this.drop(log);
    this.#parts.set(log, {
      ...placeOf(log),
      vector,
      packed: shard,
      replaced: new Set(),
      fresh: new Map(),
      freshShard: null,
    });
    this.#count(shard, 1);
  }

  /** Makes a log's shard from all its messages. */
  replace(log: LogId, vector: Vector, docs: readonly Doc[]): void {
    const cut = docs.map((doc) => this.#cut(doc));
    this.restore(log, vector, Shard.make(cut));
  }

  /** Messages of a log that came or changed. A log that is not indexed yet stays so. */
  update(log: LogId, vector: Vector, docs: readonly Doc[]): void {
    const part = this.#parts.get(log);
    if (!part) return;
    part.vector = vector;
    this.#replace(part, docs);
    this.#unfresh(part);
    for (const doc of docs) part.fresh.set(spotKey(doc), this.#cut(doc));
    part.freshShard = Shard.make([...part.fresh.values()]);
    this.#count(part.freshShard, 1);
    if (part.fresh.size > FRESH) this.merge(log);
  }

  /** Leaves out what the shard has of these messages: making it anew takes long where it holds many. */
  #replace(part: Part, docs: readonly Doc[]): void {
    const places = docs.map((doc) => part.packed.docAt(doc));
    const replaced = new Set(places.filter((doc) => doc >= 0 && !part.replaced.has(doc)));
    if (replaced.size === 0) return;
    this.#countSome(part.packed, replaced, -1);
    for (const doc of replaced) part.replaced.add(doc);
  }

  #exchange(part: Part, shard: Shard): void {
    this.#countSome(part.packed, part.replaced, 1);
    part.replaced = new Set();
    this.#count(part.packed, -1);
    part.packed = shard;
    this.#count(shard, 1);
  }

  #unfresh(part: Part): void {
    if (part.freshShard) this.#count(part.freshShard, -1);
    part.freshShard = null;
  }

  /** A log's shard with all that came since; undefined when it is not indexed. */
  merge(log: LogId): { readonly vector: Vector; readonly shard: Shard } | undefined {
    const part = this.#parts.get(log);
    if (!part) return undefined;
    if (part.fresh.size > 0) {
      const standing = part.packed.docs().filter((_, doc) => !part.replaced.has(doc));
      const docs = [...standing, ...part.fresh.values()];
      this.#unfresh(part);
      part.fresh = new Map();
      this.#exchange(part, Shard.make(docs));
    }
    return { vector: part.vector, shard: part.packed };
  }

  drop(log: LogId): void {
    const part = this.#parts.get(log);
    if (!part) return;
    this.#unfresh(part);
    this.#exchange(part, NOTHING);
    this.#parts.delete(log);
  }

  #count(shard: Shard, sign: 1 | -1): void {
    for (let slot = 0; slot < shard.terms.length; slot++) {
      this.terms.count(shard.terms[slot] as number, sign * shard.count(slot));
    }
    this.#messages += sign * shard.standing;
    for (const [i, column] of [shard.columns.length, shard.columns.fileLength].entries()) {
      this.#words[i] = (this.#words[i] ?? 0) + sign * column.reduce((sum, it) => sum + it, 0);
    }
  }

  #countSome(shard: Shard, docs: ReadonlySet<number>, sign: 1 | -1): void {
    if (docs.size === 0) return;
    for (let slot = 0; slot < shard.terms.length; slot++) {
      shard.visit(slot, docs, () => this.terms.count(shard.terms[slot] as number, sign));
    }
    const { flags, length, fileLength } = shard.columns;
    for (const doc of docs) {
      this.#messages += ((flags[doc] ?? 0) & GONE) === 0 ? sign : 0;
      for (const [i, column] of [length, fileLength].entries()) {
        this.#words[i] = (this.#words[i] ?? 0) + sign * (column[doc] ?? 0);
      }
    }
  }

  #cut(doc: Doc): CutDoc {
    const terms = new Map<number, number[]>();
    const take = (words: readonly Word[], from: number): void => {
      for (const { text, position } of words) {
        const id = this.terms.add(text);
        const positions = terms.get(id);
        if (!positions) terms.set(id, [from + position]);
        else if (positions.at(-1) !== from + position) positions.push(from + position);
      }
    };
    take(wordsOf(doc.text), 0);
    const length = terms.size;
    const inNames = new Set<number>();
    let from = FILES;
    for (const name of doc.files) {
      const words = wordsOf(name);
      take(words, from);
      for (const { text } of words) inNames.add(this.terms.add(text));
      from += (words.at(-1)?.position ?? -1) + 1 + GAP;
    }
    const fileLength = inNames.size;
    const { chain, number, at, flags, remarks, answers } = doc;
    const device = deviceMark(doc.device);
    return { chain, number, device, at, flags, length, fileLength, terms, remarks, answers };
  }

  /** Answers a question: as it was written, and where nothing matches, with what is spelled alike. */
  answer(ask: Ask): Answer {
    const exact = this.#answerWith(ask, planFor(ask, this.terms, false));
    const isOpen = ask.words.length > 0 || ask.phrases.some(({ beginning }) => beginning);
    if (exact.total > 0 || !isOpen) return { ...exact, alike: false };
    return { ...this.#answerWith(ask, planFor(ask, this.terms, true)), alike: true };
  }

  #answerWith(ask: Ask, plan: Plan): Omit<Answer, 'alike'> {
    const impossible = plan.clauses.some((clause) => clause.some(({ terms }) => terms.size === 0));
    if (impossible) return { hits: [], total: 0, more: false, known: new Map() };
    const byDate = ask.sort === 'date' || plan.clauses.length === 0;
    const enough = byDate ? ask.offset + ask.limit + 1 : MOST_RANKED;
    const candidates: Candidate[] = [];
    let more = false;
    for (const parts of this.#months(ask)) {
      if (candidates.length >= enough) {
        more = true;
        break;
      }
      for (const [log, part] of parts) this.#collect(log, part, ask, plan, candidates);
    }
    // A month of a common word may bring far more: the newest of them are ranked.
    const sorted =
      byDate || candidates.length > MOST_RANKED ? candidates.sort(newestFirst) : candidates;
    const ranked = byDate ? sorted : this.#rank(sorted.slice(0, MOST_RANKED), ask);
    const hits = ranked.slice(ask.offset, ask.offset + ask.limit).map((it) => this.#hitOf(it));
    const known = new Map(hits.map(({ log }) => [log, this.#parts.get(log)?.vector ?? new Map()]));
    return { hits, total: candidates.length, more, known };
  }

  /** What is asked of, month by month, the newest first. */
  #months({ within, notWithin, days, only }: Ask): [LogId, Part][][] {
    const wanted = within && new Set(within);
    const unwanted = new Set(notWithin);
    const logs = only && new Set(only.map(([log]) => log));
    const months = new Map<Month, [LogId, Part][]>();
    for (const [log, part] of this.#parts) {
      const { conversation, month } = part;
      if ((wanted && !wanted.has(conversation)) || unwanted.has(conversation)) continue;
      if (logs && !logs.has(log)) continue;
      const [from, to] = [startOf(month), startOf(month + 1)];
      if (days.some(([after, before]) => to <= after || from >= before)) continue;
      const others = months.get(month);
      if (others) others.push([log, part]);
      else months.set(month, [[log, part]]);
    }
    return [...months].sort(([a], [b]) => b - a).map(([, parts]) => parts);
  }

  #collect(log: LogId, part: Part, ask: Ask, plan: Plan, into: Candidate[]): void {
    const only =
      ask.only &&
      new Set(ask.only.flatMap(([it, ...spot]) => (it === log ? [spot.join('/')] : [])));
    for (const shard of [part.packed, part.freshShard]) {
      if (!shard || shard.size === 0) continue;
      const replaced = shard === part.packed ? part.replaced : NONE;
      const isAsked = filterFor(shard, ask, only);
      const isWanted = (doc: number) => !replaced.has(doc) && isAsked(doc);
      const { at } = shard.columns;
      if (plan.clauses.length === 0) {
        const excluded = excludedIn(shard, plan.without, null);
        for (let doc = 0; doc < shard.size; doc++) {
          if (excluded.has(doc) || !isWanted(doc)) continue;
          into.push({ log, shard, doc, at: at[doc] as number, found: [] });
        }
        continue;
      }
      for (const [doc, found] of matchIn(shard, plan, { has: isWanted })) {
        into.push({ log, shard, doc, at: at[doc] as number, found });
      }
    }
  }

  #rank(candidates: readonly Candidate[], { now }: Ask): Candidate[] {
    const derived = new Map<string, Map<number, Derived>>();
    for (const [i, { found }] of candidates.entries()) {
      for (const { word, term, counts } of found) this.#derive(derived, word, term, counts, i);
    }
    const ranked = this.#scorer.rank({
      derived: new Map([...derived].map(([word, terms]) => [word, [...terms.values()]])),
      messages: this.#messages,
      averages: this.#words.map((sum) => Math.max(1, sum / Math.max(1, this.#messages))),
      lengthsOf: (i) => {
        const { shard, doc } = candidates[i] as Candidate;
        return [shard.columns.length[doc] ?? 0, shard.columns.fileLength[doc] ?? 0];
      },
      freshness: (i) => freshness((candidates[i] as Candidate).at, now),
    });
    return ranked
      .map(({ id, score }) => ({ it: candidates[id] as Candidate, score }))
      .sort((a, b) => b.score - a.score || newestFirst(a.it, b.it))
      .map(({ it }) => it);
  }

  #derive(
    derived: Map<string, Map<number, Derived>>,
    word: string,
    id: number,
    counts: Found['counts'],
    candidate: number,
  ): void {
    const terms = derived.get(word) ?? new Map<number, Derived>();
    derived.set(word, terms);
    const term = this.terms.textOf(id);
    const distance = term.startsWith(word) ? null : mistakesIn(word, term);
    const known = terms.get(id) ?? { term, fields: new Map(), distance };
    terms.set(id, known);
    for (const [field, count] of counts.entries()) {
      if (count === 0) continue;
      const frequencies = known.fields.get(field) ?? new Frequencies(this.terms.frequency(id));
      known.fields.set(field, frequencies.set(candidate, count));
    }
  }

  #hitOf({ log, shard, doc, at, found }: Candidate): Hit {
    const terms = [...new Set(found.map(({ term }) => this.terms.textOf(term)))];
    const beside = this.#beside(log, shard, doc);
    const number = shard.columns.number[doc] ?? 0;
    return { log, chain: shard.chainOf(doc), number, at, terms, beside };
  }

  #beside(log: LogId, { columns: { remarks, answers } }: Shard, doc: number): Spot[] {
    const [answered] = answers.of(doc);
    const own = remarks.of(doc);
    return answered ? [...own, answered, ...this.#remarksOn(log, answered)] : own;
  }

  #remarksOn(log: LogId, spot: Spot): Spot[] {
    const part = this.#parts.get(log);
    for (const shard of [part?.freshShard, part?.packed]) {
      const doc = shard?.docAt(spot) ?? -1;
      if (shard && doc >= 0) return shard.columns.remarks.of(doc);
    }
    return [];
  }
}

const placeOf = (log: LogId): { conversation: ConversationId; month: Month } => {
  const place = partsOf(log);
  if (!place) throw new TypeError(`no conversation's log: ${log}`);
  return place;
};

const freshness = (at: number, now: number): number =>
  OLDEST + (1 - OLDEST) * 2 ** (-Math.max(0, now - at) / HALF_LIFE);

const newestFirst = (a: Candidate, b: Candidate): number =>
  b.at - a.at ||
  a.log.localeCompare(b.log) ||
  a.shard.chainOf(a.doc) - b.shard.chainOf(b.doc) ||
  (b.shard.columns.number[b.doc] ?? 0) - (a.shard.columns.number[a.doc] ?? 0);

function filterFor(
  shard: Shard,
  ask: Ask,
  only: ReadonlySet<string> | null,
): (doc: number) => boolean {
  const { flags, at, chain, number } = shard.columns;
  const { from, notFrom, days, notDays } = ask;
  const isFrom = shard.columns.devices.map(
    (device) => (from === null || from.includes(device)) && !notFrom.includes(device),
  );
  return (doc) => {
    const has = flags[doc] ?? 0;
    const time = at[doc] ?? 0;
    if ((has & ask.flags) !== ask.flags || (has & (ask.noFlags | GONE)) !== 0) return false;
    if (!isFrom[chain[doc] ?? 0]) return false;
    if (!days.every(([after, before]) => time >= after && time < before)) return false;
    if (notDays.some(([after, before]) => time >= after && time < before)) return false;
    return only?.has(`${shard.chainOf(doc)}/${number[doc]}`) ?? true;
  };
}

/** Letters in which a term differs from what was written: enough to rank by (1 where the lengths agree, or nearly). */
const mistakesIn = (word: string, term: string): number =>
  Math.max(1, Math.abs(word.length - term.length));
