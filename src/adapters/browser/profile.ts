import type { LogStore, Outbox, StateStore } from '../../ports.ts';
import { openDatabase } from './database.ts';
import { type BrowserKeyStore, makeKeyStore } from './keyStore.ts';
import { makeLogStore } from './logStore.ts';
import { makeOutbox } from './outbox.ts';
import { makeStateStore } from './stateStore.ts';

/** Everything one browser profile keeps. */
export interface Profile {
  readonly logs: LogStore;
  readonly outbox: Outbox;
  readonly state: StateStore;
  readonly keys: BrowserKeyStore;
  /** Resolves when what was asked for is durable. Harmless when closed. */
  close(): Promise<void>;
}

/**
 * Opens what this origin keeps: the database `name` and one database `name/LOG` for each log. The
 * caller holds the tab lock. Rejects with `storage-failed`, `storage-full`; never hangs.
 */
export async function openProfile(name = 'confab'): Promise<Profile> {
  const database = await openDatabase(name);
  const logs = makeLogStore(database);
  const outbox = makeOutbox(database);
  const state = makeStateStore(database);
  const keys = makeKeyStore(database);
  let closing: Promise<void> | null = null;
  const close = async () => {
    try {
      await logs.close();
      await Promise.all([outbox.close(), state.close(), keys.close()]);
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
    close() {
      closing ??= close();
      return closing;
    },
  };
}
