import { assert } from 'chai';
import * as Y from 'yjs';
import { openDatabase } from '../../src/adapters/browser/database.ts';
import { makeKeyStore } from '../../src/adapters/browser/keyStore.ts';
import { askPersistence, estimateSpace } from '../../src/adapters/browser/persist.ts';
import { openProfile, type Profile, wipeProfile } from '../../src/adapters/browser/profile.ts';
import type { KeptIdentity } from '../../src/adapters/browser/schema.ts';
import { clock } from '../../src/adapters/node/clock.ts';
import { Logs } from '../../src/log/logs.ts';
import type { LogId } from '../../src/model/ids.ts';
import { verify } from '../../src/wire/sign.ts';
import type { Cases } from '../support/page.ts';
import { type Device as Author, setup } from '../support/story.ts';
import { assertRejects, LOG, noise, waiting } from './device.ts';

const append = (doc: Y.Doc, ...entries: Uint8Array[]) =>
  doc.transact(() => doc.getArray('chain').push(entries.map((entry) => [entry])));

const held = (doc: Y.Doc): Uint8Array[] =>
  doc.getArray<[Uint8Array]>('chain').map(([entry]) => entry);

const answer = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Runs a case on a profile name of its own and with an open profile. */
const withProfile = (body: (profile: Profile, name: string) => Promise<void>) => async () => {
  const name = `test-${crypto.randomUUID()}`;
  const profile = await openProfile(name);
  try {
    await body(profile, name);
  } finally {
    await profile.close().catch(() => {}); // told by the case where it matters
  }
};

async function kept(name: string, log: LogId = LOG): Promise<Uint8Array[]> {
  const profile = await openProfile(name);
  const doc = new Y.Doc();
  await profile.logs.open(log, doc);
  await profile.close();
  return held(doc);
}

/** What lies in the profile's own database, past every adapter. */
async function rawIn<T>(name: string, store: string, key: string): Promise<T> {
  const database = await answer(indexedDB.open(name));
  const value = await answer(database.transaction(store).objectStore(store).get(key));
  database.close();
  return value as T;
}
const keptIn = (name: string) => rawIn<KeptIdentity>(name, 'identity', 'own');
const secretIn = (name: string, key: string) => rawIn<Uint8Array>(name, 'secrets', key);

const holds = (bytes: Uint8Array, part: Uint8Array): boolean =>
  [...bytes.keys()].some((at) => part.every((byte, i) => bytes[at + i] === byte));

/** The logs of a profile, of somebody who may read what the author may. */
const logsOf = ({ logs: store, outbox, state }: Profile, author: Author, onStorage = () => {}) =>
  new Logs({
    clock,
    office: author.office.id,
    policy: author.office,
    keys: author.keyring,
    identity: author.identity,
    time: author.hlc,
    store,
    outbox,
    state,
    onStorage,
  });

/** A month of three chains of two messages each, as it comes from a peer: an update for each message. */
async function makeMonth() {
  const { alice, general, log } = await setup();
  for (let chain = 0; chain < 3; chain++) {
    for (const text of ['one', 'two']) await alice.say(general, `${text} of ${chain}`);
    await alice.restart();
  }
  const runs = (await alice.runs(log)).flatMap(({ chain, envelopes }) =>
    envelopes.map((envelope, from) => ({ log, chain, from, envelopes: [envelope] })),
  );
  return { author: alice, log, runs };
}
type Month = Awaited<ReturnType<typeof makeMonth>>;

async function keepMonth(name: string, { author, runs }: Month): Promise<void> {
  const profile = await openProfile(name);
  const logs = logsOf(profile, author);
  for (const run of runs) {
    const admission = await logs.admit(run);
    assert.equal(admission.kind, 'admitted');
  }
  await logs.close();
  await profile.close();
}

/** Changes the stored update at a place, the empty ones that each opening leaves not counted; false when there is none. */
async function bendUpdate(
  name: string,
  place: number,
  bend: (update: Uint8Array) => void,
): Promise<boolean> {
  const database = await answer(indexedDB.open(name));
  const updates = database.transaction('updates', 'readwrite').objectStore('updates');
  const [keys, all] = await Promise.all([
    answer(updates.getAllKeys()),
    answer(updates.getAll() as IDBRequest<Uint8Array[]>),
  ]);
  const full = keys.flatMap((key, i) =>
    (all[i]?.length ?? 0) > 2 ? [{ key, bytes: all[i] }] : [],
  );
  const { key, bytes } = full[place] ?? {};
  if (key !== undefined && bytes) {
    bend(bytes);
    await answer(updates.put(bytes, key));
  }
  database.close();
  return key !== undefined;
}

/** What is told when the month is opened: the logs that lost something, and how many entries stayed. */
async function reopen(name: string, { author, log }: Month) {
  const profile = await openProfile(name);
  const logs = logsOf(profile, author);
  const lost: LogId[] = [];
  logs.onLost((it) => lost.push(it));
  await logs.start();
  const { size } = await logs.get(log);
  await logs.close();
  await profile.close();
  return { lost, size };
}

/** A script that has the key can use it, and that is all. */
async function assertUnreadable(key: CryptoKey): Promise<void> {
  assert.instanceOf(key, CryptoKey);
  assert.isFalse(key.extractable);
  for (const format of ['raw', 'pkcs8', 'jwk'] as const) {
    const error = await crypto.subtle.exportKey(format as 'raw', key).catch((error) => error);
    assert.equal(error.name, 'InvalidAccessError', format);
  }
  const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'wrapKey',
  ]);
  const iv = noise(12) as Uint8Array<ArrayBuffer>;
  const error = await crypto.subtle
    .wrapKey('pkcs8', key, wrapping, { name: 'AES-GCM', iv })
    .catch((error) => error);
  assert.equal(error.name, 'InvalidAccessError', 'wrapKey');
}

export const cases: Cases = {
  'a profile that is wiped leaves no database, and can be used anew': withProfile(
    async ({ logs, keys, state, close }, name) => {
      const doc = new Y.Doc();
      const stored = await logs.open(LOG, doc);
      append(doc, new Uint8Array([1]));
      await stored.flushed();
      await keys.create();
      await state.set({ some: 1 });
      await close();
      await wipeProfile(name);
      const left = (await indexedDB.databases()).filter((it) => it.name?.startsWith(name));
      assert.deepEqual(left, []);
      const fresh = await openProfile(name);
      assert.isNull(await fresh.keys.load());
      assert.deepEqual(await fresh.logs.list(), []);
      await fresh.close();
    },
  ),

  'a write that y-indexeddb lost without a word is made again': withProfile(
    async ({ logs, close }, name) => {
      const doc = new Y.Doc();
      const stored = await logs.open(LOG, doc);
      append(doc, new Uint8Array([1]));
      await stored.flushed();
      const { add } = IDBObjectStore.prototype;
      let lost = 0;
      IDBObjectStore.prototype.add = function (...args) {
        const request = add.apply(this, args);
        if (lost++ < 2) queueMicrotask(() => this.transaction.abort());
        return request;
      };
      append(doc, new Uint8Array([2]));
      append(doc, new Uint8Array([3]));
      IDBObjectStore.prototype.add = add;
      append(doc, new Uint8Array([4]));
      await stored.flushed();
      assert.equal(lost, 2);
      await close();
      assert.deepEqual(
        await kept(name),
        [1, 2, 3, 4].map((byte) => new Uint8Array([byte])),
      );
    },
  ),

  'a write that keeps being lost is told, and does not keep a log from closing': withProfile(
    async ({ logs }) => {
      const doc = new Y.Doc();
      const stored = await logs.open(LOG, doc);
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = function (...args) {
        const request = add.apply(this, args);
        queueMicrotask(() => this.transaction.abort());
        return request;
      };
      try {
        append(doc, new Uint8Array([1]));
        await assertRejects(stored.flushed(), 'storage-failed');
        await assertRejects(stored.close(), 'storage-failed');
      } finally {
        IDBObjectStore.prototype.add = add;
      }
      await (await logs.open(LOG, new Y.Doc())).close();
    },
  ),

  'a log deleted from outside is told, and changes of its document do not throw': withProfile(
    async ({ logs }, name) => {
      const doc = new Y.Doc();
      const stored = await logs.open(LOG, doc);
      append(doc, noise(10));
      await stored.flushed();
      await answer(indexedDB.deleteDatabase(`${name}/${LOG}`));
      append(doc, noise(10));
      await assertRejects(stored.flushed(), 'storage-failed');
      await assertRejects(stored.close(), 'storage-failed');
    },
  ),

  'the own database deleted from outside is told': withProfile(
    async ({ outbox, state, keys, logs }, name) => {
      const doc = new Y.Doc();
      const stored = await logs.open(LOG, doc);
      await answer(indexedDB.deleteDatabase(name));
      await assertRejects(outbox.put([waiting(0)]), 'storage-failed');
      await assertRejects(state.get('a'), 'storage-failed');
      await assertRejects(keys.load(), 'storage-failed');
      await assertRejects(logs.list(), 'storage-failed');
      append(doc, noise(10));
      await assertRejects(stored.flushed(), 'storage-failed');
    },
  ),

  'a damaged update is set aside, and what stood before it stays readable': withProfile(
    async (profile, name) => {
      const doc = new Y.Doc();
      const stored = await profile.logs.open(LOG, doc);
      for (let byte = 0; byte < 6; byte++) append(doc, new Uint8Array([byte]));
      await profile.close();
      await assertRejects(stored.flushed(), 'closed');
      const database = await answer(indexedDB.open(`${name}/${LOG}`));
      const updates = database.transaction('updates', 'readwrite').objectStore('updates');
      const keys = await answer(updates.getAllKeys());
      const damaged = new Uint8Array([1, 255, 255, 255]);
      await answer(updates.put(damaged, keys[4] as IDBValidKey));

      const again = await openProfile(name);
      const mended = new Y.Doc();
      await again.logs.open(LOG, mended);
      assert.deepEqual(
        held(mended),
        [0, 1, 2].map((byte) => new Uint8Array([byte])),
      );
      Y.applyUpdate(mended, Y.encodeStateAsUpdate(doc));
      await again.close();
      assert.deepEqual(await kept(name), held(doc));
      const custom = database.transaction('custom').objectStore('custom');
      assert.deepEqual(await answer(custom.get(`damaged/${String(keys[4])}`)), damaged);
      database.close();
    },
  ),

  'a bit that was flipped in any update of a month is found when the month is opened': async () => {
    const month = await makeMonth();
    let bent = 0;
    for (const part of [0, 0.5, 0.9]) {
      for (let place = 0; ; place++) {
        const name = `test-${crypto.randomUUID()}`;
        await keepMonth(name, month);
        const flip = (update: Uint8Array) => {
          const at = Math.round(part * (update.length - 1));
          update[at] = (update[at] as number) ^ 1;
        };
        if (!(await bendUpdate(`${name}/${month.log}`, place, flip))) break;
        bent++;
        const { lost, size } = await reopen(name, month);
        assert.deepEqual(lost, [month.log], `update ${place} at ${part}`);
        assert.isBelow(size, month.runs.length);
        assert.deepEqual((await reopen(name, month)).lost, [], 'told once');
      }
    }
    assert.equal(bent, 3 * month.runs.length);
  },

  'damage that takes nothing from a month is no news': async () => {
    const month = await makeMonth();
    const name = `test-${crypto.randomUUID()}`;
    await keepMonth(name, month);
    const database = await answer(indexedDB.open(`${name}/${month.log}`));
    const updates = database.transaction('updates', 'readwrite').objectStore('updates');
    const [key] = await answer(updates.getAllKeys());
    assert.deepEqual(await answer(updates.get(key as IDBValidKey)), new Uint8Array([0, 0]));
    await answer(updates.put(new Uint8Array([0, 1]), key));
    database.close();
    assert.deepEqual(await reopen(name, month), { lost: [], size: month.runs.length });
    // The last byte counts deletions, of which there are none: what stands before it is read.
    const flipEnd = (update: Uint8Array) => update.fill(1, -1);
    assert.isTrue(await bendUpdate(`${name}/${month.log}`, 0, flipEnd));
    assert.deepEqual(await reopen(name, month), { lost: [], size: month.runs.length });
  },

  'a log that is read again and again takes no more room': async () => {
    const name = `test-${crypto.randomUUID()}`;
    const profile = await openProfile(name);
    const doc = new Y.Doc();
    await profile.logs.open(LOG, doc);
    append(doc, new Uint8Array([1]));
    await profile.close();
    const empty = Y.encodeStateAsUpdate(new Y.Doc());
    const database = await answer(indexedDB.open(`${name}/${LOG}`));
    const updates = () => database.transaction('updates', 'readwrite').objectStore('updates');
    // As from a year of starts.
    await Promise.all(Array.from({ length: 600 }, () => answer(updates().add(empty))));
    assert.deepEqual(await kept(name), held(doc));
    assert.isBelow(await answer(updates().count()), 5);
    assert.deepEqual(await kept(name), held(doc));
    database.close();
  },

  'a database that is no log is refused': withProfile(async ({ logs }, name) => {
    const request = indexedDB.open(`${name}/${LOG}`);
    request.onupgradeneeded = () => request.result.createObjectStore('theirs');
    (await answer(request)).close();
    await assertRejects(logs.open(LOG, new Y.Doc()), 'storage-failed');
    await assertRejects(logs.open(LOG, new Y.Doc()), 'storage-failed');
  }),

  'an open that the browser refuses is told at once': withProfile(async ({ logs }) => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (_, version) {
      // Version 0 is refused with a TypeError; a version in the past with a VersionError.
      return open.call(this, 'refused', version === undefined ? 1 : 2);
    };
    const newer = open.call(indexedDB, 'refused', 9);
    (await answer(newer)).close();
    try {
      await assertRejects(logs.open(LOG, new Y.Doc()), 'storage-failed');
      await assertRejects(openProfile('refused'), 'storage-failed');
    } finally {
      IDBFactory.prototype.open = open;
    }
    await (await logs.open(LOG, new Y.Doc())).close();
  }),

  'lists the logs where the browser cannot list databases': withProfile(async ({ logs }) => {
    const { databases } = IDBFactory.prototype;
    Object.assign(IDBFactory.prototype, { databases: undefined });
    try {
      const doc = new Y.Doc();
      const stored = await logs.open(LOG, doc);
      append(doc, noise(10));
      await stored.flushed();
      assert.deepEqual(await logs.list(), [LOG]);
    } finally {
      Object.assign(IDBFactory.prototype, { databases });
    }
  }),

  'private keys cannot be read out': withProfile(async ({ keys }, name) => {
    const identity = await keys.create();
    assert.isFalse(identity.readable);
    const own = await keptIn(name);
    for (const key of [own.signing, own.box] as CryptoKey[]) await assertUnreadable(key);
  }),

  'a passphrase set later wraps all but the keys that nobody can read': withProfile(
    async ({ keys }, name) => {
      const { networkSeed } = await keys.create();
      const secret = noise(32);
      await keys.putSecret('office-keys', secret);
      assert.isFalse(await keys.lock.wrapsPrivateKeys());
      await keys.lock.set('four unrelated plain words');
      const own = await keptIn(name);
      for (const key of [own.signing, own.box] as CryptoKey[]) await assertUnreadable(key);
      assert.isFalse(holds(own.networkSeed, networkSeed));
      assert.isFalse(holds(await secretIn(name, 'office-keys'), secret));
    },
  ),

  'a passphrase set before wraps the private keys too, which then cannot be read while in use':
    withProfile(async ({ keys }, name) => {
      const imported: CryptoKey[] = [];
      const { importKey } = crypto.subtle;
      crypto.subtle.importKey = async (...args: unknown[]) => {
        const key = await (importKey as (...args: unknown[]) => Promise<CryptoKey>).apply(
          crypto.subtle,
          args,
        );
        imported.push(key);
        return key;
      };
      try {
        await keys.lock.set('four unrelated plain words');
        const identity = await keys.create();
        assert.isFalse(identity.readable);
        const own = await keptIn(name);
        for (const kept of [own.signing, own.box]) {
          assert.instanceOf(kept, Uint8Array);
          const error = await crypto.subtle
            .importKey('pkcs8', kept as Uint8Array<ArrayBuffer>, 'Ed25519', true, ['sign'])
            .catch((error) => error);
          assert.equal(error.name, 'DataError', 'wrapped, it is no key');
        }
        const used = imported.filter(({ type }) => type === 'private');
        assert.lengthOf(used, 2);
        for (const key of used) await assertUnreadable(key);
        // Without the lock they are kept as keys that nobody can read.
        await keys.lock.remove('four unrelated plain words');
        const free = await keptIn(name);
        for (const key of [free.signing, free.box] as CryptoKey[]) await assertUnreadable(key);
      } finally {
        crypto.subtle.importKey = importKey;
      }
    }),

  'without the curves in WebCrypto the keys work the same and say that they are readable':
    async () => {
      const name = `test-${crypto.randomUUID()}`;
      const database = await openDatabase(name);
      const generateKey = () =>
        Promise.reject(new DOMException('no such curve', 'NotSupportedError'));
      const made = await makeKeyStore(database, { generateKey }).create();
      database.close();
      const again = await openProfile(name);
      const loaded = await again.keys.load();
      assert.equal(loaded?.device, made.device);
      assert.isTrue(made.readable);
      assert.isTrue(loaded?.readable);
      const message = noise(100);
      assert.isTrue(verify(made.device, message, (await loaded?.sign(message)) ?? noise(64)));
      const other = await openProfile(`${name}-other`);
      const theirs = await other.keys.create();
      assert.deepEqual(await made.agree(theirs.box), await theirs.agree(made.box));
      await assertRejects(made.agree(new Uint8Array(32)), 'malformed');
      await again.close();
      await other.close();
    },

  'everything works in a worker': async () => {
    const worker = new Worker(new URL('profile.worker.ts', import.meta.url), { type: 'module' });
    const said = await new Promise<MessageEvent>((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = (event) => reject(new Error(event.message));
    });
    worker.terminate();
    assert.deepEqual(said.data, { entries: 1, waiting: 1, locked: true });
  },

  'tells how much space there is, and whether it is for keeps': async () => {
    const space = await estimateSpace();
    assert.isAbove(space?.quota ?? 0, 1_000_000);
    assert.isAtLeast(space?.used ?? -1, 0);
    assert.include(['persistent', 'best-effort'], await askPersistence());
  },
};
