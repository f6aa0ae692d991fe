import { ConfabError } from '../model/errors.ts';
import type { ChainId } from '../model/ids.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type Columns, type CutDoc, columnsOf, readColumns, writeColumns } from './columns.ts';
import { GONE, type Spot } from './docs.ts';

/** Where the positions of files' names begin: behind those of any text. */
export const FILES = 10_000;
/** Positions between two files' names, so that no phrase reaches from one into another. */
export const GAP = 2;

const byPlace = (a: CutDoc, b: CutDoc): number =>
  a.at - b.at || a.chain - b.chain || a.number - b.number;

/** Where a term stands in one message. */
interface Posting {
  readonly doc: number;
  readonly positions: readonly number[];
}

/** Messages by number. */
export interface Among {
  has(doc: number): boolean;
}

/**
 * The messages of one log, packed: columns of what is known of each, in the order written, and for
 * each term where it stands. It never changes; what replaces it is made anew.
 */
export class Shard {
  readonly columns: Columns;
  readonly size: number;
  /** How many of its messages were not deleted. */
  readonly standing: number;
  /** Ids of its terms, ascending, and where the postings of each begin. */
  readonly #terms: Uint32Array;
  readonly #offsets: Uint32Array;
  readonly #postings: Uint8Array;

  private constructor(
    columns: Columns,
    terms: Uint32Array,
    offsets: Uint32Array,
    postings: Uint8Array,
  ) {
    this.columns = columns;
    this.size = columns.at.length;
    this.standing = columns.flags.reduce((sum, it) => sum + ((it & GONE) === 0 ? 1 : 0), 0);
    this.#terms = terms;
    this.#offsets = offsets;
    this.#postings = postings;
  }

  static make(docs: readonly CutDoc[]): Shard {
    const sorted = [...docs].sort(byPlace);
    const byTerm = new Map<number, Posting[]>();
    for (const [doc, { terms }] of sorted.entries()) {
      for (const [term, positions] of terms) {
        const postings = byTerm.get(term);
        if (postings) postings.push({ doc, positions });
        else byTerm.set(term, [{ doc, positions }]);
      }
    }
    const ids = [...byTerm.keys()].sort((a, b) => a - b);
    const offsets = new Uint32Array(ids.length);
    const writer = new ByteWriter();
    for (const [i, id] of ids.entries()) {
      offsets[i] = writer.length;
      writePostings(writer, byTerm.get(id) ?? []);
    }
    return new Shard(columnsOf(sorted), Uint32Array.from(ids), offsets, writer.done());
  }

  /** The ids of all its terms, ascending. */
  get terms(): Uint32Array {
    return this.#terms;
  }

  /** Where a term is among its terms; -1 when no message has it. */
  find(term: number): number {
    const terms = this.#terms;
    let low = 0;
    let high = terms.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = terms[middle] as number;
      if (found === term) return middle;
      if (found < term) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** How many messages have the term at this place among its terms. */
  count(slot: number): number {
    const postings = this.#postings;
    let at = this.#offsets[slot] ?? 0;
    let count = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = postings[at++] ?? 0;
      count += (byte & 127) * scale;
      if (byte < 128) return count;
    }
  }

  /**
   * Visits the messages that have the term at this place among its terms, in order, with where its
   * positions there can be read; only those of `among`, if given.
   */
  visit(slot: number, among: Among | null, visitor: (doc: number, at: number) => void): void {
    const bytes = this.#postings;
    let at = this.#offsets[slot] ?? 0;
    let left = this.count(slot);
    while ((bytes[at++] ?? 0) > 127);
    let doc = 0;
    for (; left > 0; left--) {
      let byte = bytes[at++] ?? 0;
      let gap = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++] ?? 0;
        gap |= (byte & 127) << shift;
      }
      doc += gap;
      if (!among || among.has(doc)) visitor(doc, at);
      at = behindPositions(bytes, at);
    }
  }

  /** The positions that can be read there, ascending. */
  positions(at: number): number[] {
    return readPositions(new ByteReader(this.#postings, at));
  }

  /** Its messages as they were cut, in order. */
  docs(): CutDoc[] {
    const { columns } = this;
    const terms = Array.from({ length: this.size }, () => new Map<number, readonly number[]>());
    for (const [slot, term] of this.#terms.entries()) {
      this.visit(slot, null, (doc, at) => terms[doc]?.set(term, this.positions(at)));
    }
    return terms.map((them, i) => ({
      chain: this.chainOf(i),
      number: columns.number[i] as number,
      device: this.deviceOf(i),
      at: columns.at[i] as number,
      flags: columns.flags[i] as number,
      length: columns.length[i] as number,
      fileLength: columns.fileLength[i] as number,
      terms: them,
      remarks: columns.remarks.of(i),
      answers: columns.answers.of(i)[0] ?? null,
    }));
  }

  /** The number of the message that stands there; -1 when there is none. */
  docAt(spot: Spot): number {
    const { chains, chain, number } = this.columns;
    const place = chains.indexOf(spot.chain);
    if (place < 0) return -1;
    return number.findIndex((it, doc) => it === spot.number && chain[doc] === place);
  }

  chainOf(doc: number): ChainId {
    return this.columns.chains[this.columns.chain[doc] as number] as ChainId;
  }

  deviceOf(doc: number): string {
    return this.columns.devices[this.columns.chain[doc] as number] as string;
  }

  /** Writes it; like stands beside like, for the compression. */
  write(writer: ByteWriter): void {
    writeColumns(writer, this.columns);
    writer.number(this.#terms.length);
    let last = 0;
    for (const id of this.#terms) {
      writer.number(id - last);
      last = id;
    }
    for (let slot = 0; slot < this.#terms.length; slot++) writer.number(this.count(slot));
    for (let slot = 0; slot < this.#terms.length; slot++) {
      let before = 0;
      this.visit(slot, null, (doc) => {
        writer.number(doc - before);
        before = doc;
      });
    }
    const bytes = this.#postings;
    for (let slot = 0; slot < this.#terms.length; slot++) {
      this.visit(slot, null, (_, at) => writer.copy(bytes, at, behindPositions(bytes, at)));
    }
  }

  /** Reads what `write` wrote. Throws `malformed`. */
  static read(reader: ByteReader): Shard {
    const columns = readColumns(reader);
    const terms = reader.numbers(reader.number());
    for (let slot = 1; slot < terms.length; slot++) {
      terms[slot] = (terms[slot] ?? 0) + (terms[slot - 1] ?? 0);
    }
    const counts = reader.numbers(terms.length);
    const starts = startsOf(counts);
    const gaps = reader.numbers(starts.at(-1) ?? 0);
    const offsets = new Uint32Array(terms.length);
    const writer = new ByteWriter(reader.bytes.length);
    const { bytes } = reader;
    for (let slot = 0; slot < terms.length; slot++) {
      offsets[slot] = writer.length;
      writer.number(counts[slot] ?? 0);
      for (let i = starts[slot] ?? 0; i < (starts[slot + 1] ?? 0); i++) {
        writer.number(gaps[i] ?? 0);
        const end = behindPositions(bytes, reader.at);
        writer.copy(bytes, reader.at, end);
        reader.at = end;
      }
    }
    if (reader.at !== bytes.length) throw new ConfabError('malformed', 'a shard of another length');
    return new Shard(columns, terms, offsets, writer.done());
  }
}

/** Where the positions that begin there end. */
function behindPositions(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const more = ((bytes[at] ?? 0) & 1) === 1;
    while ((bytes[at++] ?? 0) > 127);
    if (!more) return at;
  }
}

function startsOf(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) starts[i + 1] = (starts[i] ?? 0) + (counts[i] ?? 0);
  return starts;
}

/** Gaps between messages; then each position as its distance from the one before, twice, odd if more follow. */
function writePostings(writer: ByteWriter, postings: readonly Posting[]): void {
  writer.number(postings.length);
  let last = 0;
  for (const { doc, positions } of postings) {
    writer.number(doc - last);
    last = doc;
    let before = 0;
    for (const [i, position] of positions.entries()) {
      writer.number((position - before) * 2 + (i < positions.length - 1 ? 1 : 0));
      before = position;
    }
  }
}

function readPositions(reader: ByteReader): number[] {
  const positions: number[] = [];
  let last = 0;
  for (;;) {
    const value = reader.number();
    last += value >>> 1;
    positions.push(last);
    if ((value & 1) === 0) return positions;
  }
}
