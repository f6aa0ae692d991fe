import { assert } from 'chai';
import { makeBlobStore, wipeBlobs } from '../../src/adapters/browser/blobStore.ts';
import type { ChunkId } from '../../src/model/ids.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import type { Cases } from '../support/page.ts';
import { blobStoreCases } from './blobStore.suite.ts';
import { type BrittleBlobs, makeBrittleBlobs } from './brittleBlobs.ts';
import type { Order } from './brittleScope.ts';
import { assertRejects, type Device, noise, type Stores } from './device.ts';

/** The worker that keeps chunks, lost in every way, and in an engine without synchronous access. */

const id = (fill: number) => toBase64url(new Uint8Array(32).fill(fill)) as ChunkId;

async function makeAsynchronous(): Promise<Device> {
  const profile = `test-${crypto.randomUUID()}`;
  const opened: BrittleBlobs[] = [];
  let failing: string | null = null;
  const failure = (): Order => ({ order: 'fail', name: failing });
  return {
    async open() {
      const made = makeBrittleBlobs(profile, () => [{ order: 'asynchronous' }, failure()]);
      opened.push(made);
      return { blobs: made.blobs, close: () => made.blobs.close() } as Stores;
    },
    crash: async () => {
      for (const it of opened) it.tell({ order: 'die' });
    },
    fail(reason) {
      failing = reason && (reason === 'storage-full' ? 'QuotaExceededError' : 'UnknownError');
      for (const it of opened) it.tell(failure());
    },
    async remove() {
      await Promise.all(opened.map(({ blobs }) => blobs.close()));
      await wipeBlobs(profile);
    },
  };
}

/** A profile with one chunk, and its store with a worker that was made already. */
async function withOneKept(body: (brittle: BrittleBlobs, chunk: Uint8Array) => Promise<void>) {
  const profile = `test-${crypto.randomUUID()}`;
  const brittle = makeBrittleBlobs(profile);
  const chunk = noise(1_000);
  await brittle.blobs.put(id(1), chunk);
  try {
    await body(brittle, chunk);
  } finally {
    await brittle.blobs.close();
    await wipeBlobs(profile);
  }
}

const folderExists = async (profile: string): Promise<boolean> => {
  const storage = await navigator.storage.getDirectory();
  return storage.getDirectoryHandle(`${profile}-files`).then(
    () => true,
    () => false,
  );
};

const losing = (order: 'die' | 'throw') => () =>
  withOneKept(async ({ blobs, tell, made }, chunk) => {
    tell({ order: 'hang' });
    const under = [2, 3, 4].map((fill) => blobs.put(id(fill), noise(1_000)));
    tell({ order });
    await Promise.all(under.map((it) => assertRejects(it, 'storage-failed')));
    assert.deepEqual(await blobs.get(id(1)), chunk);
    assert.equal(made(), 2);
    assert.deepEqual(await blobs.list(), [id(1)]);
    await blobs.put(id(2), chunk);
    assert.deepEqual(await blobs.get(id(2)), chunk);
    assert.equal(made(), 2);
  });

export const cases: Cases = {
  ...Object.fromEntries(
    Object.entries(blobStoreCases(makeAsynchronous)).map(([name, body]) => [
      `without synchronous access ${name}`,
      body,
    ]),
  ),

  'what is under way rejects when the worker dies without a word, and the next call makes another':
    losing('die'),
  'what is under way rejects when something throws in the worker, and the next call makes another':
    losing('throw'),

  'a worker that died with nothing under way is replaced': () =>
    withOneKept(async ({ blobs, tell, made }, chunk) => {
      tell({ order: 'die' });
      // What is asked before its death is known may still be lost with it, but never waits for ever.
      const first = await blobs.get(id(1)).catch((error) => error.reason);
      assert.isTrue(first === 'storage-failed' || first.length === chunk.length, String(first));
      assert.deepEqual(await blobs.get(id(1)), chunk);
      assert.equal(made(), 2);
    }),

  'closing does not wait for a worker that is gone': () =>
    withOneKept(async ({ blobs, tell }) => {
      tell({ order: 'hang' });
      const lost = assertRejects(blobs.put(id(2), noise(10)), 'storage-failed');
      tell({ order: 'die' });
      await blobs.close();
      await lost;
      await assertRejects(blobs.get(id(1)), 'closed');
    }),

  'nothing keeps a profile from being wiped right after its worker was lost while it wrote':
    async () => {
      const profile = `test-${crypto.randomUUID()}`;
      const { blobs, tell } = makeBrittleBlobs(profile);
      await blobs.put(id(0), noise(10));
      const puts = Array.from({ length: 40 }, (_, i) => blobs.put(id(i), noise(200_000)));
      tell({ order: 'throw' });
      await Promise.allSettled(puts);
      await blobs.close();
      await wipeBlobs(profile);
      assert.isFalse(await folderExists(profile));
    },

  'a worker that cannot be made is told, and made when it can': async () => {
    const profile = `test-${crypto.randomUUID()}`;
    const ways: (() => Worker)[] = [
      () => new Worker('/nothing-here.js', { type: 'module' }),
      () => {
        throw new DOMException('refused', 'SecurityError');
      },
      () => new Worker(new URL('brittleBlobs.worker.ts', import.meta.url), { type: 'module' }),
    ];
    let way = 0;
    const blobs = makeBlobStore(profile, () => (ways[way++] as () => Worker)());
    await Promise.all([1, 2].map((fill) => assertRejects(blobs.get(id(fill)), 'storage-failed')));
    await assertRejects(blobs.list(), 'storage-failed');
    assert.deepEqual(await blobs.list(), []);
    assert.equal(way, 3);
    await blobs.close();
    await wipeBlobs(profile);
  },

  'a store that nobody used makes no worker and no folder': async () => {
    const profile = `test-${crypto.randomUUID()}`;
    const { blobs, made } = makeBrittleBlobs(profile);
    await blobs.close();
    assert.equal(made(), 0);
    assert.isFalse(await folderExists(profile));
  },

  'two stores of one profile do not disturb each other: a tab that was taken over goes on for a moment':
    async () => {
      const profile = `test-${crypto.randomUUID()}`;
      const [old, fresh] = [makeBrittleBlobs(profile).blobs, makeBrittleBlobs(profile).blobs];
      const chunk = noise(200_000);
      const rounds = Array.from({ length: 20 }, (_, i) => [
        old.put(id(i), chunk),
        fresh.list(),
        fresh.put(id(100 + i), chunk),
      ]);
      const settled = await Promise.allSettled(rounds.flat());
      const failures = settled.flatMap((it) => (it.status === 'rejected' ? [it.reason] : []));
      // A listing lets go of what another worker has not finished, which that worker is told.
      for (const { reason } of failures) assert.equal(reason, 'storage-failed');
      for (const name of await fresh.list()) assert.deepEqual(await fresh.get(name), chunk);
      await Promise.all([old.close(), fresh.close()]);
      await wipeBlobs(profile);
    },
};
