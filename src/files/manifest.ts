import { ConfabError } from '../model/errors.ts';
import type { ChunkId, FileId } from '../model/ids.ts';
import { bytesOf, toBase64url } from '../wire/bytes.ts';
import { decode, encode } from '../wire/cbor.ts';
import { type ChunkKey, openChunk, sealChunk } from '../wire/chunks.ts';
import { CHUNK, CHUNK_TAG, MANIFEST_LEAF, MAX_FILE } from '../wire/limits.ts';

/**
 * What a file is made of (SPEC J3 to J5). Its chunks stand at *places*: 0 is the top of the manifest,
 * then come the manifest's leaves where it has any, then the data in order.
 */

const VERSION = 1;
const HASH = 32;

/** How a file of this size is laid out. Throws `file-too-large`. */
export interface Layout {
  /** Bytes of the file. */
  readonly size: number;
  /** Chunks of data. */
  readonly chunks: number;
  /** Chunks of the manifest below its top; 0 where the top names the data itself. */
  readonly leaves: number;
  /** All chunks. */
  readonly places: number;
}

export function layoutOf(size: number): Layout {
  if (!Number.isSafeInteger(size) || size < 0 || size > MAX_FILE) {
    throw new ConfabError('file-too-large', `${size} bytes`);
  }
  const chunks = Math.ceil(size / CHUNK);
  const leaves = chunks > MANIFEST_LEAF ? Math.ceil(chunks / MANIFEST_LEAF) : 0;
  return { size, chunks, leaves, places: 1 + leaves + chunks };
}

/** Bytes of the sealed chunk of data with this index. */
export const sealedLength = ({ size }: Layout, index: number): number =>
  Math.min(CHUNK, size - index * CHUNK) + CHUNK_TAG;

/** What the top says. */
export interface Top {
  readonly layout: Layout;
  /** Names of the leaves, or of the data where there are none. */
  readonly names: readonly ChunkId[];
}

/** The names that follow each other in these bytes. */
export function namesIn(bytes: Uint8Array): ChunkId[] {
  if (bytes.length % HASH !== 0) throw malformed(`${bytes.length} bytes of names`);
  return Array.from(
    { length: bytes.length / HASH },
    (_, i) => toBase64url(bytes.subarray(i * HASH, (i + 1) * HASH)) as ChunkId,
  );
}

function bytesOfNames(names: readonly ChunkId[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(names.length * HASH);
  names.forEach((name, i) => {
    bytes.set(bytesOf(name), i * HASH);
  });
  return bytes;
}

/** The bytes of a top. */
export const encodeTop = ({ layout, names }: Top): Uint8Array<ArrayBuffer> =>
  new Uint8Array(encode([VERSION, layout.size, bytesOfNames(names)]));

/** Reads a top of a file that its message says has `size` bytes. Throws `malformed`, `file-too-large`. */
export function decodeTop(bytes: Uint8Array, size: number): Top {
  const value = decode(bytes);
  if (!Array.isArray(value) || value.length !== 3) throw malformed('no top');
  const [version, said, hashes] = value as unknown[];
  if (version !== VERSION) throw new ConfabError('unsupported', `manifest ${String(version)}`);
  if (typeof said !== 'number' || !(hashes instanceof Uint8Array)) throw malformed('fields');
  const layout = layoutOf(said);
  if (said !== size) throw malformed(`${said} bytes, and its message says ${size}`);
  const names = namesIn(hashes);
  if (names.length !== (layout.leaves || layout.chunks)) throw malformed(`${names.length} names`);
  return { layout, names };
}

/** Reads a leaf. Throws `malformed`. */
export function decodeLeaf(bytes: Uint8Array, layout: Layout, index: number): ChunkId[] {
  const names = namesIn(bytes);
  const expected = Math.min(MANIFEST_LEAF, layout.chunks - index * MANIFEST_LEAF);
  if (names.length !== expected) throw malformed(`${names.length} names in leaf ${index}`);
  return names;
}

/** The names at all places of a file. */
export interface Manifest {
  readonly file: FileId;
  readonly layout: Layout;
  readonly places: readonly ChunkId[];
}

/** Makes the manifest of data with these names; `keep` takes each of its chunks, the top last. */
export async function makeManifest(
  key: ChunkKey,
  size: number,
  data: readonly ChunkId[],
  keep: (id: ChunkId, sealed: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<Manifest> {
  const layout = layoutOf(size);
  const leaves: ChunkId[] = [];
  for (let i = 0; i < layout.leaves; i++) {
    const names = data.slice(i * MANIFEST_LEAF, (i + 1) * MANIFEST_LEAF);
    const { id, sealed } = await sealChunk(key, 'leaf', i, bytesOfNames(names));
    await keep(id, sealed);
    leaves.push(id);
  }
  const names = layout.leaves > 0 ? leaves : data;
  const { id, sealed } = await sealChunk(key, 'top', 0, encodeTop({ layout, names }));
  await keep(id, sealed);
  return { file: id as FileId, layout, places: [id, ...leaves, ...data] };
}

/** Reads a manifest from chunks that are here; null while one of them is not. Rejects as the readers above. */
export async function readManifest(
  key: ChunkKey,
  file: FileId,
  size: number,
  get: (id: ChunkId) => Promise<Uint8Array<ArrayBuffer> | null>,
): Promise<Manifest | null> {
  const sealed = await get(file);
  if (!sealed) return null;
  const { layout, names } = decodeTop(await openChunk(key, 'top', 0, sealed), size);
  if (layout.leaves === 0) return { file, layout, places: [file, ...names] };
  const data: ChunkId[] = [];
  for (const [i, leaf] of names.entries()) {
    const bytes = await get(leaf);
    if (!bytes) return null;
    data.push(...decodeLeaf(await openChunk(key, 'leaf', i, bytes), layout, i));
  }
  return { file, layout, places: [file, ...names, ...data] };
}

const malformed = (what: string): ConfabError => new ConfabError('malformed', `manifest: ${what}`);
