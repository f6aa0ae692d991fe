import { ConfabError } from '../../model/errors.ts';
import type { ChunkId } from '../../model/ids.ts';
import type { BlobStore } from '../../ports.ts';
import { refuseClosed } from './closing.ts';
import type { Disk } from './disk.ts';

/** Chunks on a memory disk. */
export function makeBlobStore(disk: Disk): BlobStore {
  const session = disk.begin();
  const state = { closed: false };
  const used = (): number => [...disk.blobs.values()].reduce((sum, it) => sum + it.length, 0);

  return {
    async put(name, bytes) {
      refuseClosed(state, 'blob store');
      const copy = bytes.slice();
      await session.write(() => {
        if (disk.blobs.has(name)) return;
        if (used() + copy.length > disk.blobRoom) {
          throw new ConfabError('storage-full', `${copy.length} bytes`);
        }
        disk.blobs.set(name, copy);
      });
    },
    async get(name) {
      refuseClosed(state, 'blob store');
      return disk.blobs.get(name)?.slice() ?? null;
    },
    async drop(names) {
      refuseClosed(state, 'blob store');
      await session.write(() => {
        for (const name of names) disk.blobs.delete(name);
      });
    },
    async list() {
      refuseClosed(state, 'blob store');
      return [...disk.blobs.keys()] as ChunkId[];
    },
    async room() {
      refuseClosed(state, 'blob store');
      return Number.isFinite(disk.blobRoom) ? disk.blobRoom - used() : null;
    },
    async close() {
      state.closed = true;
    },
  };
}
