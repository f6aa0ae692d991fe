import { ConfabError } from '../../model/errors.ts';
import type { LogId } from '../../model/ids.ts';
import type { LogStore, StoredLog } from '../../ports.ts';
import type { Database } from './database.ts';
import { checkDatabase, deleteDatabase, setDamagedAside } from './logDatabase.ts';
import { keep } from './storedLog.ts';
import { persist } from './yjsPersistence.ts';

/**
 * Replicas of logs, each through y-indexeddb in a database of its own, `PROFILE/LOG`. Which logs there
 * are is noted in the profile's own database: not every browser has `indexedDB.databases()`.
 */
export function makeLogStore(database: Database): LogStore {
  const access = database.attach('log store');
  const nameOf = (log: LogId) => `${database.name}/${log}`;
  const open = new Map<LogId, Promise<StoredLog>>();
  let closing: Promise<void> | null = null;

  const note = (log: LogId) =>
    access.write(['logs'], async (transaction) => {
      await transaction.objectStore('logs').put(true, log);
    });

  const openOne: LogStore['open'] = async (log, doc) => {
    const name = nameOf(log);
    await checkDatabase(name);
    let persistence = await persist(name, doc);
    if (persistence === 'damaged') {
      await setDamagedAside(name);
      persistence = await persist(name, doc);
    }
    if (persistence === 'damaged') {
      throw new ConfabError('storage-failed', `${name} cannot be read`);
    }
    return keep(persistence, {
      note: () => note(log),
      release: () => open.delete(log),
    });
  };

  return {
    async open(log, doc) {
      if (closing) throw new ConfabError('closed', `log store, opening ${log}`);
      if (open.has(log)) throw new ConfabError('in-use', `log ${log} is open already`);
      const opening = openOne(log, doc);
      open.set(log, opening);
      opening.catch(() => open.delete(log));
      return await opening;
    },
    list: () => access.read(async (connection) => (await connection.getAllKeys('logs')) as LogId[]),
    async drop(log) {
      if (open.has(log)) throw new ConfabError('in-use', `log ${log} is open`);
      await deleteDatabase(nameOf(log));
      await access.write(['logs'], async (transaction) => {
        await transaction.objectStore('logs').delete(log);
      });
    },
    close() {
      closing ??= closeAll([...open.values()]).finally(() => access.close());
      return closing;
    },
  };
}

/** Closes all, also when some fail; then rejects with the first failure. */
async function closeAll(logs: readonly Promise<StoredLog>[]): Promise<void> {
  const opened = await Promise.allSettled(logs);
  const closings = opened.flatMap((log) => (log.status === 'fulfilled' ? [log.value.close()] : []));
  for (const result of await Promise.allSettled(closings)) {
    if (result.status === 'rejected') throw result.reason;
  }
}
