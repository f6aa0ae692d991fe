import { assert } from 'chai';
import type { Outbox, Waiting } from '../../src/ports.ts';
import type { Cases } from '../support/page.ts';
import {
  assertRejects,
  CHAIN,
  type Device,
  LOG,
  type MakeDevice,
  noise,
  OTHER_CHAIN,
  OTHER_LOG,
  waiting,
  withDevice,
} from './device.ts';

const batch = (count: number, from = 0): Waiting[] =>
  Array.from({ length: count }, (_, i) => waiting(from + i));

async function kept(device: Device): Promise<Waiting[]> {
  const stores = await device.open();
  const all = await stores.outbox.all();
  await stores.close();
  return all;
}

const numbers = async (outbox: Outbox) => (await outbox.all()).map((item) => item.number);

export const outboxCases = (make: MakeDevice): Cases => ({
  'keeps over a restart what was put, in order': withDevice(make, async (device) => {
    const items = [
      waiting(5),
      waiting(0, { log: OTHER_LOG }),
      waiting(6),
      waiting(1, { chain: OTHER_CHAIN }),
    ];
    const stores = await device.open();
    assert.deepEqual(await stores.outbox.all(), []);
    for (const item of items) await stores.outbox.put([item]);
    assert.deepEqual(await stores.outbox.all(), items);
    assert.equal(await stores.outbox.count(), items.length);
    await stores.close();
    assert.deepEqual(await kept(device), items);
  }),

  'keeps over a crash what was put': withDevice(make, async (device) => {
    const items = batch(20);
    const stores = await device.open();
    for (const item of items) await stores.outbox.put([item]);
    await device.crash();
    assert.deepEqual(await kept(device), items);
  }),

  'takes a batch of 500 and puts at once': withDevice(make, async (device) => {
    const stores = await device.open();
    const items = batch(500);
    await stores.outbox.put(items);
    const more = batch(50, 500);
    await Promise.all(more.map((item) => stores.outbox.put([item])));
    await stores.outbox.put([]);
    assert.deepEqual(await stores.outbox.all(), [...items, ...more]);
    await device.crash();
    assert.deepEqual(await kept(device), [...items, ...more]);
  }),

  'drops a chain below a number and nothing else': withDevice(make, async (device) => {
    const stores = await device.open();
    const other = [waiting(0, { chain: OTHER_CHAIN }), waiting(0, { log: OTHER_LOG })];
    await stores.outbox.put([...batch(5), ...other]);
    await stores.outbox.drop(LOG, CHAIN, 3);
    assert.deepEqual(await numbers(stores.outbox), [3, 4, 0, 0]);
    await stores.outbox.drop(LOG, CHAIN, 3);
    await stores.outbox.drop(LOG, CHAIN, 0);
    await stores.outbox.drop(OTHER_LOG, OTHER_CHAIN, 100);
    assert.deepEqual(await numbers(stores.outbox), [3, 4, 0, 0]);
    await stores.outbox.drop(LOG, CHAIN, 1_000_000);
    await device.crash();
    assert.deepEqual(await kept(device), other);
  }),

  'replaces the end of a chain by other entries, all at once': withDevice(make, async (device) => {
    const stores = await device.open();
    const other = [waiting(7, { chain: OTHER_CHAIN }), waiting(9, { log: OTHER_LOG })];
    const fresh = [waiting(0, { chain: OTHER_CHAIN }), waiting(1, { chain: OTHER_CHAIN })];
    await stores.outbox.put([...batch(5), ...other]);
    await stores.outbox.replace(LOG, CHAIN, 2, fresh);
    await device.crash();
    assert.deepEqual(
      (await kept(device)).map(({ number }) => number),
      [0, 1, 7, 9, 0, 1],
    );
  }),

  'replaces what is put again at the same place': withDevice(make, async (device) => {
    const stores = await device.open();
    const again = waiting(0);
    await stores.outbox.put(batch(2));
    await stores.outbox.put([again]);
    const all = await stores.outbox.all();
    assert.lengthOf(all, 2);
    assert.deepEqual(all[1], again);
    await stores.close();
  }),

  'does not share bytes with its caller': withDevice(make, async (device) => {
    const stores = await device.open();
    const room = new Uint8Array([0, 1, 2, 3, 4, 5]);
    const item = waiting(0, { envelope: room.subarray(2, 4) });
    const put = stores.outbox.put([item]);
    room.fill(9);
    await put;
    const [first] = await stores.outbox.all();
    assert.deepEqual(first?.envelope, new Uint8Array([2, 3]));
    first?.envelope.fill(8);
    assert.deepEqual((await stores.outbox.all())[0]?.envelope, new Uint8Array([2, 3]));
    await stores.close();
  }),

  'puts all of a batch or none, and tells why': withDevice(make, async (device) => {
    for (const reason of ['storage-full', 'storage-failed'] as const) {
      const stores = await device.open();
      device.fail(reason);
      const items = [waiting(0), waiting(1, { envelope: noise(400_000) })];
      await assertRejects(stores.outbox.put(items), reason);
      device.fail(null);
      assert.deepEqual(await stores.outbox.all(), []);
      await stores.outbox.put(items);
      await stores.outbox.drop(LOG, CHAIN, 2);
      await stores.close();
    }
  }),

  'refuses everything when closed, which may come twice': withDevice(make, async (device) => {
    const stores = await device.open();
    await stores.outbox.close();
    await stores.outbox.close();
    await assertRejects(stores.outbox.put([waiting(0)]), 'closed');
    await assertRejects(stores.outbox.all(), 'closed');
    await assertRejects(stores.outbox.drop(LOG, CHAIN, 1), 'closed');
    assert.isUndefined(await stores.state.get('other stores stay open'));
    await stores.close();
  }),
});
