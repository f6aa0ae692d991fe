import type { ChainId, LogId } from '../../model/ids.ts';
import type { Outbox } from '../../ports.ts';
import { refuseClosed } from './closing.ts';
import type { Disk } from './disk.ts';

const placeOf = (log: LogId, chain: ChainId, number: number): string => `${log}/${chain}/${number}`;

/** An outbox on a memory disk. */
export function makeOutbox(disk: Disk): Outbox {
  const session = disk.begin();
  const state = { closed: false };

  return {
    async put(items) {
      refuseClosed(state, 'outbox');
      const kept = items.map((item) => ({ ...item, envelope: item.envelope.slice() }));
      await session.write(() => {
        for (const item of kept) {
          const place = placeOf(item.log, item.chain, item.number);
          disk.waiting.delete(place);
          disk.waiting.set(place, item);
        }
      });
    },
    async all() {
      refuseClosed(state, 'outbox');
      return [...disk.waiting.values()].map((item) => ({
        ...item,
        envelope: item.envelope.slice(),
      }));
    },
    async count() {
      refuseClosed(state, 'outbox');
      return disk.waiting.size;
    },
    async drop(log, chain, next) {
      refuseClosed(state, 'outbox');
      await session.write(() => {
        for (const [place, item] of disk.waiting) {
          if (item.log === log && item.chain === chain && item.number < next) {
            disk.waiting.delete(place);
          }
        }
      });
    },
    async replace(log, chain, from, items) {
      refuseClosed(state, 'outbox');
      const kept = items.map((item) => ({ ...item, envelope: item.envelope.slice() }));
      await session.write(() => {
        for (const [place, item] of disk.waiting) {
          const isOld = item.log === log && item.chain === chain && item.number >= from;
          if (isOld) disk.waiting.delete(place);
        }
        for (const item of kept) {
          disk.waiting.set(placeOf(item.log, item.chain, item.number), item);
        }
      });
    },
    async close() {
      state.closed = true;
    },
  };
}
