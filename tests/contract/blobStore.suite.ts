import { assert } from 'chai';
import type { ChunkId } from '../../src/model/ids.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import { MAX_CHUNK } from '../../src/wire/limits.ts';
import type { Cases } from '../support/page.ts';
import { assertRejects, type MakeDevice, noise, withDevice } from './device.ts';

const name = (fill: number) => toBase64url(new Uint8Array(32).fill(fill)) as ChunkId;

export const blobStoreCases = (make: MakeDevice): Cases => ({
  'keeps over a restart what was put': withDevice(make, async (device) => {
    const chunk = noise(MAX_CHUNK);
    const stores = await device.open();
    assert.deepEqual(await stores.blobs.list(), []);
    assert.isNull(await stores.blobs.get(name(1)));
    await stores.blobs.put(name(1), chunk);
    await stores.blobs.put(name(255), noise(17));
    await stores.close();
    const again = await device.open();
    assert.sameMembers(await again.blobs.list(), [name(1), name(255)]);
    assert.deepEqual(await again.blobs.get(name(1)), chunk);
    await again.close();
  }),

  'keeps what was put when the process dies': withDevice(make, async (device) => {
    const chunk = noise(1000);
    const stores = await device.open();
    await stores.blobs.put(name(2), chunk);
    await device.crash();
    const again = await device.open();
    assert.deepEqual(await again.blobs.get(name(2)), chunk);
    await again.close();
  }),

  'takes many at once, and the same twice': withDevice(make, async (device) => {
    const stores = await device.open();
    const chunks = Array.from({ length: 24 }, (_, i) => [name(i), noise(5_000 + i)] as const);
    await Promise.all(chunks.map(([id, bytes]) => stores.blobs.put(id, bytes)));
    const [id, bytes] = chunks[3] as (typeof chunks)[number];
    await Promise.all([stores.blobs.put(id, bytes), stores.blobs.put(id, bytes)]);
    for (const [id, bytes] of chunks) assert.deepEqual(await stores.blobs.get(id), bytes);
    assert.lengthOf(await stores.blobs.list(), chunks.length);
    await stores.close();
  }),

  'does many things at once': withDevice(make, async (device) => {
    const stores = await device.open();
    const { blobs } = stores;
    const chunks = Array.from({ length: 32 }, (_, i) => [name(i), noise(MAX_CHUNK - i)] as const);
    const [old, fresh] = [chunks.slice(0, 16), chunks.slice(16)];
    for (const [id, bytes] of old) await blobs.put(id, bytes);
    const [got, missing, names] = await Promise.all([
      Promise.all(old.map(([id]) => blobs.get(id))),
      blobs.get(name(99)),
      blobs.list(),
      blobs.room(),
      ...fresh.map(([id, bytes]) => blobs.put(id, bytes)),
    ]);
    for (const [i, [, bytes]] of old.entries()) assert.deepEqual(got[i], bytes);
    assert.isNull(missing);
    assert.includeMembers(
      names,
      old.map(([id]) => id),
    );
    await Promise.all([blobs.drop(old.map(([id]) => id)), ...fresh.map(([id]) => blobs.get(id))]);
    for (const [id, bytes] of fresh) assert.deepEqual(await blobs.get(id), bytes);
    assert.sameMembers(
      await blobs.list(),
      fresh.map(([id]) => id),
    );
    await stores.close();
  }),

  'leaves the bytes to who gave them, and keeps a part of more': withDevice(
    make,
    async (device) => {
      const stores = await device.open();
      const all = noise(10_000);
      const before = all.slice();
      await stores.blobs.put(name(1), all.subarray(1_000, 3_000));
      await stores.blobs.put(name(2), all);
      assert.deepEqual(all, before);
      assert.deepEqual(await stores.blobs.get(name(1)), before.slice(1_000, 3_000));
      const own = await stores.blobs.get(name(2));
      own?.fill(0);
      assert.deepEqual(await stores.blobs.get(name(2)), before);
      await stores.close();
    },
  ),

  'does what it was asked for before it is closed': withDevice(make, async (device) => {
    const stores = await device.open();
    const chunks = Array.from({ length: 12 }, (_, i) => [name(i), noise(MAX_CHUNK)] as const);
    const puts = chunks.map(([id, bytes]) => stores.blobs.put(id, bytes));
    await stores.blobs.close();
    await Promise.all(puts);
    await stores.close();
    const again = await device.open();
    for (const [id, bytes] of chunks) assert.deepEqual(await again.blobs.get(id), bytes);
    await again.close();
  }),

  'lets go, also of what it does not have': withDevice(make, async (device) => {
    const stores = await device.open();
    await stores.blobs.put(name(1), noise(10));
    await stores.blobs.put(name(2), noise(10));
    await stores.blobs.drop([name(1), name(7)]);
    assert.isNull(await stores.blobs.get(name(1)));
    assert.deepEqual(await stores.blobs.list(), [name(2)]);
    await stores.blobs.drop([]);
    await stores.close();
  }),

  'says how much room there is, or nothing': withDevice(make, async (device) => {
    const stores = await device.open();
    const room = await stores.blobs.room();
    assert.isTrue(room === null || room > 0);
    await stores.close();
  }),

  'keeps nothing of what does not fit, and goes on when there is room': withDevice(
    make,
    async (device) => {
      const [small, large] = [noise(10), noise(MAX_CHUNK)];
      const stores = await device.open();
      await stores.blobs.put(name(1), small);
      device.fail('storage-full');
      await assertRejects(stores.blobs.put(name(2), large), 'storage-full');
      assert.isNull(await stores.blobs.get(name(2)));
      device.fail(null);
      assert.deepEqual(await stores.blobs.get(name(1)), small);
      await stores.blobs.put(name(2), large);
      assert.deepEqual(await stores.blobs.get(name(2)), large);
      await stores.close();
    },
  ),

  'says of each of many why it was not kept': withDevice(make, async (device) => {
    const stores = await device.open();
    const chunks = Array.from({ length: 6 }, (_, i) => [name(i), noise(MAX_CHUNK)] as const);
    for (const reason of ['storage-full', 'storage-failed'] as const) {
      device.fail(reason);
      const puts = chunks.map(([id, bytes]) => stores.blobs.put(id, bytes));
      await Promise.all(puts.map((put) => assertRejects(put, reason)));
      assert.deepEqual(await stores.blobs.list(), []);
    }
    device.fail(null);
    await Promise.all(chunks.map(([id, bytes]) => stores.blobs.put(id, bytes)));
    assert.lengthOf(await stores.blobs.list(), chunks.length);
    await stores.close();
  }),

  'is closed twice without harm, and refuses then': withDevice(make, async (device) => {
    const stores = await device.open();
    await stores.close();
    await stores.blobs.close();
    await assertRejects(stores.blobs.put(name(1), noise(1)), 'closed');
    await assertRejects(stores.blobs.get(name(1)), 'closed');
  }),
});
