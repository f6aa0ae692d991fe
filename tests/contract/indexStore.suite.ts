import { assert } from 'chai';
import type { IndexRecord, IndexStore } from '../../src/ports.ts';
import type { Cases } from '../support/page.ts';
import { assertRejects, type MakeDevice, noise, withDevice } from './device.ts';

async function loaded(store: IndexStore): Promise<IndexRecord[]> {
  const all: IndexRecord[] = [];
  for await (const batch of store.load()) {
    assert.isNotEmpty(batch);
    all.push(...batch);
  }
  return all;
}

const record = (name: string, size = 10): IndexRecord => [name, noise(size)];

export const indexStoreCases = (make: MakeDevice): Cases => ({
  'gives what was put over a restart, the greatest names first': withDevice(
    make,
    async (device) => {
      const stores = await device.open();
      const records = ['202601.a', '~', '202512.b', '~0001', '202602.a'].map((it) =>
        record(it, 9_000),
      );
      await stores.shards.put(records, []);
      await stores.close();
      const again = await device.open();
      const all = await loaded(again.shards);
      assert.deepEqual(
        all.map(([name]) => name),
        ['~0001', '~', '202602.a', '202601.a', '202512.b'],
      );
      assert.deepEqual(Object.fromEntries(all), Object.fromEntries(records));
      await again.close();
    },
  ),

  'gives more records than one batch holds, each once': withDevice(make, async (device) => {
    const { shards, close } = await device.open();
    const names = Array.from({ length: 450 }, (_, i) => `20${String(i).padStart(4, '0')}.x`);
    await shards.put(
      names.map((it) => record(it)),
      [],
    );
    assert.deepEqual(
      (await loaded(shards)).map(([name]) => name),
      names.toReversed(),
    );
    await close();
  }),

  'replaces and drops in one': withDevice(make, async (device) => {
    const { shards, close } = await device.open();
    await shards.put([record('a'), record('b')], []);
    const fresh = record('a');
    await shards.put([fresh], ['b', 'missing']);
    assert.deepEqual(await loaded(shards), [fresh]);
    await close();
  }),

  'puts all or nothing when it fails, and works again after': withDevice(make, async (device) => {
    const { shards, close } = await device.open();
    const before = record('a');
    await shards.put([before], []);
    device.fail('storage-failed');
    await assertRejects(shards.put([record('a'), record('b')], []), 'storage-failed');
    device.fail(null);
    assert.deepEqual(await loaded(shards), [before]);
    await shards.put([record('b')], []);
    assert.lengthOf(await loaded(shards), 2);
    await close();
  }),

  'refuses when closed, and closes twice': withDevice(make, async (device) => {
    const { shards, close } = await device.open();
    await shards.close();
    await shards.close();
    await assertRejects(shards.put([record('a')], []), 'closed');
    await close();
  }),
});
