import { assert } from 'chai';
import { openDB } from 'idb';
import type { Cases } from '../support/page.ts';

/** What every browser adapter stands on. It fails here, by name, before a suite fails in a riddle. */
export const cases: Cases = {
  'has WebCrypto, Web Locks and OPFS': async () => {
    assert.isTrue(isSecureContext);
    assert.isDefined(crypto.subtle);
    assert.isDefined(navigator.locks);
    await navigator.storage.getDirectory();
  },
  'signs with an Ed25519 key that nobody can read': async () => {
    const { privateKey } = (await crypto.subtle.generateKey('Ed25519', false, [
      'sign',
      'verify',
    ])) as CryptoKeyPair;
    assert.isFalse(privateKey.extractable);
    const signature = await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(3));
    assert.strictEqual(signature.byteLength, 64);
  },
  'keeps bytes in IndexedDB with strict durability': async () => {
    const db = await openDB(`test-${crypto.randomUUID()}`, 1, {
      upgrade: (db) => void db.createObjectStore('things'),
    });
    const transaction = db.transaction('things', 'readwrite', { durability: 'strict' });
    await transaction.store.put(new Uint8Array([1, 2, 3]), 'a');
    await transaction.done;
    assert.deepEqual(await db.get('things', 'a'), new Uint8Array([1, 2, 3]));
    db.close();
  },
};

/** For the test of `openPage` itself. */
export const double = async (list: number[]): Promise<number[]> => list.map((n) => n * 2);
export const fail = async (): Promise<void> => {
  throw new TypeError('as asked');
};
