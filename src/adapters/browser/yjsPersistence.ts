import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb';
import type * as Y from 'yjs';
import { ANSWER_TIMEOUT } from './database.ts';
import { within } from './storageError.ts';

/** A y-indexeddb that has loaded. */
export interface Loaded {
  readonly name: string;
  readonly doc: Y.Doc;
  /** y-indexeddb's own connection: transactions on it run in the order they were made. */
  readonly connection: IDBDatabase;
  /** Stops writing, without closing: for a connection that is gone. */
  detach(): void;
  /** Stops writing and closes the connection; many updates become one first. */
  destroy(): Promise<void>;
}

/**
 * Fills the document from its database and writes every later change of it. y-indexeddb has no word
 * for failure: what it cannot replay rejects inside it and it never says `synced`. The replay is one
 * Yjs transaction with y-indexeddb as its origin, so when that ends without `synced`, an update is
 * damaged. Rejects with `storage-failed`; never hangs.
 */
export async function persist(name: string, doc: Y.Doc): Promise<Loaded | 'damaged'> {
  const persistence = new IndexeddbPersistence(name, doc);
  let replayed = (_: 'damaged') => {};
  const damaged = new Promise<'damaged'>((resolve) => {
    replayed = resolve;
  });
  const onTransaction = (transaction: Y.Transaction) => {
    if (transaction.origin !== persistence) return;
    queueMicrotask(() => {
      if (!persistence.synced) replayed('damaged');
    });
  };
  doc.on('afterTransaction', onTransaction);
  try {
    const loading = Promise.race([persistence.whenSynced, damaged]);
    const result = await within(ANSWER_TIMEOUT, `loading ${name}`, loading);
    if (result === 'damaged') {
      await persistence.destroy();
      return 'damaged';
    }
  } catch (error) {
    persistence.destroy().catch(() => {}); // its open may never answer
    throw error;
  } finally {
    doc.off('afterTransaction', onTransaction);
  }
  return {
    name,
    doc,
    // Set before anything is loaded; y-indexeddb's types leave it open.
    connection: persistence.db as IDBDatabase,
    detach: () => doc.off('update', persistence._storeUpdate),
    async destroy() {
      // y-indexeddb trims after writes only, and leaves an empty update each time that it opens a log.
      try {
        if (persistence._dbsize >= PREFERRED_TRIM_SIZE) await storeState(persistence);
      } catch {
        // All is kept as it is, on a full disk for instance; the next closing tries again.
      }
      await persistence.destroy();
    },
  };
}
