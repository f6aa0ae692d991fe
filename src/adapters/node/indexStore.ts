import type { IndexRecord, IndexStore } from '../../ports.ts';
import type { Database } from './database.ts';

/** Records that are read at once. */
const BATCH = 100;

/** Made where it is missing: what it holds can always be made again, so its file's version does not change. */
const TABLE = `CREATE TABLE IF NOT EXISTS shard (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT`;

/** The search index in the data folder's database. */
export function makeIndexStore(database: Database): IndexStore {
  const access = database.attach('index store');
  const { connection } = access;
  connection.exec(TABLE);
  const select = connection.prepare(
    'SELECT name, bytes FROM shard WHERE name < ? ORDER BY name DESC LIMIT ?',
  );
  const upsert = connection.prepare('INSERT OR REPLACE INTO shard (name, bytes) VALUES (?, ?)');
  const remove = connection.prepare('DELETE FROM shard WHERE name = ?');

  return {
    async *load() {
      for (let before = '\uffff'; ; ) {
        const batch = access.read(() =>
          select
            .all(before, BATCH)
            .map((row): IndexRecord => [String(row.name), row.bytes as Uint8Array]),
        );
        const last = batch.at(-1);
        if (!last) return;
        yield batch;
        before = last[0];
      }
    },
    async put(records, dropped) {
      await access.write(() => {
        for (const [name, bytes] of records) upsert.run(name, bytes);
        for (const name of dropped) remove.run(name);
      });
    },
    close: () => access.close(),
  };
}
