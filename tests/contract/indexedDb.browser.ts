import { wipeBlobs } from '../../src/adapters/browser/blobStore.ts';
import { makeIndexStore } from '../../src/adapters/browser/indexStore.ts';
import { openProfile, type Profile } from '../../src/adapters/browser/profile.ts';
import { type BrittleBlobs, makeBrittleBlobs } from './brittleBlobs.ts';
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
  return () => {
    Object.assign(prototype, originals);
  };
}

const nameOf = (reason: Failure): string =>
  reason === 'storage-full' ? 'QuotaExceededError' : 'UnknownError';

function abort(transaction: IDBTransaction, reason: Failure): void {
  if (transaction.error) return;
  const error = new DOMException('refused', nameOf(reason));
  Object.defineProperty(transaction, 'error', { get: () => error });
  transaction.abort();
}

async function makeDevice(): Promise<Device> {
  const name = `test-${crypto.randomUUID()}`;
  const opened: Profile[] = [];
  const files: BrittleBlobs[] = [];
  let failing: Failure | null = null;
  let repair = () => {};
  const failure = () => ({ order: 'fail', name: failing && nameOf(failing) }) as const;
  return {
    async open() {
      const profile = await openProfile(name);
      opened.push(profile);
      const shards = makeIndexStore(name);
      const brittle = makeBrittleBlobs(name, () => [failure()]);
      files.push(brittle);
      return {
        ...profile,
        blobs: brittle.blobs,
        shards,
        close: async () => {
          await Promise.all([shards.close(), brittle.blobs.close(), profile.close()]);
        },
      };
    },
    // The page cannot kill itself, but its worker; profileLife.test.ts kills a browser.
    crash: async () => {
      for (const it of files) it.tell({ order: 'die' });
    },
    fail(reason) {
      repair();
      repair = reason ? failWrites(reason) : () => {};
      failing = reason;
      for (const it of files) it.tell(failure());
    },
    async remove() {
      await Promise.all(files.map(({ blobs }) => blobs.close()));
      await Promise.all(opened.map((profile) => profile.close()));
      for (const database of await indexedDB.databases()) {
        if (database.name?.startsWith(name)) indexedDB.deleteDatabase(database.name);
      }
      await wipeBlobs(name);
    },
  };
}

export const cases = storageCases(makeDevice);
