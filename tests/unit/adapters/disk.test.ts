import { assert } from 'chai';
import { describe, test } from 'vitest';
import * as Y from 'yjs';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeKeyStore } from '../../../src/adapters/memory/keyStore.ts';
import { makeLogStore } from '../../../src/adapters/memory/logStore.ts';
import { makeOutbox } from '../../../src/adapters/memory/outbox.ts';
import { assertRejects, LOG, waiting } from '../../contract/device.ts';

async function reopened(disk: Disk): Promise<number> {
  const doc = new Y.Doc();
  await makeLogStore(disk).open(LOG, doc);
  return doc.getArray('chain').length;
}

async function withUnflushed(disk: Disk, count: number) {
  const doc = new Y.Doc();
  const stored = await makeLogStore(disk).open(LOG, doc);
  for (let i = 0; i < count; i++) doc.getArray('chain').push([i]);
  return { doc, stored };
}

describe('a crash of the memory disk', () => {
  test('loses all of a log that nobody was told of', async () => {
    const disk = new Disk();
    const { doc, stored } = await withUnflushed(disk, 3);
    await stored.flushed();
    doc.getArray('chain').push([3]);
    disk.crash();
    assert.equal(await reopened(disk), 3);
  });

  test('keeps as many of the oldest writes as it is told to', async () => {
    const disk = new Disk();
    await withUnflushed(disk, 5);
    disk.crash((count) => {
      assert.equal(count, 5);
      return 2;
    });
    assert.equal(await reopened(disk), 2);
  });

  test('keeps nothing while writes fail', async () => {
    const disk = new Disk();
    await withUnflushed(disk, 5);
    disk.failure = 'storage-full';
    disk.crash((count) => count);
    assert.equal(await reopened(disk), 0);
  });

  test('ends what was open: nothing of it reaches the disk later', async () => {
    const disk = new Disk();
    const { doc, stored } = await withUnflushed(disk, 1);
    const outbox = makeOutbox(disk);
    const put = outbox.put([waiting(0)]);
    const flushed = stored.flushed();
    disk.crash();
    doc.getArray('chain').push([1]);
    await assertRejects(put, 'closed');
    await assertRejects(flushed, 'closed');
    await assertRejects(stored.flushed(), 'closed');
    assert.equal(await reopened(disk), 0);
    assert.deepEqual(await makeOutbox(disk).all(), []);
  });
});

describe('a seeded key store', () => {
  test('makes the same identity for the same seed', async () => {
    const made = (seed: string) => makeKeyStore(new Disk(), seed).create();
    const [one, again, other] = [await made('alice'), await made('alice'), await made('bob')];
    assert.equal(one.device, again.device);
    assert.deepEqual(one.box, again.box);
    assert.deepEqual(one.networkSeed, again.networkSeed);
    assert.notEqual(one.device, other.device);
  });
});
