import { type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { ConfabError } from '../../model/errors.ts';
import type { Schema } from './schema.ts';
import { storageError, within } from './storageError.ts';

/** Milliseconds after which an open counts as failed; a slow phone needs one or two seconds. */
export const OPEN_TIMEOUT = 10_000;
/** Milliseconds after which a write or read counts as failed. */
export const ANSWER_TIMEOUT = 30_000;

const VERSION = 1;

type Stores = StoreNames<Schema>;
export type Write<Names extends Stores> = IDBPTransaction<Schema, Names[], 'readwrite'>;

/** One store's way to the profile's own database. */
export interface Access {
  /**
   * Runs `job` in one transaction and resolves when that is durable ("strict": flushed to the disk).
   * All or nothing. Rejects with `storage-full`, `storage-failed` or `closed`.
   */
  write<Names extends Stores, T>(
    stores: Names[],
    job: (transaction: Write<Names>) => Promise<T>,
  ): Promise<T>;
  /** Runs `job`, which only reads. Rejects with `storage-failed` or `closed`. */
  read<T>(job: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T>;
  /** Ends this access; the database stays open for the others. */
  close(): void;
}

export interface Database {
  readonly name: string;
  /** Makes an access for a store; `store` is for its errors. */
  attach(store: string): Access;
  /** Harmless when closed. */
  close(): void;
}

/** Opens or makes a profile's own database. Rejects with `storage-failed`; never hangs. */
export async function openDatabase(name: string): Promise<Database> {
  let ended: string | null = null;
  const opening = openDB<Schema>(name, VERSION, {
    upgrade(database) {
      database
        .createObjectStore('outbox', { autoIncrement: true })
        .createIndex('place', ['log', 'chain', 'number'], { unique: true });
      database.createObjectStore('state');
      database.createObjectStore('identity');
      database.createObjectStore('secrets');
      database.createObjectStore('logs');
    },
    // A newer Confab in another tab wants to change the tables, or somebody deletes them.
    blocking(_current, _wanted, event) {
      ended = 'another tab changes the database';
      (event.target as IDBDatabase).close();
    },
    terminated() {
      ended = 'the browser ended the connection';
    },
  });
  const connection = await within(OPEN_TIMEOUT, `opening ${name}`, opening).catch((cause) => {
    // An open that comes too late must not stay behind.
    opening.then((late) => late.close()).catch(() => {});
    throw storageError(`opening ${name}`, cause);
  });

  return {
    name,
    attach: (store) =>
      makeAccess(connection, `${store} of ${name}`, () => {
        if (ended) throw new ConfabError('storage-failed', `${name}: ${ended}`);
      }),
    close: () => connection.close(),
  };
}

function makeAccess(
  connection: IDBPDatabase<Schema>,
  what: string,
  refuseEnded: () => void,
): Access {
  let closed = false;
  const refuse = () => {
    if (closed) throw new ConfabError('closed', what);
    refuseEnded();
  };
  return {
    async write(stores, job) {
      refuse();
      return await within(ANSWER_TIMEOUT, what, transact(connection, stores, what, job));
    },
    async read(job) {
      refuse();
      try {
        return await within(ANSWER_TIMEOUT, what, job(connection));
      } catch (cause) {
        throw storageError(`reading ${what}`, cause);
      }
    },
    close() {
      closed = true;
    },
  };
}

async function transact<Names extends Stores, T>(
  connection: IDBPDatabase<Schema>,
  stores: Names[],
  what: string,
  job: (transaction: Write<Names>) => Promise<T>,
): Promise<T> {
  let transaction: Write<Names> | undefined;
  try {
    transaction = connection.transaction(stores, 'readwrite', { durability: 'strict' });
    const [result] = await Promise.all([job(transaction), transaction.done]);
    return result;
  } catch (cause) {
    abort(transaction);
    throw storageError(`writing ${what}`, transaction?.error ?? cause);
  }
}

function abort(transaction: { abort(): void } | undefined): void {
  try {
    transaction?.abort();
  } catch {
    // It has ended already: that is why it failed.
  }
}
