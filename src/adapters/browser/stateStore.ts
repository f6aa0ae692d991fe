import type { StateStore } from '../../ports.ts';
import { decode, encodeReadable } from '../../wire/cbor.ts';
import type { Database } from './database.ts';

/** Small state in the profile's own database. */
export function makeStateStore(database: Database): StateStore {
  const access = database.attach('state store');

  return {
    get: (key) =>
      access.read(async (connection) => {
        const bytes = await connection.get('state', key);
        return bytes && decode(bytes);
      }),
    async set(pairs) {
      const changes = Object.entries(pairs).map(
        ([key, value]) => [key, value === undefined ? undefined : encodeReadable(value)] as const,
      );
      await access.write(['state'], async (transaction) => {
        const store = transaction.objectStore('state');
        await Promise.all(
          changes.map(([key, bytes]) => (bytes ? store.put(bytes, key) : store.delete(key))),
        );
      });
    },
    scan: (prefix) =>
      access.read(async (connection) => {
        const range = startingWith(prefix);
        const store = connection.transaction('state').store;
        const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
        return keys.map((key, i) => [key, decode(values[i] ?? new Uint8Array())]);
      }),
    close: async () => access.close(),
  };
}

/** The keys that begin with the prefix. IndexedDB orders text by UTF-16 units. */
function startingWith(prefix: string): IDBKeyRange {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 0xffff) end--;
  if (end === 0) return IDBKeyRange.lowerBound(prefix);
  const after = prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1);
  return IDBKeyRange.bound(prefix, after, false, true);
}
