import type { StateStore } from '../../ports.ts';
import { utf8 } from '../../wire/bytes.ts';
import { decode, encodeReadable } from '../../wire/cbor.ts';
import type { Database } from './database.ts';

/** Small state in the data folder's database. */
export function makeStateStore(database: Database): StateStore {
  const access = database.attach('state store');
  const { connection } = access;
  const select = connection.prepare('SELECT value FROM state WHERE key = ?');
  const upsert = connection.prepare('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)');
  const remove = connection.prepare('DELETE FROM state WHERE key = ?');
  const scanFrom = connection.prepare('SELECT key, value FROM state WHERE key >= ?');
  const scanRange = connection.prepare('SELECT key, value FROM state WHERE key >= ? AND key < ?');

  return {
    get: async (key) =>
      access.read(() => {
        const row = select.get(utf8(key));
        return row && decode(row.value as Uint8Array);
      }),
    async set(pairs) {
      const changes = Object.entries(pairs).map(
        ([key, value]) =>
          [utf8(key), value === undefined ? undefined : encodeReadable(value)] as const,
      );
      await access.write(() => {
        for (const [key, value] of changes) {
          if (value) upsert.run(key, value);
          else remove.run(key);
        }
      });
    },
    scan: async (prefix) =>
      access.read(() => {
        const from = utf8(prefix);
        const to = after(from);
        const rows = to ? scanRange.all(from, to) : scanFrom.all(from);
        return rows.map((row) => [
          new TextDecoder().decode(row.key as Uint8Array),
          decode(row.value as Uint8Array),
        ]);
      }),
    close: () => access.close(),
  };
}

/** The least bytes behind everything that begins with `prefix`; null when there is no end. UTF-8 has no byte 255. */
function after(prefix: Uint8Array): Uint8Array | null {
  if (prefix.length === 0) return null;
  const bytes = prefix.slice();
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) + 1;
  return bytes;
}
