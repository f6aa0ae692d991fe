import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeTop,
  encodeTop,
  layoutOf,
  makeManifest,
  namesIn,
  readManifest,
} from '../../../src/files/manifest.ts';
import type { ChunkId, FileId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { chunkIdOf, chunkKeyOf, openChunk, sealChunk } from '../../../src/wire/chunks.ts';
import { CHUNK, MANIFEST_LEAF, MAX_CHUNK, MAX_FILE } from '../../../src/wire/limits.ts';

const key = new Uint8Array(32).fill(3);
const nameOf = (i: number) => {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, i);
  return toBase64url(bytes) as ChunkId;
};
const names = (count: number) => Array.from({ length: count }, (_, i) => nameOf(i));

test.each([0, 1, CHUNK, CHUNK + 1, MANIFEST_LEAF * CHUNK, MANIFEST_LEAF * CHUNK + 1])(
  'J1, J3, J4: the manifest of %i bytes is read as it was made, from chunks of at most 256 KiB',
  async (size) => {
    const chunkKey = await chunkKeyOf(key);
    const kept = new Map<ChunkId, Uint8Array<ArrayBuffer>>();
    const keep = async (id: ChunkId, sealed: Uint8Array<ArrayBuffer>) => void kept.set(id, sealed);
    const { chunks, places } = layoutOf(size);
    const made = await makeManifest(chunkKey, size, names(chunks), keep);
    expect(made.places).toHaveLength(places);
    for (const [id, sealed] of kept) {
      expect(sealed.length).toBeLessThanOrEqual(MAX_CHUNK);
      expect(await chunkIdOf(sealed)).toBe(id);
    }
    const get = async (id: ChunkId) => kept.get(id) ?? null;
    expect(await readManifest(chunkKey, made.file, size, get)).toEqual(made);
    await expect(readManifest(chunkKey, made.file, size + 1, get)).rejects.toThrow('malformed');
    expect(await readManifest(chunkKey, nameOf(9) as FileId, size, get)).toBeNull();
  },
);

test('J2: a chunk opens at its own place, under its own key, unaltered, and nowhere else', async () => {
  const chunkKey = await chunkKeyOf(key);
  const plain = new Uint8Array(1000).fill(7);
  const { id, sealed } = await sealChunk(chunkKey, 'data', 5, plain);
  expect(await openChunk(chunkKey, 'data', 5, sealed)).toEqual(plain);
  expect((await sealChunk(chunkKey, 'data', 5, plain)).id).toBe(id);
  const altered = sealed.slice();
  altered[500] = (altered[500] ?? 0) ^ 1;
  const other = await chunkKeyOf(new Uint8Array(32));
  for (const open of [
    () => openChunk(chunkKey, 'data', 6, sealed),
    () => openChunk(chunkKey, 'leaf', 5, sealed),
    () => openChunk(other, 'data', 5, sealed),
    () => openChunk(chunkKey, 'data', 5, altered),
    () => openChunk(chunkKey, 'data', 5, new Uint8Array(3)),
  ]) {
    await expect(open()).rejects.toMatchObject({ reason: 'malformed' });
  }
});

test('J5: a layout has a chunk for each 256 KiB, and none beyond the largest file', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: MAX_FILE }), (size) => {
      const { chunks, leaves, places } = layoutOf(size);
      expect(chunks * CHUNK).toBeGreaterThanOrEqual(size);
      expect((chunks - 1) * CHUNK).toBeLessThan(size || 1);
      expect(places).toBe(1 + leaves + chunks);
      expect(leaves * MANIFEST_LEAF).toBeGreaterThanOrEqual(leaves > 0 ? chunks : 0);
    }),
  );
  for (const size of [MAX_FILE + 1, Number.MAX_SAFE_INTEGER, 2 ** 53, -1, 0.5, Number.NaN]) {
    expect(() => layoutOf(size)).toThrow('file-too-large');
  }
});

test('J5: a top that names more or fewer chunks than its size needs is refused, and so is any other value', () => {
  fc.assert(
    fc.property(fc.nat({ max: 40 * CHUNK }), fc.nat({ max: 45 }), (size, count) => {
      const bytes = encodeTop({ layout: layoutOf(size), names: names(count) });
      if (count === layoutOf(size).chunks) expect(decodeTop(bytes, size).names).toHaveLength(count);
      else expect(() => decodeTop(bytes, size)).toThrow('malformed');
    }),
  );
  const million = encode([1, 1_000_000 * CHUNK, new Uint8Array(32)]);
  expect(() => decodeTop(million, 1_000_000 * CHUNK)).toThrow('file-too-large');
  for (const value of [null, [], [1, 5], [1, 'x', new Uint8Array()], [1, 5, 5], [1, 1, 2, 3]]) {
    expect(() => decodeTop(encode(value as never), 5)).toThrow('malformed');
  }
  expect(() => decodeTop(encode([2, 5, new Uint8Array()]), 5)).toThrow('unsupported');
  expect(() => namesIn(new Uint8Array(33))).toThrow('malformed');
});
