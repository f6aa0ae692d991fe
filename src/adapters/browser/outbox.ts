import type { Outbox } from '../../ports.ts';
import type { Database } from './database.ts';

/** The outbox in the profile's own database. */
export function makeOutbox(database: Database): Outbox {
  const access = database.attach('outbox');

  return {
    async put(items) {
      // A view would be kept with all of the buffer behind it.
      const kept = items.map((item) => ({ ...item, envelope: item.envelope.slice() }));
      await access.write(['outbox'], async (transaction) => {
        const store = transaction.objectStore('outbox');
        const place = store.index('place');
        const putOne = async (item: (typeof kept)[number]) => {
          const old = await place.getKey([item.log, item.chain, item.number]);
          if (old !== undefined) await store.delete(old);
          await store.add(item);
        };
        await Promise.all(kept.map(putOne));
      });
    },
    all: () => access.read((connection) => connection.getAll('outbox')),
    count: () => access.read((connection) => connection.count('outbox')),
    drop: (log, chain, next) =>
      access.write(['outbox'], async (transaction) => {
        const store = transaction.objectStore('outbox');
        if (next <= 0) return;
        const below = IDBKeyRange.bound([log, chain, 0], [log, chain, next], false, true);
        const keys = await store.index('place').getAllKeys(below);
        await Promise.all(keys.map((key) => store.delete(key)));
      }),
    async replace(log, chain, from, items) {
      const kept = items.map((item) => ({ ...item, envelope: item.envelope.slice() }));
      await access.write(['outbox'], async (transaction) => {
        const store = transaction.objectStore('outbox');
        const beyond = IDBKeyRange.bound([log, chain, from], [log, chain, []], false, true);
        const keys = await store.index('place').getAllKeys(beyond);
        await Promise.all(keys.map((key) => store.delete(key)));
        await Promise.all(kept.map((item) => store.add(item)));
      });
    },
    close: async () => access.close(),
  };
}
