import { ConfabError } from '../model/errors.ts';
import type { ChunkId } from '../model/ids.ts';
import type { FileSource } from '../ports.ts';
import { letGo, randomBytes } from '../wire/bytes.ts';
import { CHUNK_KEY_BYTES, chunkKeyOf, sealChunk } from '../wire/chunks.ts';
import { CHUNK } from '../wire/limits.ts';
import { layoutOf, type Manifest, makeManifest } from './manifest.ts';
import type { Shelf } from './shelf.ts';

/** Chunks that are read, sealed and written at once: enough to keep a disk busy, 2 MiB of memory. */
const AT_ONCE = 4;

/** A file that was sealed before, by what it holds. */
export interface Sealed {
  readonly key: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the digests of its chunks, one after the other. */
  readonly content: Uint8Array<ArrayBuffer>;
}

export interface Taken extends Sealed {
  readonly manifest: Manifest;
}

/** SHA-256 of the digests of a file's chunks: names its content. Rejects as its `read` and the signal do. */
export async function contentOf(
  source: FileSource,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { chunks } = layoutOf(source.size);
  const digests = new Uint8Array(chunks * 32);
  await inParallel(chunks, signal, async (i) => {
    const plain = await readChunk(source, i);
    digests.set(await sha256(plain), i * 32);
    letGo(plain);
  });
  return sha256(digests);
}

/**
 * Seals a file chunk by chunk and keeps it on the shelf; nothing of it is ever whole in memory. `key`
 * is one under which the very same content was sealed before. Rejects with `file-too-large`,
 * `file-gone`, `storage-full`, `storage-failed`, or the signal's reason; then nothing of it stays.
 */
export async function takeIn(
  shelf: Shelf,
  source: FileSource,
  {
    signal,
    onDone,
    key = randomBytes(CHUNK_KEY_BYTES),
  }: {
    readonly signal: AbortSignal;
    readonly onDone: (bytes: number) => void;
    readonly key?: Uint8Array<ArrayBuffer>;
  },
): Promise<Taken> {
  const { chunks } = layoutOf(source.size);
  const chunkKey = await chunkKeyOf(key);
  const kept: ChunkId[] = [];
  const names = new Array<ChunkId>(chunks);
  const digests = new Uint8Array(chunks * 32);
  const keep = async (id: ChunkId, sealed: Uint8Array): Promise<void> => {
    if (!(await shelf.has(id))) kept.push(id);
    await shelf.put(id, sealed);
  };
  let done = 0;
  try {
    await inParallel(chunks, signal, async (i) => {
      const plain = await readChunk(source, i);
      const [digest, { id, sealed }] = await Promise.all([
        sha256(plain),
        sealChunk(chunkKey, 'data', i, plain),
      ]);
      digests.set(digest, i * 32);
      names[i] = id;
      await keep(id, sealed);
      done += plain.length;
      letGo(plain);
      letGo(sealed);
      onDone(done);
    });
    const manifest = await makeManifest(chunkKey, source.size, names, keep);
    shelf.refresh(manifest.file);
    return { key, manifest, content: await sha256(digests) };
  } catch (error) {
    await shelf.drop(kept).catch(() => undefined);
    throw error;
  }
}

async function readChunk(source: FileSource, i: number): Promise<Uint8Array<ArrayBuffer>> {
  const to = Math.min(source.size, (i + 1) * CHUNK);
  const bytes = await source.read(i * CHUNK, to);
  if (bytes.length !== to - i * CHUNK) throw new ConfabError('file-gone', source.name);
  return bytes;
}

/** Does the work for each number below `count`, a few at once, in about their order. */
async function inParallel(
  count: number,
  signal: AbortSignal,
  work: (i: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const run = async (): Promise<void> => {
    while (next < count && !failed) {
      signal.throwIfAborted();
      try {
        await work(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const runs = await Promise.allSettled(Array.from({ length: AT_ONCE }, run));
  const failure = runs.find((it) => it.status === 'rejected');
  if (failure) throw failure.reason;
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
