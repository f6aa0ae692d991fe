import type { ChainId, LogId } from '../../model/ids.ts';
import type { Outbox, Waiting } from '../../ports.ts';
import type { Database } from './database.ts';

/** The outbox in the data folder's database. */
export function makeOutbox(database: Database): Outbox {
  const access = database.attach('outbox');
  const { connection } = access;
  const insert = connection.prepare(
    'INSERT OR REPLACE INTO waiting (log, chain, number, envelope, since) VALUES (?, ?, ?, ?, ?)',
  );
  const select = connection.prepare(
    'SELECT log, chain, number, envelope, since FROM waiting ORDER BY seq',
  );
  const count = connection.prepare('SELECT count(*) AS waiting FROM waiting');
  const remove = connection.prepare(
    'DELETE FROM waiting WHERE log = ? AND chain = ? AND number < ?',
  );
  const removeFrom = connection.prepare(
    'DELETE FROM waiting WHERE log = ? AND chain = ? AND number >= ?',
  );

  return {
    put(items) {
      const rows = items.map((item) => ({ ...item, envelope: item.envelope.slice() }));
      return access.write(() => {
        for (const { log, chain, number, envelope, since } of rows) {
          insert.run(log, chain, number, envelope, since);
        }
      });
    },
    all: async () =>
      access.read(() =>
        select.all().map(
          (row): Waiting => ({
            log: row.log as LogId,
            chain: row.chain as ChainId,
            number: row.number as number,
            envelope: row.envelope as Uint8Array,
            since: row.since as number,
          }),
        ),
      ),
    count: async () => access.read(() => count.get()?.waiting as number),
    drop: (log, chain, next) =>
      access.write(() => {
        remove.run(log, chain, next);
      }),
    replace(log, chain, from, items) {
      const rows = items.map((item) => ({ ...item, envelope: item.envelope.slice() }));
      return access.write(() => {
        removeFrom.run(log, chain, from);
        for (const { log, chain, number, envelope, since } of rows) {
          insert.run(log, chain, number, envelope, since);
        }
      });
    },
    close: () => access.close(),
  };
}
