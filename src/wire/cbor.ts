import { encode as cborgEncode, decodeFirst, Tokenizer, Type } from 'cborg';
import type { Token } from 'cborg';
import { ConfabError } from '../model/errors.ts';
import { equalBytes } from './bytes.ts';
import { MAX_DEPTH } from './limits.ts';

/**
 * Canonical CBOR (RFC 8949 §4.2.3, length-first map keys): safe integers, byte and text strings,
 * arrays, maps with text keys, booleans, null. cborg reads it; this module adds what cborg leaves
 * open: nesting, map key order, null-prototype objects.
 */
export type Cbor =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Cbor[]
  | { readonly [key: string]: Cbor };

const OPTIONS = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
};

/** Refuses floats and too deep nesting while reading, before anything is built from them. */
class BoundedTokenizer extends Tokenizer {
  /** Per open array or map, how many values are still to come. */
  readonly #open: number[] = [];

  override next(): Token {
    const token = super.next();
    if (Type.equals(token.type, Type.float)) throw new Error('a float');
    const last = this.#open.length - 1;
    if (last >= 0) this.#open[last] = (this.#open[last] ?? 0) - 1;
    const counted = Type.equals(token.type, Type.array)
      ? Number(token.value)
      : Type.equals(token.type, Type.map)
        ? 2 * Number(token.value)
        : 0;
    if (counted > 0) this.#open.push(counted);
    while (this.#open.length > 0 && this.#open[this.#open.length - 1] === 0) this.#open.pop();
    if (this.#open.length > MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
    return token;
  }
}

export const encode = (value: Cbor): Uint8Array => cborgEncode(value);

/** Bytes of a value of unknown shape. Throws `malformed` for one that could not be read back. */
export function encodeReadable(value: unknown): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = cborgEncode(value);
  } catch (cause) {
    throw new ConfabError('malformed', `CBOR: ${(cause as Error).message}`, { cause });
  }
  decode(bytes);
  return bytes;
}

/**
 * Reads one canonical value and returns it with the bytes behind it. Maps become objects without
 * a prototype. Throws `malformed`.
 */
export function decodeLeading(bytes: Uint8Array): [value: Cbor, rest: Uint8Array] {
  let value: unknown;
  let rest: Uint8Array;
  try {
    [value, rest] = decodeFirst(bytes, {
      ...OPTIONS,
      tokenizer: new BoundedTokenizer(bytes, OPTIONS),
    });
    const again = cborgEncode(value);
    if (!equalBytes(again, bytes.subarray(0, bytes.length - rest.length))) {
      throw new Error('not canonical');
    }
  } catch (cause) {
    throw new ConfabError('malformed', `CBOR: ${(cause as Error).message}`, { cause });
  }
  return [plain(value), rest];
}

/** Reads exactly one canonical value; bytes behind it are an error. Throws `malformed`. */
export function decode(bytes: Uint8Array): Cbor {
  const [value, rest] = decodeLeading(bytes);
  if (rest.length > 0) throw new ConfabError('malformed', `${rest.length} trailing bytes`);
  return value;
}

function plain(value: unknown): Cbor {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) {
    const object: Record<string, Cbor> = Object.create(null);
    for (const [key, item] of value) {
      if (typeof key !== 'string') throw new ConfabError('malformed', 'a map key that is no text');
      object[key] = plain(item);
    }
    return object;
  }
  return value as Cbor;
}
