import type { ChainId } from '../model/ids.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { Spot } from './docs.ts';

/** Where entries stand that belong to the messages of a shard; most messages have none. It never changes. */
export class Spots {
  readonly #chains: readonly ChainId[];
  /** Of each entry: its message, ascending, its chain among `chains`, and its number there. */
  readonly #docs: Uint32Array;
  readonly #chain: Uint32Array;
  readonly #number: Uint32Array;

  private constructor(
    chains: readonly ChainId[],
    docs: Uint32Array,
    chain: Uint32Array,
    number: Uint32Array,
  ) {
    this.#chains = chains;
    this.#docs = docs;
    this.#chain = chain;
    this.#number = number;
  }

  /** From a list for each message; `places` are those of `chains`, which has all that are named. */
  static make(
    lists: readonly (readonly Spot[])[],
    chains: readonly ChainId[],
    places: ReadonlyMap<ChainId, number>,
  ): Spots {
    const all = lists.flatMap((list, doc) =>
      [...list].sort(byPlace).map(({ chain, number }) => ({ doc, chain, number })),
    );
    return new Spots(
      chains,
      Uint32Array.from(all, ({ doc }) => doc),
      Uint32Array.from(all, ({ chain }) => places.get(chain) ?? 0),
      Uint32Array.from(all, ({ number }) => number),
    );
  }

  /** Those of a message, by chain and number. */
  of(doc: number): Spot[] {
    const spots: Spot[] = [];
    for (let i = this.#firstOf(doc); this.#docs[i] === doc; i++) {
      const chain = this.#chains[this.#chain[i] as number] as ChainId;
      spots.push({ chain, number: this.#number[i] as number });
    }
    return spots;
  }

  #firstOf(doc: number): number {
    let low = 0;
    let high = this.#docs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#docs[middle] as number) < doc) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  write(writer: ByteWriter): void {
    writer.number(this.#docs.length);
    let last = 0;
    for (const doc of this.#docs) {
      writer.number(doc - last);
      last = doc;
    }
    for (const column of [this.#chain, this.#number]) for (const it of column) writer.number(it);
  }

  /** Reads what `write` wrote. Throws `malformed`. */
  static read(reader: ByteReader, chains: readonly ChainId[]): Spots {
    const docs = reader.numbers(reader.number());
    for (let i = 1; i < docs.length; i++) docs[i] = (docs[i] ?? 0) + (docs[i - 1] ?? 0);
    return new Spots(chains, docs, reader.numbers(docs.length), reader.numbers(docs.length));
  }
}

const byPlace = (a: Spot, b: Spot): number => a.chain - b.chain || a.number - b.number;
