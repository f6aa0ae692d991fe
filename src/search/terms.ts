import SearchableMap from 'minisearch/SearchableMap';
import { ConfabError } from '../model/errors.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Terms that a beginning stands for, at most: more than that many words nobody means. */
const MOST_BEGINNING = 500;
/** Terms that a misspelt word stands for, at most: the nearest. */
const MOST_ALIKE = 24;
/** Terms that are kept together. */
export const PAGE = 4_096;

/** All terms of an index, by number, with how many messages have each. */
export class Terms {
  /** Empty where a term was forgotten: its number is not given again. */
  readonly #texts: string[] = [];
  readonly #ids = new Map<string, number>();
  /** For beginnings and misspellings only, and so made when one is first asked for. */
  #tree: SearchableMap<number> | null = null;
  #frequencies = new Uint32Array(1_024);
  /** Terms that no message has any more. */
  readonly #emptied = new Set<number>();
  /** Pages that changed since they were kept. */
  readonly #changed = new Set<number>();

  /** The id of a term, which is given one when it is new. */
  add(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#put(text);
    this.#changed.add(Math.floor(id / PAGE));
    return id;
  }

  #put(text: string): void {
    const id = this.#texts.length;
    this.#texts.push(text);
    if (id >= this.#frequencies.length) {
      const grown = new Uint32Array(this.#frequencies.length * 2);
      grown.set(this.#frequencies);
      this.#frequencies = grown;
    }
    if (text === '') return;
    this.#ids.set(text, id);
    this.#tree?.set(text, id);
  }

  textOf(id: number): string {
    return this.#texts[id] ?? '';
  }

  find(text: string): number | undefined {
    return this.#ids.get(text);
  }

  /** `by` more messages have the term; fewer, if negative. */
  count(id: number, by: number): void {
    const now = (this.#frequencies[id] ?? 0) + by;
    this.#frequencies[id] = now;
    if (now === 0) this.#emptied.add(id);
  }

  /** How many messages have the term. */
  frequency(id: number): number {
    return this.#frequencies[id] ?? 0;
  }

  /** How many numbers were given. */
  get size(): number {
    return this.#texts.length;
  }

  /** Forgets the terms that no message has any more: what was deleted leaves not even its words. */
  forget(): void {
    for (const id of this.#emptied) {
      const text = this.textOf(id);
      if (this.frequency(id) > 0 || text === '') continue;
      this.#ids.delete(text);
      this.#tree?.delete(text);
      this.#texts[id] = '';
      this.#changed.add(Math.floor(id / PAGE));
    }
    this.#emptied.clear();
  }

  /** The pages that changed since this was last asked. */
  takeChanged(): number[] {
    const pages = [...this.#changed];
    this.#changed.clear();
    return pages;
  }

  writePage(writer: ByteWriter, page: number): void {
    const texts = this.#texts.slice(page * PAGE, (page + 1) * PAGE);
    for (const text of texts) writer.number(text.length);
    writer.text(texts.join(''));
  }

  /** Reads the next page, of so many terms. Throws `malformed`. */
  readPage(reader: ByteReader, count: number): void {
    const lengths = reader.numbers(count);
    const text = reader.text();
    let at = 0;
    for (const length of lengths) {
      this.#put(text.slice(at, at + length));
      at += length;
    }
    if (at !== text.length) throw new ConfabError('malformed', 'a page of terms of another length');
  }

  /** Builds now what beginnings and misspellings need, so that nobody waits for it later. */
  warm(): void {
    this.#searchable();
  }

  #searchable(): SearchableMap<number> {
    if (this.#tree) return this.#tree;
    const tree = new SearchableMap<number>();
    for (const [text, id] of this.#ids) tree.set(text, id);
    this.#tree = tree;
    return tree;
  }

  /** Terms in use that begin so; the commonest where there are too many. */
  beginning(prefix: string): number[] {
    const found: number[] = [];
    for (const [, id] of this.#searchable().atPrefix(prefix).entries()) {
      if (this.frequency(id) > 0) found.push(id);
    }
    return this.#commonest(found, MOST_BEGINNING);
  }

  /** Terms in use in which the letters stand anywhere; the commonest where there are too many. */
  containing(part: string): number[] {
    const found: number[] = [];
    for (const [id, text] of this.#texts.entries()) {
      if (text.includes(part) && this.frequency(id) > 0) found.push(id);
    }
    return this.#commonest(found, MOST_ALIKE);
  }

  #commonest(ids: number[], most: number): number[] {
    if (ids.length <= most) return ids;
    return ids.sort((a, b) => this.frequency(b) - this.frequency(a)).slice(0, most);
  }

  /** Terms in use that differ in at most so many letters, with how many; the nearest and commonest. */
  alike(word: string, distance: number): [id: number, distance: number][] {
    const found = [...this.#searchable().fuzzyGet(word, distance).values()];
    return found
      .filter(([id]) => this.frequency(id) > 0)
      .sort(([a, near], [b, far]) => near - far || this.frequency(b) - this.frequency(a))
      .slice(0, MOST_ALIKE);
  }
}
