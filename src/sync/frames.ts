import { ConfabError } from '../model/errors.ts';
import {
  type ChainId,
  isId32,
  isLogId,
  type LogId,
  type OfficeId,
  type PeerId,
  type Vector,
} from '../model/ids.ts';
import { type Cbor, decode, encode, inWords } from '../wire/cbor.ts';
import {
  MAX_CHAIN,
  MAX_CHAINS,
  MAX_ENVELOPE,
  MAX_FRAME,
  MAX_INVENTORY,
  MAX_RUN,
} from '../wire/limits.ts';
import type { GateProof } from '../wire/proofs.ts';
import { SIGNATURE_BYTES } from '../wire/sign.ts';
import type { End, Run, Vouch } from './replica.ts';

/**
 * The frames of `/confab/sync/1`: canonical CBOR arrays `[code, …]` of at most MAX_FRAME bytes.
 * Reading is total: bytes are one of these frames, or the error `malformed`.
 */

/** Version of the protocol that this code speaks. */
export const SYNC_VERSION = 1;
/** Bytes of a log's digest: the first half of a SHA-256. */
export const DIGEST_BYTES = 16;
/** Milliseconds that a relay may tell a device to wait: a day. */
const MAX_WAIT = 86_400_000;

const REFUSALS = [
  'not-member', // no device of the office has this PeerId, and no proof was shown
  'unknown-office', // not hosted or held here
  'unknown-invite', // the proof names no invite of the office, or does not verify
  'expired-invite',
  'used-invite', // all its uses are taken
  'withdrawn-invite', // revoked, or who made it was removed
  'setup-used', // the set-up link already founded an office
  'displaced', // the device joined, and that does not count: its invite was used up or had ended before
  'removed', // the device was a member's and is not any more
  'too-many', // no room for another peer now
  'unsupported', // the two speak different versions
] as const;

/** Why a peer is not let in, in words that a person can be told. */
export type Turned = (typeof REFUSALS)[number];

export interface Hello {
  readonly kind: 'hello';
  readonly version: number;
  readonly office: OfficeId;
  /** Unix time in milliseconds at the sender. */
  readonly time: number;
  /** What a device that is no member yet shows the relay. */
  readonly proof: GateProof | null;
}

/** Part of a chain: numbers `from` up to and without `to`. */
export interface Range {
  readonly chain: ChainId;
  readonly from: number;
  readonly to: number;
}

export interface Inventory {
  readonly kind: 'inventory';
  readonly logs: readonly (readonly [log: LogId, digest: Uint8Array])[];
  /** No further frame belongs to this inventory. */
  readonly last: boolean;
  /** All that is held and may be told; otherwise only what changed since the last inventory. */
  readonly full: boolean;
  /** Asks for the receiver's own inventory. */
  readonly echo: boolean;
}

export interface Have {
  readonly kind: 'have';
  readonly log: LogId;
  /** All of the log's chains or some of them. */
  readonly vector: Vector;
  /** Asks for the receiver's own `have` of this log. */
  readonly echo: boolean;
}

const LIMITS = [
  'device-quota', // what one member may add in a day, with all devices
  'office-quota', // what the office may fill in all
] as const;

/** A relay takes no more of what this device writes for now; the outbox keeps it. */
export interface Limit {
  readonly why: (typeof LIMITS)[number];
  /** Milliseconds until it is worth trying again. */
  readonly wait: number;
}

/** Characters of a PeerId at most. */
const MAX_PEER = 128;

/** Bytes by which the ends of chains are compared: altered ones are as good as never the same. */
export const TAG_BYTES = 8;

export type Frame =
  | Hello
  | { readonly kind: 'welcome' }
  | { readonly kind: 'refuse'; readonly why: Turned }
  | Inventory
  | Have
  | { readonly kind: 'want'; readonly log: LogId; readonly ranges: readonly Range[] }
  /** Answers part of a range that was wanted; without envelopes: there is no more of it here. */
  | { readonly kind: 'entries'; readonly run: Run }
  | { readonly kind: 'receipt'; readonly log: LogId; readonly vector: Vector }
  | ({ readonly kind: 'limit' } & Limit)
  | { readonly kind: 'ends'; readonly log: LogId; readonly ends: readonly End[] }
  | ({ readonly kind: 'vouch' } & Vouch);

const CODES = {
  hello: 0,
  welcome: 1,
  refuse: 2,
  inventory: 3,
  have: 4,
  want: 5,
  entries: 6,
  receipt: 7,
  limit: 8,
  ends: 9,
  vouch: 10,
} as const;

/** A vector as pairs in ascending order of chains, the only spelling that is read. */
export const pairsOf = (vector: Vector): (readonly [chain: ChainId, next: number])[] =>
  [...vector].sort(([a], [b]) => a - b);

/** The bytes of a frame. Throws a RangeError when they exceed MAX_FRAME: the caller splits. */
export function encodeFrame(frame: Frame): Uint8Array {
  const bytes = encode([CODES[frame.kind], ...fieldsOf(frame)]);
  if (bytes.length > MAX_FRAME) throw new RangeError(`${frame.kind} of ${bytes.length} bytes`);
  return bytes;
}

function fieldsOf(frame: Frame): Cbor[] {
  switch (frame.kind) {
    case 'hello': {
      const { version, office, time, proof } = frame;
      const shown = proof && [proof.kind, proof.key, proof.signature];
      return [version, office, time, shown];
    }
    case 'welcome':
      return [];
    case 'refuse':
      return [frame.why];
    case 'inventory':
      return [frame.logs, frame.last, frame.full, frame.echo];
    case 'have':
      return [frame.log, pairsOf(frame.vector), frame.echo];
    case 'want':
      return [frame.log, frame.ranges.map(({ chain, from, to }) => [chain, from, to])];
    case 'entries':
      return [frame.run.log, frame.run.chain, frame.run.from, frame.run.envelopes];
    case 'receipt':
      return [frame.log, pairsOf(frame.vector)];
    case 'limit':
      return [frame.why, frame.wait];
    case 'ends':
      return [frame.log, frame.ends.map(({ chain, next, tag }) => [chain, next, tag])];
    case 'vouch':
      return [frame.holder, frame.log, pairsOf(frame.vector), frame.signature];
  }
}

/** Reads a frame. Throws `malformed`, or `unsupported` for a code of a later version. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length > MAX_FRAME) throw malformed(`${bytes.length} bytes`);
  const value = decode(bytes);
  if (!Array.isArray(value)) throw malformed('no array');
  const [code, ...fields] = value as Cbor[];
  const read = READERS.find(([known]) => known === code);
  if (!read) throw new ConfabError('unsupported', `frame code ${inWords(code)}`);
  const [, count, reader] = read;
  if (fields.length !== count) throw malformed(`${fields.length} fields for code ${inWords(code)}`);
  return reader(fields);
}

type Field = Cbor | undefined;
type Reader = readonly [code: number, fields: number, read: (fields: Cbor[]) => Frame];

const READERS: readonly Reader[] = [
  [
    CODES.hello,
    4,
    ([version, office, time, proof]) => ({
      kind: 'hello',
      version: integer(version, 0, 0xffff, 'version'),
      office: officeId(office),
      time: integer(time, 0, Number.MAX_SAFE_INTEGER, 'time'),
      proof: proof === null ? null : gateProof(proof),
    }),
  ],
  [CODES.welcome, 0, () => ({ kind: 'welcome' })],
  [CODES.refuse, 1, ([why]) => ({ kind: 'refuse', why: oneOf(REFUSALS, why, 'refusal') })],
  [
    CODES.inventory,
    4,
    ([logs, last, full, echo]) => ({
      kind: 'inventory',
      logs: list(logs, MAX_INVENTORY, 'inventory').map(digestPair),
      last: flag(last),
      full: flag(full),
      echo: flag(echo),
    }),
  ],
  [
    CODES.have,
    3,
    ([log, vector, echo]) => ({
      kind: 'have',
      log: logId(log),
      vector: vectorOf(vector),
      echo: flag(echo),
    }),
  ],
  [
    CODES.want,
    2,
    ([log, ranges]) => ({
      kind: 'want',
      log: logId(log),
      ranges: list(ranges, MAX_CHAINS, 'ranges').map(rangeOf),
    }),
  ],
  [
    CODES.entries,
    4,
    ([log, chain, from, envelopes]) => ({
      kind: 'entries',
      run: readRun(log, chain, from, envelopes),
    }),
  ],
  [
    CODES.receipt,
    2,
    ([log, vector]) => ({ kind: 'receipt', log: logId(log), vector: vectorOf(vector) }),
  ],
  [
    CODES.limit,
    2,
    ([why, wait]) => ({
      kind: 'limit',
      why: oneOf(LIMITS, why, 'limit'),
      wait: integer(wait, 0, MAX_WAIT, 'wait'),
    }),
  ],
  [
    CODES.ends,
    2,
    ([log, ends]) => ({
      kind: 'ends',
      log: logId(log),
      ends: list(ends, MAX_CHAINS, 'ends').map(endOf),
    }),
  ],
  [
    CODES.vouch,
    4,
    ([holder, log, vector, signature]) => ({
      kind: 'vouch',
      holder: peerId(holder),
      log: logId(log),
      vector: vectorOf(vector),
      signature: bytes(signature, SIGNATURE_BYTES, SIGNATURE_BYTES, 'signature'),
    }),
  ],
];

/** A run from its four fields, also as live gossip carries it. Throws `malformed`. */
export function readRun(log: Field, chain: Field, from: Field, envelopes: Field): Run {
  return {
    log: logId(log),
    chain: chainId(chain),
    from: integer(from, 0, MAX_CHAIN, 'number'),
    envelopes: list(envelopes, MAX_RUN, 'envelopes').map(envelope),
  };
}

function vectorOf(value: Field): Vector {
  const vector = new Map<ChainId, number>();
  let last = -1;
  for (const pair of list(value, MAX_CHAINS, 'vector')) {
    const [chain, next] = tuple(pair, 2, 'vector');
    const id = chainId(chain);
    if (id <= last) throw malformed('vector out of order');
    last = id;
    vector.set(id, integer(next, 1, MAX_CHAIN, 'next'));
  }
  return vector;
}

function rangeOf(value: Cbor): Range {
  const [chain, from, to] = tuple(value, 3, 'range');
  const start = integer(from, 0, MAX_CHAIN, 'from');
  return { chain: chainId(chain), from: start, to: integer(to, start + 1, MAX_CHAIN, 'to') };
}

function endOf(value: Cbor): End {
  const [chain, next, tag] = tuple(value, 3, 'end');
  return {
    chain: chainId(chain),
    next: integer(next, 1, MAX_CHAIN, 'next'),
    tag: bytes(tag, TAG_BYTES, TAG_BYTES, 'tag'),
  };
}

function digestPair(value: Cbor): readonly [LogId, Uint8Array] {
  const [log, digest] = tuple(value, 2, 'inventory');
  return [logId(log), bytes(digest, DIGEST_BYTES, DIGEST_BYTES, 'digest')];
}

function gateProof(value: Field): GateProof {
  const [kind, key, signature] = tuple(value, 3, 'proof');
  if (kind !== 'invite' && kind !== 'setup') throw malformed('kind of proof');
  return {
    kind,
    key: bytes(key, 32, 32, 'key'),
    signature: bytes(signature, 64, 64, 'signature'),
  };
}

function oneOf<T extends string>(known: readonly T[], value: Field, what: string): T {
  const found = known.find((it) => it === value);
  if (!found) throw malformed(what);
  return found;
}

const envelope = (value: Cbor): Uint8Array => bytes(value, 1, MAX_ENVELOPE, 'envelope');
const chainId = (value: Field): ChainId =>
  integer(value, 0, Number.MAX_SAFE_INTEGER, 'chain') as ChainId;

function logId(value: Field): LogId {
  if (typeof value !== 'string' || !isLogId(value)) throw malformed('log id');
  return value;
}

function peerId(value: Field): PeerId {
  if (typeof value !== 'string' || value.length > MAX_PEER) throw malformed('peer');
  return value as PeerId;
}

function officeId(value: Field): OfficeId {
  if (typeof value !== 'string' || !isId32(value)) throw malformed('office id');
  return value as OfficeId;
}

function integer(value: Field, least: number, most: number, what: string): number {
  if (typeof value !== 'number' || value < least || value > most) throw malformed(what);
  return value;
}

function bytes(value: Field, least: number, most: number, what: string): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most) {
    throw malformed(what);
  }
  return value;
}

function flag(value: Field): boolean {
  if (typeof value !== 'boolean') throw malformed('flag');
  return value;
}

function list(value: Field, most: number, what: string): readonly Cbor[] {
  if (!Array.isArray(value) || value.length > most) throw malformed(what);
  return value as Cbor[];
}

function tuple(value: Field, length: number, what: string): readonly Cbor[] {
  const items = list(value, length, what);
  if (items.length !== length) throw malformed(what);
  return items;
}

const malformed = (what: string): ConfabError => new ConfabError('malformed', `frame: ${what}`);
