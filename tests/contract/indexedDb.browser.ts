import { wipeBlobs } from '../../src/adapters/browser/blobStore.ts';
import { makeIndexStore } from '../../src/adapters/browser/indexStore.ts';
import { openProfile, type Profile } from '../../src/adapters/browser/profile.ts';
import type { Device } from './device.ts';
import { storageCases } from './storage.suite.ts';

type Failure = 'storage-full' | 'storage-failed';

/** Makes every write of this page's IndexedDB abort, the way a full or broken disk does. */
function failWrites(reason: Failure): () => void {
  const { prototype } = IDBObjectStore;
  const originals = { add: prototype.add, put: prototype.put };
  for (const method of ['add', 'put'] as const) {
    prototype[method] = function (this: IDBObjectStore, ...args) {
      const request = originals[method].apply(this, args);
      queueMicrotask(() => abort(this.transaction, reason));
      return request;
    };
  }
  const files = FileSystemWritableFileStream.prototype;
  const { write } = files;
  files.write = () => Promise.reject(refusal(reason));
  return () => {
    Object.assign(prototype, originals);
    files.write = write;
  };
}

const refusal = (reason: Failure): DOMException =>
  new DOMException('refused', reason === 'storage-full' ? 'QuotaExceededError' : 'UnknownError');

function abort(transaction: IDBTransaction, reason: Failure): void {
  if (transaction.error) return;
  const error = refusal(reason);
  Object.defineProperty(transaction, 'error', { get: () => error });
  transaction.abort();
}

async function makeDevice(): Promise<Device> {
  const name = `test-${crypto.randomUUID()}`;
  const opened: Profile[] = [];
  let repair = () => {};
  return {
    async open() {
      const profile = await openProfile(name);
      opened.push(profile);
      const shards = makeIndexStore(name);
      return {
        ...profile,
        shards,
        close: async () => {
          await Promise.all([shards.close(), profile.close()]);
        },
      };
    },
    // The page cannot kill itself; indexedDb.test.ts kills a browser. Here the rest is left behind.
    crash: async () => {},
    fail(reason) {
      repair();
      repair = reason ? failWrites(reason) : () => {};
    },
    async remove() {
      await Promise.all(opened.map((profile) => profile.close()));
      for (const database of await indexedDB.databases()) {
        if (database.name?.startsWith(name)) indexedDB.deleteDatabase(database.name);
      }
      await wipeBlobs(name);
    },
  };
}

export const cases = storageCases(makeDevice);
