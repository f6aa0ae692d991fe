import type { StateStore } from '../../ports.ts';
import { decode, encodeReadable } from '../../wire/cbor.ts';
import { refuseClosed } from './closing.ts';
import type { Disk } from './disk.ts';

/** Small state on a memory disk; values are kept as bytes, so that nothing is shared by reference. */
export function makeStateStore(disk: Disk): StateStore {
  const session = disk.begin();
  const state = { closed: false };

  return {
    async get(key) {
      refuseClosed(state, 'state store');
      const bytes = disk.state.get(key);
      return bytes && decode(bytes);
    },
    async set(pairs) {
      refuseClosed(state, 'state store');
      const changes = Object.entries(pairs).map(
        ([key, value]) => [key, value === undefined ? undefined : encodeReadable(value)] as const,
      );
      await session.write(() => {
        for (const [key, bytes] of changes) {
          if (bytes) disk.state.set(key, bytes);
          else disk.state.delete(key);
        }
      });
    },
    async scan(prefix) {
      refuseClosed(state, 'state store');
      return (
        [...disk.state]
          .filter(([key]) => key.startsWith(prefix))
          // As the stores on disks give them.
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, bytes]) => [key, decode(bytes)])
      );
    },
    async close() {
      state.closed = true;
    },
  };
}
