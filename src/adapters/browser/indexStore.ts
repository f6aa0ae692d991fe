import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { ConfabError } from '../../model/errors.ts';
import type { IndexRecord, IndexStore } from '../../ports.ts';
import { storageError, within } from './storageError.ts';

/** Milliseconds after which an open, a write or a read counts as failed. */
const TIMEOUT = 20_000;
/** Records that are read at once. */
const BATCH = 100;
const VERSION = 1;

interface Shards extends DBSchema {
  shards: { key: string; value: Uint8Array };
}

/** The database in which a profile keeps its search index. */
export const indexDatabase = (profile: string): string => `${profile}/search`;

/**
 * The search index in a database of its own, which may be deleted at any time: it is opened when it is
 * first used, and again after it was closed from elsewhere. Works in a worker too.
 */
export function makeIndexStore(profile = 'confab'): IndexStore {
  const name = indexDatabase(profile);
  let opened: Promise<IDBPDatabase<Shards>> | null = null;
  let closed = false;

  const open = (): Promise<IDBPDatabase<Shards>> => {
    const forget = () => {
      opened = null;
    };
    const opening = openDB<Shards>(name, VERSION, {
      upgrade: (database) => void database.createObjectStore('shards'),
      blocking(_current, _wanted, event) {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: forget,
    });
    return within(TIMEOUT, `opening ${name}`, opening).catch((cause) => {
      forget();
      opening.then((late) => late.close()).catch(() => {});
      throw storageError(`opening ${name}`, cause);
    });
  };
  const use = async <T>(what: string, job: (database: IDBPDatabase<Shards>) => Promise<T>) => {
    if (closed) throw new ConfabError('closed', name);
    opened ??= open();
    const database = await opened;
    try {
      return await within(TIMEOUT, what, job(database));
    } catch (cause) {
      throw storageError(what, cause);
    }
  };

  return {
    async *load() {
      let before: string | null = null;
      for (;;) {
        const range: IDBKeyRange | null =
          before === null ? null : IDBKeyRange.upperBound(before, true);
        const batch: IndexRecord[] = await use(`reading ${name}`, (database) =>
          readBatch(database, range),
        );
        const last = batch.at(-1);
        if (!last) return;
        yield batch;
        before = last[0];
      }
    },
    async put(records, dropped) {
      await use(`writing ${name}`, async (database) => {
        // Not strict: what a power cut takes is made again.
        const transaction = database.transaction('shards', 'readwrite', { durability: 'relaxed' });
        await Promise.all([
          ...records.map(([key, bytes]) => transaction.store.put(bytes, key)),
          ...dropped.map((key) => transaction.store.delete(key)),
          transaction.done,
        ]);
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await opened?.then((database) => database.close()).catch(() => {});
    },
  };
}

/** The greatest keys of a range, downwards. */
async function readBatch(
  database: IDBPDatabase<Shards>,
  range: IDBKeyRange | null,
): Promise<IndexRecord[]> {
  const { store } = database.transaction('shards');
  const keys: string[] = [];
  let cursor = await store.openKeyCursor(range, 'prev');
  while (cursor && keys.length < BATCH) {
    keys.push(cursor.key);
    cursor = await cursor.continue();
  }
  const last = keys.at(-1);
  if (last === undefined) return [];
  const values = await store.getAll(IDBKeyRange.bound(last, keys[0]));
  return keys.map((key, i) => [key, values[values.length - 1 - i] ?? new Uint8Array()]);
}
