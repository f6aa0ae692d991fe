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

  'is closed twice without harm, and refuses then': withDevice(make, async (device) => {
    const stores = await device.open();
    await stores.close();
    await stores.blobs.close();
    await assertRejects(stores.blobs.put(name(1), noise(1)), 'closed');
    await assertRejects(stores.blobs.get(name(1)), 'closed');
  }),
});
