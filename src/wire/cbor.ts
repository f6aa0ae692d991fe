import { encode as cborgEncode } from 'cborg';
import { ConfabError } from '../model/errors.ts';
import { MAX_DEPTH } from './limits.ts';

/**
 * Canonical CBOR (RFC 8949 §4.2.3, length-first map keys): safe integers, byte and text strings,
 * arrays, maps with text keys, booleans, null (SPEC V1 to V6). cborg writes it. It is read here:
 * a reader that accepts the canonical spelling and nothing else does not have to write everything
 * again to compare, and gives the same answer in every engine.
 */
export type Cbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Cbor[]
  | { readonly [key: string]: Cbor };

/** Canonical bytes of a value, always a plain Uint8Array: in Node, cborg at times gives a Buffer. */
export function encode(value: Cbor): Uint8Array {
  const bytes = cborgEncode(value);
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes);
}

/** Bytes of a value of unknown shape. Throws `malformed` for one that could not be read back. */
export function encodeReadable(value: unknown): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = encode(value as Cbor);
  } catch (cause) {
    throw new ConfabError('malformed', `CBOR: ${(cause as Error).message}`, { cause });
  }
  decode(bytes);
  return bytes;
}

/**
 * Reads one canonical value and returns it with the bytes behind it. Maps become objects without
 * a prototype; byte strings are copies. Throws `malformed`.
 */
export function decodeLeading(bytes: Uint8Array): [value: Cbor, rest: Uint8Array] {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  return [value, bytes.subarray(reader.at)];
}

/** Reads exactly one canonical value; bytes behind it are an error. Throws `malformed`. */
export function decode(bytes: Uint8Array): Cbor {
  const [value, rest] = decodeLeading(bytes);
  if (rest.length > 0) throw malformed(`${rest.length} trailing bytes`);
  return value;
}

/** A read value in an error's words. Maps have no prototype, so `String` throws on them. */
export const inWords = (value: Cbor | undefined): string =>
  typeof value === 'number' ? String(value) : typeof value;

/** Fatal, and keeping a byte order mark: what was written is what is read, or nothing is. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Bytes of text up to which a loop over ASCII beats a TextDecoder: measured at about 40. */
const SHORT = 40;

/** By additional information 24 to 27: how many bytes the argument takes, and the least that needs them. */
const WIDTHS = [
  [1, 24],
  [2, 0x100],
  [4, 0x1_0000],
  [8, 0x1_0000_0000],
] as const;

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  value(depth: number): Cbor {
    const initial = this.#byte();
    const major = initial >> 5;
    if (major === 7) return simple(initial);
    const argument = this.#argument(initial & 31);
    switch (major) {
      case 0:
        return argument;
      case 1:
        if (argument === Number.MAX_SAFE_INTEGER) throw malformed('an integer beyond 53 bits');
        return -1 - argument;
      case 2:
        return new Uint8Array(this.#take(argument));
      case 3:
        return text(this.#take(argument));
      case 4:
        return this.#array(argument, depth + 1);
      case 5:
        return this.#map(argument, depth + 1);
      default:
        throw malformed('a tag');
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw malformed('truncated');
    return byte;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at) throw malformed('truncated');
    const from = this.at;
    this.at += length;
    return this.#bytes.subarray(from, this.at);
  }

  /** A length, count or integer in its shortest spelling. */
  #argument(information: number): number {
    if (information < 24) return information;
    const width = WIDTHS[information - 24];
    if (!width) throw malformed('an indefinite length');
    let argument = 0;
    for (let i = 0; i < width[0]; i++) argument = argument * 256 + this.#byte();
    if (argument < width[1]) throw malformed('not the shortest spelling');
    if (argument > Number.MAX_SAFE_INTEGER) throw malformed('an integer beyond 53 bits');
    return argument;
  }

  /** Each item takes at least a byte: a count beyond what is there is refused before anything is built. */
  #enter(least: number, depth: number): void {
    if (depth > MAX_DEPTH) throw malformed(`nested deeper than ${MAX_DEPTH}`);
    if (least > this.#bytes.length - this.at) throw malformed('truncated');
  }

  #array(count: number, depth: number): Cbor[] {
    this.#enter(count, depth);
    const items: Cbor[] = [];
    for (let i = 0; i < count; i++) items.push(this.value(depth));
    return items;
  }

  #map(count: number, depth: number): Cbor {
    this.#enter(2 * count, depth);
    const object: Record<string, Cbor> = Object.create(null);
    let last: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const initial = this.#byte();
      if (initial >> 5 !== 3) throw malformed('a map key that is no text');
      const key = this.#take(this.#argument(initial & 31));
      if (last && !precedes(last, key)) throw malformed('map keys out of order');
      last = key;
      object[text(key)] = this.value(depth);
    }
    return object;
  }
}

function simple(initial: number): boolean | null {
  if (initial === 0xf4) return false;
  if (initial === 0xf5) return true;
  if (initial === 0xf6) return null;
  throw malformed('a float or an unknown simple value');
}

/** Whether key `a` stands before key `b`: the shorter first, then byte by byte. */
function precedes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return a.length < b.length;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function text(bytes: Uint8Array): string {
  let ascii = bytes.length < SHORT;
  let short = '';
  for (let i = 0; ascii && i < bytes.length; i++) {
    const byte = bytes[i] as number;
    ascii = byte < 0x80;
    short += String.fromCharCode(byte);
  }
  if (ascii) return short;
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ConfabError('malformed', 'CBOR: text that is not UTF-8', { cause });
  }
}

const malformed = (what: string): ConfabError => new ConfabError('malformed', `CBOR: ${what}`);
