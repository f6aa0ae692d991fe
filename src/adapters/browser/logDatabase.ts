import * as Y from 'yjs';
import { ConfabError } from '../../model/errors.ts';
import { ANSWER_TIMEOUT, OPEN_TIMEOUT } from './database.ts';
import { storageError, within } from './storageError.ts';

/** y-indexeddb's object stores: Yjs updates by running number, and room for others' own values. */
export const UPDATES = 'updates';
export const CUSTOM = 'custom';

/** Resolves with the request's result. Rejects with the raw error. */
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Resolves when the transaction is done; rejects with the raw error, null after a mere abort. */
export const completion = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

/** Opens a log's database with the stores that y-indexeddb expects. Rejects with `storage-failed`; never hangs. */
async function open(name: string): Promise<IDBDatabase> {
  let late = false;
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => {
      // As y-indexeddb makes them (createStores in its constructor).
      request.result.createObjectStore(UPDATES, { autoIncrement: true });
      request.result.createObjectStore(CUSTOM);
    };
    request.onsuccess = () => {
      if (late) request.result.close();
      else resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  try {
    return await within(OPEN_TIMEOUT, `opening ${name}`, opening);
  } catch (cause) {
    late = true;
    throw storageError(`opening ${name}`, cause);
  }
}

/** Makes sure that y-indexeddb will be able to open the database: it does not tell when it is not. */
export async function checkDatabase(name: string): Promise<void> {
  const database = await open(name);
  const stores = [...database.objectStoreNames];
  database.close();
  if (stores.includes(UPDATES) && stores.includes(CUSTOM)) return;
  throw new ConfabError('storage-failed', `${name} is no log; it has the stores ${stores}`);
}

/** Deletes the database. Rejects with `in-use` when another tab does not let go of it. */
export async function deleteDatabase(name: string): Promise<void> {
  let blocked = false;
  const request = indexedDB.deleteDatabase(name);
  request.onblocked = () => {
    blocked = true;
  };
  try {
    await within(OPEN_TIMEOUT, `deleting ${name}`, answer(request));
  } catch (cause) {
    if (blocked) throw new ConfabError('in-use', `${name} is open elsewhere`, { cause });
    throw storageError(`deleting ${name}`, cause);
  }
}

/**
 * Sets aside the updates that Yjs cannot read, and what cannot be applied without them: peers and the
 * outbox have what they held. Resolves with the number of updates set aside.
 */
export async function setDamagedAside(name: string): Promise<number> {
  const database = await open(name);
  try {
    const transaction = database.transaction([UPDATES, CUSTOM], 'readwrite', {
      durability: 'strict',
    });
    const done = completion(transaction);
    const updates = transaction.objectStore(UPDATES);
    const custom = transaction.objectStore(CUSTOM);
    const doc = new Y.Doc();
    let damaged = 0;
    const cursor = updates.openCursor();
    cursor.onsuccess = () => {
      const at = cursor.result;
      if (at) {
        if (!applies(doc, at.value)) {
          custom.put(at.value, `damaged/${String(at.key)}`);
          damaged++;
        }
        at.continue();
        return;
      }
      if (damaged === 0) return;
      doc.store.pendingStructs = null;
      updates.clear();
      updates.add(Y.encodeStateAsUpdate(doc));
    };
    await within(ANSWER_TIMEOUT, `mending ${name}`, done);
    return damaged;
  } catch (cause) {
    throw storageError(`mending ${name}`, cause);
  } finally {
    database.close();
  }
}

function applies(doc: Y.Doc, update: unknown): boolean {
  try {
    Y.applyUpdate(doc, update as Uint8Array);
    return true;
  } catch {
    return false;
  }
}
