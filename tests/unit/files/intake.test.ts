import { expect, test } from 'vitest';
import { makeBlobStore } from '../../../src/adapters/memory/blobStore.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { contentOf, takeIn } from '../../../src/files/intake.ts';
import { Shelf } from '../../../src/files/shelf.ts';
import type { BlobStore, FileSource } from '../../../src/ports.ts';
import { CHUNK } from '../../../src/wire/limits.ts';
import { bytesOfFile, makeFile } from '../../support/fileSource.ts';

const SIZE = 5 * CHUNK + 17;
const { signal } = new AbortController();

/** All that is read of a file and put into a store, to be looked at afterwards. */
function watch(file: FileSource, store: BlobStore) {
  const seen: Uint8Array[] = [];
  const source: FileSource = {
    ...file,
    read: async (from, to) => {
      const bytes = await file.read(from, to);
      seen.push(bytes);
      return bytes;
    },
  };
  const blobs: BlobStore = {
    ...store,
    put: (name, bytes) => {
      if (bytes.length >= CHUNK) seen.push(bytes);
      return store.put(name, bytes);
    },
  };
  return { source, blobs, seen };
}

test('the memory of what was read and sealed is given back, and the file is whole', async () => {
  const { source, blobs, seen } = watch(makeFile(SIZE), makeBlobStore(new Disk()));
  const shelf = new Shelf(blobs);
  const { key, manifest, content } = await takeIn(shelf, source, { signal, onDone: () => {} });
  expect(seen).toHaveLength(6 + 5);
  expect(seen.map((it) => it.length)).toEqual(new Array(11).fill(0));
  const known = { key, size: SIZE };
  expect(await shelf.read(manifest.file, known, 0, SIZE)).toEqual(bytesOfFile(SIZE));
  const again = watch(makeFile(SIZE), blobs);
  expect(await contentOf(again.source, signal)).toEqual(content);
  expect(again.seen.map((it) => it.length)).toEqual(new Array(6).fill(0));
});
