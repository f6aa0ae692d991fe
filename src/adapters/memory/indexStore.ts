import type { IndexStore } from '../../ports.ts';
import { refuseClosed } from './closing.ts';
import type { Disk } from './disk.ts';

/** Records that are read at once. */
const BATCH = 100;

/** The search index on a memory disk. */
export function makeIndexStore(disk: Disk): IndexStore {
  const session = disk.begin();
  const state = { closed: false };

  return {
    async *load() {
      refuseClosed(state, 'index store');
      const names = [...disk.shards.keys()].sort().reverse();
      while (names.length > 0) {
        const batch = names.splice(0, BATCH);
        yield batch.map((name) => [name, disk.shards.get(name)?.slice() ?? new Uint8Array()]);
      }
    },
    async put(records, dropped) {
      refuseClosed(state, 'index store');
      await session.write(() => {
        for (const [name, bytes] of records) disk.shards.set(name, bytes.slice());
        for (const name of dropped) disk.shards.delete(name);
      });
    },
    async close() {
      state.closed = true;
    },
  };
}
