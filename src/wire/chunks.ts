import { ConfabError } from '../model/errors.ts';
import type { ChunkId } from '../model/ids.ts';
import { toBase64url } from './bytes.ts';
import { CHUNK_TAG } from './limits.ts';

/**
 * Chunks of files, sealed (SPEC J1, J2). AES-256-GCM by WebCrypto: browsers run it off the thread on
 * which they paint, several times as fast as any JavaScript.
 */

/** What a chunk is of its file. */
export type Level = 'data' | 'leaf' | 'top';
const LEVELS: Readonly<Record<Level, number>> = { data: 0, leaf: 1, top: 2 };

/** A file's key, ready to be used. */
export type ChunkKey = CryptoKey;

export const CHUNK_KEY_BYTES = 32;

/** Takes a file's 32 bytes of key. */
export const chunkKeyOf = (key: Uint8Array): Promise<ChunkKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt']);

/**
 * A place is sealed once under a key, ever, or again with the same bytes: so it can be the nonce. Bytes:
 * the level, then the index.
 */
function nonceOf(level: Level, index: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  nonce[0] = LEVELS[level];
  new DataView(nonce.buffer).setUint32(8, index);
  return nonce;
}

/** The name of a sealed chunk. */
export async function chunkIdOf(sealed: Uint8Array<ArrayBuffer>): Promise<ChunkId> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', sealed))) as ChunkId;
}

/** Seals a chunk of the file at its place. */
export async function sealChunk(
  key: ChunkKey,
  level: Level,
  index: number,
  plain: Uint8Array<ArrayBuffer>,
): Promise<{ readonly id: ChunkId; readonly sealed: Uint8Array<ArrayBuffer> }> {
  const how = { name: 'AES-GCM', iv: nonceOf(level, index) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, plain));
  return { id: await chunkIdOf(sealed), sealed };
}

/** Opens a chunk. Rejects with `malformed` for a wrong key or place, or altered bytes. */
export async function openChunk(
  key: ChunkKey,
  level: Level,
  index: number,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const what = `${level} chunk ${index}`;
  if (sealed.length < CHUNK_TAG) throw new ConfabError('malformed', what);
  try {
    const how = { name: 'AES-GCM', iv: nonceOf(level, index) };
    return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed));
  } catch (cause) {
    throw new ConfabError('malformed', `${what} does not open`, { cause });
  }
}
