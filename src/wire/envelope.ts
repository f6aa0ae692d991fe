import { ConfabError } from '../model/errors.ts';
import type { ChainId, DeviceId, EntryId, KeyId, LogId, OfficeId } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import { bytesOf, equalBytes, toBase64url } from './bytes.ts';
import { type Cbor, decode, encode, inWords } from './cbor.ts';
import { MAX_ENVELOPE } from './limits.ts';
import { NONCE_BYTES } from './seal.ts';
import { sha256 } from './sha256.ts';
import { SIGNATURE_BYTES } from './sign.ts';

/** Where an entry stands. Its envelope says none of this again. */
export interface Place {
  /** Null only for the founding entry, whose id becomes the office's. */
  readonly office: OfficeId | null;
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
  /** Null for number 0. */
  readonly previous: EntryId | null;
}

/** An entry before it is signed. */
export interface Unsigned {
  readonly hlc: Hlc;
  readonly keyId: KeyId;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** The part of a roster entry that the relay may read; null elsewhere. */
  readonly act: Cbor;
  /** Only at number 0: who writes this chain, and in which run (16 random bytes). */
  readonly first: { readonly device: DeviceId; readonly run: Uint8Array } | null;
}

export interface Envelope extends Unsigned {
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

export const FORMAT_VERSION = 1;
export const RUN_BYTES = 16;

const fields = (entry: Unsigned): Cbor[] => [
  FORMAT_VERSION,
  entry.hlc,
  bytesOf(entry.keyId),
  entry.nonce,
  entry.ciphertext,
  entry.act,
  entry.first === null ? null : [bytesOf(entry.first.device), entry.first.run],
];

/** Bytes that the signature takes at the end of an envelope: its CBOR header of 2, then itself. */
const SIGNATURE_FIELD = 2 + SIGNATURE_BYTES;

/** Initial byte of a CBOR array of six, which a place is. */
const ARRAY_OF_SIX = 0x86;

/** What the places of one chain begin with, as it was last needed: chains are read and written in runs. */
let shared: Pick<Place, 'office' | 'log' | 'chain'> & { readonly bytes: Uint8Array } = {
  office: null,
  log: '' as LogId,
  chain: 0 as ChainId,
  bytes: new Uint8Array(),
};

function chainBytes({ office, log, chain }: Place): Uint8Array {
  if (shared.chain === chain && shared.log === log && shared.office === office) return shared.bytes;
  const bytes = encode(['confab/1/entry', office, log, chain]);
  bytes[0] = ARRAY_OF_SIX;
  shared = { office, log, chain, bytes };
  return bytes;
}

/** CBOR of null, and of the header of a text of 43 characters, which an id is. */
const NULL = 0xf6;
const ID_HEADER = [0x78, 43] as const;

/** Canonical CBOR of [domain, office, log, chain, number, previous], then `rest`. */
function inPlace(place: Place, rest: Uint8Array): Uint8Array {
  const chain = chainBytes(place);
  const last = lastFields(place);
  const bytes = new Uint8Array(chain.length + last.length + rest.length);
  bytes.set(chain);
  bytes.set(last, chain.length);
  bytes.set(rest, chain.length + last.length);
  return bytes;
}

/** Room for the number and the id before: valid until the next call. */
const scratch = new Uint8Array(5 + ID_HEADER.length + 43);
const view = new DataView(scratch.buffer);

/**
 * Canonical CBOR of the two fields that differ along a chain, one behind the other. Every entry of a
 * catch-up or a kept month needs them; the encoder for all values takes most of the time of hashing.
 */
function lastFields({ number, previous }: Place): Uint8Array {
  // Only a proof of cheating can name such a number; no chain has one.
  if (number >= 2 ** 32) return encode([number, previous]).subarray(1);
  let at = putNumber(number);
  if (previous === null) scratch[at++] = NULL;
  else {
    scratch.set(ID_HEADER, at);
    at += ID_HEADER.length;
    for (let i = 0; i < previous.length; i++) scratch[at++] = previous.charCodeAt(i);
  }
  return scratch.subarray(0, at);
}

/** Puts the shortest spelling of a number below 2^32 first; gives its length. */
function putNumber(number: number): number {
  if (number < 24) {
    scratch[0] = number;
    return 1;
  }
  if (number < 0x100) {
    view.setUint16(0, 0x1800 | number);
    return 2;
  }
  scratch[0] = number < 0x10000 ? 0x19 : 0x1a;
  if (number < 0x10000) view.setUint16(1, number);
  else view.setUint32(1, number);
  return number < 0x10000 ? 3 : 5;
}

/**
 * The bytes that a device signs (SPEC E5): the place, then everything before the signature.
 * `envelope` may still carry a blank signature.
 */
export const signedBytes = (place: Place, envelope: Uint8Array): Uint8Array =>
  inPlace(place, envelope.subarray(0, envelope.length - SIGNATURE_FIELD));

/**
 * An entry's id (SPEC E6): SHA-256 of the place and the whole envelope. The signature is part of
 * it, so that a chain vouches for the signatures of its earlier entries too: else a relay could
 * alter one that nobody checks singly, and replicas would hold different bytes for one entry.
 */
export const entryIdOf = (place: Place, envelope: Uint8Array): EntryId =>
  toBase64url(sha256(inPlace(place, envelope))) as EntryId;

const BLANK = new Uint8Array(SIGNATURE_BYTES);

/** An envelope whose signature is still blank. */
export const encodeUnsigned = (entry: Unsigned): Uint8Array => encode([...fields(entry), BLANK]);

/** Writes the signature into an envelope that was made by `encodeUnsigned`. */
export function putSignature(envelope: Uint8Array, signature: Uint8Array): void {
  envelope.set(signature, envelope.length - SIGNATURE_BYTES);
}

/** What was bound last: logs are read and written in runs. */
let bound = { office: null as OfficeId | null, log: '' as LogId, bytes: new Uint8Array() };

/** Binds a ciphertext to its office and log, so that nobody can sign another's as their own elsewhere. */
export function boundTo(office: OfficeId | null, log: LogId): Uint8Array {
  if (bound.log === log && bound.office === office) return bound.bytes;
  const bytes = new Uint8Array(encode(['confab/1/sealed', office, log]));
  bound = { office, log, bytes };
  return bytes;
}

/** Reads an envelope. Throws `malformed` or, for another format version, `unsupported`. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > MAX_ENVELOPE) throw malformed(`${bytes.length} bytes`);
  const value = decode(bytes);
  if (!Array.isArray(value)) throw malformed('no array');
  if (value[0] !== FORMAT_VERSION) {
    throw new ConfabError('unsupported', `envelope version ${inWords(value[0])}`);
  }
  if (value.length !== 8) throw malformed(`${value.length} fields`);
  const [, hlc, keyId, nonce, ciphertext, act, first, signature] = value as Cbor[];
  if (typeof hlc !== 'number' || hlc < 0) throw malformed('hlc');
  if (act === undefined || (act !== null && !isMap(act))) throw malformed('act');
  return {
    hlc: hlc as Hlc,
    keyId: toKeyId(sized(keyId, 16, 'key id')),
    nonce: sized(nonce, NONCE_BYTES, 'nonce'),
    ciphertext: sized(ciphertext, null, 'ciphertext'),
    act,
    first: decodeFirst(first),
    signature: sized(signature, SIGNATURE_BYTES, 'signature'),
  };
}

/** The key id that was read last: neighbours are mostly sealed under the same key. */
let lastKey = { bytes: new Uint8Array(), id: '' as KeyId };

function toKeyId(bytes: Uint8Array): KeyId {
  if (!equalBytes(lastKey.bytes, bytes)) {
    lastKey = { bytes: new Uint8Array(bytes), id: toBase64url(bytes) as KeyId };
  }
  return lastKey.id;
}

function decodeFirst(value: Cbor | undefined): Envelope['first'] {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length !== 2) throw malformed('first');
  return {
    device: toBase64url(sized(value[0], 32, 'device')) as DeviceId,
    run: sized(value[1], RUN_BYTES, 'run'),
  };
}

function sized(value: Cbor | undefined, length: number | null, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformed(what);
  if (length !== null && value.length !== length)
    throw malformed(`${what} of ${value.length} bytes`);
  return value;
}

const isMap = (value: Cbor): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;

const malformed = (what: string): ConfabError => new ConfabError('malformed', `envelope: ${what}`);
