import type { BlobStore, LogStore, Outbox, StateStore } from '../../ports.ts';
import { makeBlobStore, wipeBlobs } from './blobStore.ts';
import { openDatabase } from './database.ts';
import { indexDatabase } from './indexStore.ts';
import { type BrowserKeyStore, makeKeyStore } from './keyStore.ts';
import { deleteDatabase } from './logDatabase.ts';
import { makeLogStore } from './logStore.ts';
import { makeOutbox } from './outbox.ts';
import { makeStateStore } from './stateStore.ts';

/** Everything one browser profile keeps. */
export interface Profile {
  readonly logs: LogStore;
  readonly outbox: Outbox;
  readonly state: StateStore;
  readonly keys: BrowserKeyStore;
  readonly blobs: BlobStore;
  /** Resolves when what was asked for is durable. Harmless when closed. */
  close(): Promise<void>;
}

/**
 * Opens what this origin keeps: the database `name`, one database `name/LOG` for each log, and the folder
 * `name-files`. The
 * caller holds the tab lock. Rejects with `storage-failed`, `storage-full`; never hangs.
 */
export async function openProfile(name = 'confab'): Promise<Profile> {
  const database = await openDatabase(name);
  const logs = makeLogStore(database);
  const outbox = makeOutbox(database);
  const state = makeStateStore(database);
  const keys = makeKeyStore(database);
  const blobs = makeBlobStore(name);
  let closing: Promise<void> | null = null;
  const close = async () => {
    try {
      await logs.close();
      await Promise.all([outbox.close(), state.close(), keys.close(), blobs.close()]);
    } finally {
      // IndexedDB finishes the transactions that are under way first.
      database.close();
    }
  };
  return {
    logs,
    outbox,
    state,
    keys,
    blobs,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Deletes everything that a profile keeps. The caller holds the tab lock and has closed the profile.
 * Rejects with `in-use`, `storage-failed`; the keys go last, so that a second try finds the rest.
 */
export async function wipeProfile(name = 'confab'): Promise<void> {
  const profile = await openProfile(name);
  try {
    for (const log of await profile.logs.list()) await profile.logs.drop(log);
  } finally {
    await profile.close();
  }
  await deleteDatabase(indexDatabase(name));
  await wipeBlobs(name);
  await deleteDatabase(name);
}
