import { sha256 } from '@noble/hashes/sha2.js';
import { ConfabError } from '../model/errors.ts';
import type { ChainId, DeviceId, EntryId, KeyId, LogId, OfficeId } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import { bytesOf, toBase64url } from './bytes.ts';
import { type Cbor, decode, encode, inWords } from './cbor.ts';
import { MAX_ENVELOPE } from './limits.ts';
import { NONCE_BYTES } from './seal.ts';
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

const placeBytes = (place: Place): Uint8Array =>
  encode(['confab/1/entry', place.office, place.log, place.chain, place.number, place.previous]);

/**
 * The bytes that a device signs (SPEC E5): the place, then everything before the signature.
 * `envelope` may still carry a blank signature.
 */
export function signedBytes(place: Place, envelope: Uint8Array): Uint8Array {
  const where = placeBytes(place);
  const signed = new Uint8Array(where.length + envelope.length - SIGNATURE_FIELD);
  signed.set(where);
  signed.set(envelope.subarray(0, envelope.length - SIGNATURE_FIELD), where.length);
  return signed;
}

/**
 * An entry's id (SPEC E6): SHA-256 of the place and the whole envelope. The signature is part of
 * it, so that a chain vouches for the signatures of its earlier entries too: else a relay could
 * alter one that nobody checks singly, and replicas would hold different bytes for one entry.
 */
export const entryIdOf = (place: Place, envelope: Uint8Array): EntryId =>
  toBase64url(sha256.create().update(placeBytes(place)).update(envelope).digest()) as EntryId;

const BLANK = new Uint8Array(SIGNATURE_BYTES);

/** An envelope whose signature is still blank. */
export const encodeUnsigned = (entry: Unsigned): Uint8Array => encode([...fields(entry), BLANK]);

/** Writes the signature into an envelope that was made by `encodeUnsigned`. */
export function putSignature(envelope: Uint8Array, signature: Uint8Array): void {
  envelope.set(signature, envelope.length - SIGNATURE_BYTES);
}

/** Binds a ciphertext to its office and log, so that nobody can sign another's as their own elsewhere. */
export const boundTo = (office: OfficeId | null, log: LogId): Uint8Array =>
  encode(['confab/1/sealed', office, log]);

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
    keyId: toBase64url(sized(keyId, 16, 'key id')) as KeyId,
    nonce: sized(nonce, NONCE_BYTES, 'nonce'),
    ciphertext: sized(ciphertext, null, 'ciphertext'),
    act,
    first: decodeFirst(first),
    signature: sized(signature, SIGNATURE_BYTES, 'signature'),
  };
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
