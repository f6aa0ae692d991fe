import { assert } from 'chai';
import * as Y from 'yjs';
import type { LogId } from '../../src/model/ids.ts';
import { ROSTER } from '../../src/model/ids.ts';
import type { Cases } from '../support/page.ts';
import {
  assertRejects,
  type Device,
  LOG,
  type MakeDevice,
  noise,
  OTHER_LOG,
  withDevice,
} from './device.ts';

/** Appends entries the way the log does: one element per envelope, wrapped in an array. */
const append = (doc: Y.Doc, ...entries: Uint8Array[]) =>
  doc.transact(() => doc.getArray('chain').push(entries.map((entry) => [entry])));

const held = (doc: Y.Doc): Uint8Array[] =>
  doc.getArray<[Uint8Array]>('chain').map(([entry]) => entry);

/** What is kept of a log, read by a fresh opening. */
async function kept(device: Device, log: LogId = LOG): Promise<Uint8Array[]> {
  const stores = await device.open();
  const doc = new Y.Doc();
  await stores.logs.open(log, doc);
  const entries = held(doc);
  await stores.close();
  return entries;
}

export const logStoreCases = (make: MakeDevice): Cases => ({
  ...restarts(make),
  ...crashes(make),
  ...bookkeeping(make),
  ...failures(make),
});

const restarts = (make: MakeDevice): Cases => ({
  'gives an empty document back empty': withDevice(make, async (device) => {
    assert.deepEqual(await kept(device), []);
  }),

  'keeps every change over a restart, in order': withDevice(make, async (device) => {
    const entries = Array.from({ length: 40 }, () => noise(400));
    const stores = await device.open();
    const doc = new Y.Doc();
    await stores.logs.open(LOG, doc);
    for (const entry of entries) append(doc, entry);
    await stores.close();
    assert.deepEqual(await kept(device), entries);
  }),

  'keeps on keeping over several restarts, byte for byte': withDevice(make, async (device) => {
    const whole = new Y.Doc();
    for (let run = 0; run < 5; run++) {
      const stores = await device.open();
      const doc = new Y.Doc();
      await stores.logs.open(LOG, doc);
      assert.deepEqual(Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdate(whole));
      for (let i = 0; i < 30; i++) {
        append(doc, noise(100));
        Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(whole)));
      }
      await stores.close();
    }
  }),

  'keeps batches of 500': withDevice(make, async (device) => {
    const batches = Array.from({ length: 4 }, () => Array.from({ length: 500 }, () => noise(400)));
    const stores = await device.open();
    const doc = new Y.Doc();
    const stored = await stores.logs.open(LOG, doc);
    for (const batch of batches) {
      append(doc, ...batch);
      await stored.flushed();
    }
    await stores.close();
    assert.deepEqual(await kept(device), batches.flat());
  }),

  'keeps 1,500 changes made one by one': withDevice(make, async (device) => {
    const stores = await device.open();
    const doc = new Y.Doc();
    const stored = await stores.logs.open(LOG, doc);
    for (let i = 0; i < 1_500; i++) {
      append(doc, noise(50));
      if (i % 100 === 0) await stored.flushed();
    }
    await stores.close();
    assert.deepEqual(await kept(device), held(doc));
    assert.deepEqual(await kept(device), held(doc), 'also after it was merged');
  }),

  'keeps big values': withDevice(make, async (device) => {
    const entry = noise(3_000_000);
    const stores = await device.open();
    const doc = new Y.Doc();
    await stores.logs.open(LOG, doc);
    append(doc, entry);
    await stores.close();
    assert.deepEqual(await kept(device), [entry]);
  }),

  'keeps logs apart': withDevice(make, async (device) => {
    const stores = await device.open();
    const [one, two] = [new Y.Doc(), new Y.Doc()];
    await Promise.all([stores.logs.open(LOG, one), stores.logs.open(ROSTER, two)]);
    append(one, new Uint8Array([1]));
    append(two, new Uint8Array([2]));
    await stores.close();
    assert.deepEqual(await kept(device), [new Uint8Array([1])]);
    assert.deepEqual(await kept(device, ROSTER), [new Uint8Array([2])]);
  }),
});

const crashes = (make: MakeDevice): Cases => ({
  'keeps over a crash what was flushed': withDevice(make, async (device) => {
    const stores = await device.open();
    const doc = new Y.Doc();
    const stored = await stores.logs.open(LOG, doc);
    append(doc, new Uint8Array([1]), new Uint8Array([2]));
    await stored.flushed();
    append(doc, new Uint8Array([3]));
    await device.crash();
    assert.deepEqual((await kept(device)).slice(0, 2), [new Uint8Array([1]), new Uint8Array([2])]);
  }),

  'goes on after a crash': withDevice(make, async (device) => {
    for (let run = 0; run < 4; run++) {
      const stores = await device.open();
      const doc = new Y.Doc();
      const stored = await stores.logs.open(LOG, doc);
      assert.lengthOf(held(doc), run);
      append(doc, new Uint8Array([run]));
      await stored.flushed();
      await device.crash();
    }
  }),
});

const bookkeeping = (make: MakeDevice): Cases => ({
  'lists the logs of which something is kept': withDevice(make, async (device) => {
    const stores = await device.open();
    assert.deepEqual(await stores.logs.list(), []);
    for (const log of [LOG, ROSTER]) {
      const doc = new Y.Doc();
      const stored = await stores.logs.open(log, doc);
      append(doc, noise(10));
      await stored.close();
    }
    const untouched = await stores.logs.open(OTHER_LOG, new Y.Doc());
    await untouched.close();
    assert.sameMembers(await stores.logs.list(), [LOG, ROSTER]);
    await stores.close();
    const again = await device.open();
    assert.sameMembers(await again.logs.list(), [LOG, ROSTER]);
    await again.close();
  }),

  'forgets a dropped log and can begin it anew': withDevice(make, async (device) => {
    const stores = await device.open();
    const doc = new Y.Doc();
    const stored = await stores.logs.open(LOG, doc);
    append(doc, noise(10));
    await stored.close();
    await stores.logs.drop(LOG);
    await stores.logs.drop(OTHER_LOG);
    assert.deepEqual(await stores.logs.list(), []);
    const fresh = new Y.Doc();
    await stores.logs.open(LOG, fresh);
    assert.deepEqual(held(fresh), []);
    append(fresh, new Uint8Array([7]));
    await stores.close();
    assert.deepEqual(await kept(device), [new Uint8Array([7])]);
  }),

  'refuses a second open and a drop of an open log': withDevice(make, async (device) => {
    const stores = await device.open();
    const stored = await stores.logs.open(LOG, new Y.Doc());
    await assertRejects(stores.logs.open(LOG, new Y.Doc()), 'in-use');
    await assertRejects(stores.logs.drop(LOG), 'in-use');
    await stored.close();
    const doc = new Y.Doc();
    await Promise.all([stores.logs.open(LOG, doc), stores.logs.open(OTHER_LOG, new Y.Doc())]);
    const both = [stores.logs.open(ROSTER, new Y.Doc()), stores.logs.open(ROSTER, new Y.Doc())];
    const results = await Promise.allSettled(both);
    assert.sameMembers(
      results.map((result) => result.status),
      ['fulfilled', 'rejected'],
      'also when both come at once',
    );
    await stores.close();
  }),

  'stops keeping when closed, also twice': withDevice(make, async (device) => {
    const stores = await device.open();
    const doc = new Y.Doc();
    const stored = await stores.logs.open(LOG, doc);
    append(doc, new Uint8Array([1]));
    await stored.close();
    await stored.close();
    append(doc, new Uint8Array([2]));
    await assertRejects(stored.flushed(), 'closed');
    await stores.logs.close();
    await stores.logs.close();
    await assertRejects(stores.logs.open(LOG, new Y.Doc()), 'closed');
    await stores.close();
    await stores.close();
    assert.deepEqual(await kept(device), [new Uint8Array([1])]);
  }),
});

const failures = (make: MakeDevice): Cases =>
  Object.fromEntries(
    (['storage-full', 'storage-failed'] as const).map((reason) => [
      `tells ${reason}, and keeps everything once writes succeed again`,
      withDevice(make, async (device) => {
        const stores = await device.open();
        const doc = new Y.Doc();
        const stored = await stores.logs.open(LOG, doc);
        append(doc, new Uint8Array([1]));
        await stored.flushed();
        device.fail(reason);
        const big = noise(400_000);
        append(doc, big);
        await assertRejects(stored.flushed(), reason);
        append(doc, big);
        await assertRejects(stored.flushed(), reason);
        device.fail(null);
        append(doc, new Uint8Array([2]));
        await stored.flushed();
        await stores.close();
        assert.deepEqual(await kept(device), [new Uint8Array([1]), big, big, new Uint8Array([2])]);
      }),
    ]),
  );
