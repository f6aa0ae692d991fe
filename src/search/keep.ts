import { ConfabError } from '../model/errors.ts';
import { type ChainId, isLogId, type LogId, type Vector } from '../model/ids.ts';
import type { IndexRecord } from '../ports.ts';
import { randomBytes, utf8 } from '../wire/bytes.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { Shard } from './shard.ts';
import { PAGE, type Terms } from './terms.ts';

/**
 * How the index is kept. Each record is version, nonce, then packed bytes, deflated and sealed with
 * AES-256-GCM under a key of this device. The seal binds version and name: what was altered, cut
 * short, exchanged or written by another version does not open.
 *
 * - a log’s shard, named `YYYYMM.CONVERSATION`: epoch, terms that it may name, vector, shard
 * - `~PPPP`, a page of terms: epoch, terms
 * - `~`: epoch, how many terms there are
 *
 * Shards name terms by number, so that a word is kept once. Whoever begins a list of terms anew draws
 * a new epoch, and shards of another one are not read. What cannot be read is made again from its log.
 */

/** To be raised with every change of the packed form, and of how texts are cut into words. */
const VERSION = 3;
const NONCE_BYTES = 12;
/** Bytes of an epoch: no number above 2 ** 48. */
const EPOCH_BYTES = 6;
/** The name of the record that says how many terms there are. */
export const HEAD = '~';

export const drawEpoch = (): number =>
  randomBytes(EPOCH_BYTES).reduce((epoch, byte) => epoch * 256 + byte, 0);

export const pageName = (page: number): string => `${HEAD}${String(page).padStart(4, '0')}`;

/** `bytes`: 32 of them. */
export const toShardKey = (bytes: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes as Uint8Array<ArrayBuffer>, 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);

/** The name under which a log's shard is kept: newer months are greater. */
export const shardName = (log: LogId): string => {
  const [conversation, month] = log.split('.');
  return `${month}.${conversation}`;
};

/** The log whose shard has this name; null where it is none. */
export function logNamed(name: string): LogId | null {
  const [month, conversation] = name.split('.');
  const log = `${conversation}.${month}`;
  return isLogId(log) ? log : null;
}

const boundTo = (name: string): Uint8Array<ArrayBuffer> => utf8(`confab/shard/${VERSION}/${name}`);

export async function sealRecord(
  key: CryptoKey,
  name: string,
  packed: Uint8Array<ArrayBuffer>,
): Promise<IndexRecord> {
  const iv = randomBytes(NONCE_BYTES);
  const small = await through(packed, new CompressionStream('deflate-raw'));
  const additionalData = boundTo(name);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, small);
  const bytes = new Uint8Array(1 + NONCE_BYTES + sealed.byteLength);
  bytes[0] = VERSION;
  bytes.set(iv, 1);
  bytes.set(new Uint8Array(sealed), 1 + NONCE_BYTES);
  return [name, bytes];
}

/** The packed bytes of a record; null when it does not open. */
export async function openRecord(
  key: CryptoKey,
  [name, bytes]: IndexRecord,
): Promise<ByteReader | null> {
  if (bytes[0] !== VERSION) return null;
  const iv = bytes.slice(1, 1 + NONCE_BYTES);
  const additionalData = boundTo(name);
  try {
    const sealed = bytes.slice(1 + NONCE_BYTES);
    const small = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed);
    const packed = await through(new Uint8Array(small), new DecompressionStream('deflate-raw'));
    return new ByteReader(packed);
  } catch {
    // WebCrypto does not say why; whatever it is, the record is of no use.
    return null;
  }
}

export interface KeptShard {
  readonly vector: Vector;
  readonly shard: Shard;
}

export function packShard(
  { vector, shard }: KeptShard,
  epoch: number,
  terms: Terms,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.number(epoch);
  writer.number(terms.size);
  writer.number(vector.size);
  for (const [chain, next] of vector) {
    writer.number(chain);
    writer.number(next);
  }
  shard.write(writer);
  return writer.done();
}

/** Reads a kept shard. Throws `malformed`, also where it names terms that are not here. */
export function unpackShard(reader: ByteReader, epoch: number, terms: Terms): KeptShard {
  if (reader.number() !== epoch || reader.number() > terms.size) {
    throw new ConfabError('malformed', 'a shard that belongs to other terms');
  }
  const vector = new Map<ChainId, number>();
  for (let left = reader.number(); left > 0; left--) {
    vector.set(reader.number() as ChainId, reader.number());
  }
  return { vector, shard: Shard.read(reader) };
}

export function packPage(terms: Terms, page: number, epoch: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.number(epoch);
  terms.writePage(writer, page);
  return writer.done();
}

export function packHead(terms: Terms, epoch: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.number(epoch);
  writer.number(terms.size);
  return writer.done();
}

/**
 * Reads the terms of an index that is kept whole, into `terms`, which has none yet; gives their epoch.
 * Throws `malformed` when any of them is missing or damaged.
 */
export function unpackTerms(opened: ReadonlyMap<string, ByteReader | null>, terms: Terms): number {
  const head = opened.get(HEAD);
  const missing = (what: string) => new ConfabError('malformed', `no ${what} of the terms`);
  if (!head) throw missing('head');
  const epoch = head.number();
  const size = head.number();
  for (let page = 0; page * PAGE < size; page++) {
    const reader = opened.get(pageName(page));
    if (reader?.number() !== epoch) throw missing(`page ${page}`);
    terms.readPage(reader, Math.min(PAGE, size - page * PAGE));
  }
  return epoch;
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  { readable, writable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  // Fed and read by hand: a Blob and a Response take twice as long, for each of thousands of records.
  const writer = writable.getWriter();
  // Whatever is wrong with the bytes is told by reading.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
