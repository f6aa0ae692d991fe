import { resolve } from 'node:path';
import type { BlobStore, IndexStore, KeyStore, LogStore, Outbox, StateStore } from '../../ports.ts';
import { makeBlobStore } from './blobStore.ts';
import { DATABASE_FILE, type Database, openDatabase } from './database.ts';
import { lockFolder } from './folderLock.ts';
import { makeIndexStore } from './indexStore.ts';
import { makeKeyStore } from './keyStore.ts';
import { makeLogStore } from './logStore.ts';
import { makeOutbox } from './outbox.ts';
import { makePrivateFolder } from './privateFile.ts';
import { storageError } from './sqliteError.ts';
import { makeStateStore } from './stateStore.ts';

/** Everything one device keeps: one folder, one database file and one of files, one owner at a time. */
export interface DataFolder {
  /** Absolute path. */
  readonly folder: string;
  /** For those who keep further tables in the same file. */
  readonly database: Database;
  readonly logs: LogStore;
  readonly outbox: Outbox;
  readonly state: StateStore;
  readonly keys: KeyStore;
  /** The search index; its table is made when it is first asked for. */
  openIndex(): IndexStore;
  readonly blobs: BlobStore;
  /** Writes what was asked for, closes the database and gives the folder free. Harmless when closed. */
  close(): Promise<void>;
}

/**
 * Opens a data folder, making it when it is missing. Rejects with `in-use` while another process or
 * opening has it, `storage-failed` when it cannot be read or is not Confab's, `storage-full`,
 * `unsupported` when a newer version wrote it.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = resolve(path);
  try {
    makePrivateFolder(folder, DATABASE_FILE);
  } catch (cause) {
    throw storageError(`making the data folder ${folder}`, cause);
  }
  const unlock = lockFolder(folder);
  let database: Database | undefined;
  try {
    database = openDatabase(folder);
    return assemble(folder, database, unlock);
  } catch (error) {
    database?.close();
    unlock();
    throw storageError(`opening ${folder}`, error);
  }
}

function assemble(folder: string, database: Database, unlock: () => void): DataFolder {
  const logs = makeLogStore(database);
  const blobs = makeBlobStore(folder);
  let closing: Promise<void> | null = null;
  const close = async () => {
    try {
      await Promise.all([logs.close(), blobs.close()]);
    } finally {
      database.close();
      unlock();
    }
  };
  return {
    folder,
    database,
    logs,
    outbox: makeOutbox(database),
    state: makeStateStore(database),
    keys: makeKeyStore(database),
    openIndex: () => makeIndexStore(database),
    blobs,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
