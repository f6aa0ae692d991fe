import { ConfabError } from '../model/errors.ts';

/** Writes numbers and texts into bytes that grow. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** `room`: bytes that it begins with. */
  constructor(room = 1_024) {
    this.#bytes = new Uint8Array(room);
  }

  get length(): number {
    return this.#length;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  /** A whole number from 0 to 2 ** 53: seven bits a byte, the lowest first (LEB128). */
  number(value: number): void {
    this.#room(8);
    let left = value;
    while (left > 127) {
      this.#bytes[this.#length++] = (left % 128) | 128;
      left = left < 2 ** 31 ? left >>> 7 : Math.floor(left / 128);
    }
    this.#bytes[this.#length++] = left;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A stretch of other bytes; a few, mostly. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    for (let at = start; at < end; at++) this.#bytes[this.#length++] = from[at] ?? 0;
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.number(bytes.length);
    this.raw(bytes);
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what `ByteWriter` wrote. Throws `malformed` past the end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number(): number {
    const { bytes } = this;
    const first = bytes[this.at++];
    if (first === undefined) throw new ConfabError('malformed', 'a shard that ends early');
    if (first < 128) return first;
    let value = first & 127;
    let scale = 128;
    for (;;) {
      const byte = bytes[this.at++];
      if (byte === undefined || scale > 2 ** 49) {
        throw new ConfabError('malformed', 'a number of a shard that does not end');
      }
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** So many numbers, each below 2 ** 32. */
  numbers(count: number): Uint32Array {
    // Each takes a byte at least: a count that is wrong must not take all memory.
    if (count > this.bytes.length) throw new ConfabError('malformed', 'a shard that ends early');
    const numbers = new Uint32Array(count);
    for (let i = 0; i < count; i++) numbers[i] = this.number();
    return numbers;
  }

  raw(length: number): Uint8Array {
    const bytes = this.bytes.subarray(this.at, this.at + length);
    if (bytes.length !== length) throw new ConfabError('malformed', 'a shard that ends early');
    this.at += length;
    return bytes;
  }

  text(): string {
    return new TextDecoder().decode(this.raw(this.number()));
  }
}
