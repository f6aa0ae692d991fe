import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeIndexStore } from '../../../src/adapters/memory/indexStore.ts';
import type { ChainId, LogId, Vector } from '../../../src/model/ids.ts';
import { FLAGS, GONE, type Spot } from '../../../src/search/docs.ts';
import { type Finder, makeFinder, type Told } from '../../../src/search/finder.ts';
import { HEAD, pageName, shardName } from '../../../src/search/keep.ts';
import { askFor, logFor, makeDoc } from '../../support/searchDocs.ts';

const NOW = Date.UTC(2026, 5, 15);
const MONTH = 30 * 86_400_000;
const KEY = new Uint8Array(32).fill(7);
const VECTOR: Vector = new Map([[1_000 as ChainId, 3]]);
const [MAY, JUNE] = [logFor(1, NOW - MONTH), logFor(1, NOW)];

async function open(
  disk: Disk,
  key = KEY,
): Promise<{ finder: Finder; logs: LogId[]; told: Told[] }> {
  const finder = makeFinder(makeIndexStore(disk), makeVirtualClock());
  const told: Told[] = [];
  await finder.start(key, (it) => told.push(it));
  const logs = told.flatMap((it) => (it.kind === 'loaded' ? it.logs.map(([log]) => log) : []));
  return { finder, logs, told };
}

const find = async (finder: Finder, question: string): Promise<number[]> =>
  (await finder.ask(askFor(question, NOW))).hits.map(({ number }) => number);

/** A disk on which two months are kept. */
async function keptDisk(): Promise<Disk> {
  const disk = new Disk();
  const { finder } = await open(disk);
  await finder.replace(MAY, VECTOR, [makeDoc(0, 'old harbour plan', { at: NOW - MONTH })]);
  await finder.replace(JUNE, VECTOR, [makeDoc(1, 'new harbour plan', { at: NOW })]);
  await finder.close();
  return disk;
}

test('what is kept is there after a restart, the newest month first', async () => {
  const { finder, logs, told } = await open(await keptDisk());
  expect(logs).toEqual([JUNE, MAY]);
  expect(told[0]).toEqual({
    kind: 'loaded',
    logs: [
      [JUNE, VECTOR],
      [MAY, VECTOR],
    ],
  });
  expect(await find(finder, 'harbour ')).toEqual([1, 0]);
});

test('so is where the entries stand of which a message is made', async () => {
  const disk = new Disk();
  const { finder } = await open(disk);
  const spot = (chain: number, number: number): Spot => ({ chain: chain as ChainId, number });
  const remarks = [spot(1_000, 4), spot(7, 0), spot(7, 3)];
  await finder.replace(JUNE, VECTOR, [
    makeDoc(0, 'harbour', { at: NOW, remarks }),
    makeDoc(1, 'bridge', { at: NOW + 1, remarks: [spot(8, 70_000)], answers: spot(1_000, 0) }),
    makeDoc(2, 'tower', { at: NOW + 2, answers: spot(1_000, 1) }),
  ]);
  const places = async (from: Finder) => {
    const { hits, known } = await from.ask(askFor('', NOW, { noFlags: FLAGS.pin }));
    expect(known).toEqual(new Map([[JUNE, VECTOR]]));
    return hits.map(({ beside }) => beside.map(({ chain, number }) => `${chain}/${number}`).sort());
  };
  const before = await places(finder);
  expect(before).toEqual([
    ['1000/1', '8/70000'],
    ['1000/0', '1000/4', '7/0', '7/3', '8/70000'],
    ['1000/4', '7/0', '7/3'],
  ]);
  await finder.close();
  expect(await places((await open(disk)).finder)).toEqual(before);
});

test('nothing that is kept can be read without the key', async () => {
  const disk = await keptDisk();
  const bytes = [...disk.shards].map(([name, it]) => name + new TextDecoder('latin1').decode(it));
  expect(bytes.join()).not.toMatch(/harbour|plan/);
  const { finder, logs } = await open(disk, new Uint8Array(32));
  expect(logs).toEqual([]);
  expect(await find(finder, 'harbour ')).toEqual([]);
});

const damages: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  truncated: (bytes) => bytes.slice(0, bytes.length >> 1),
  'one bit flipped': (bytes) => bytes.map((it, i) => (i === bytes.length >> 1 ? it ^ 4 : it)),
  'of another version': (bytes) => bytes.map((it, i) => (i === 0 ? 99 : it)),
  empty: () => new Uint8Array(),
};

test.each(Object.keys(damages))(
  'a shard that is %s is passed over, the rest goes on',
  async (how) => {
    const disk = await keptDisk();
    const name = shardName(JUNE);
    disk.shards.set(
      name,
      damages[how]?.(disk.shards.get(name) ?? new Uint8Array()) ?? new Uint8Array(),
    );
    const { finder, logs } = await open(disk);
    expect(logs).toEqual([MAY]);
    expect(await find(finder, 'harbour ')).toEqual([0]);
    await finder.replace(JUNE, VECTOR, [makeDoc(1, 'new harbour plan', { at: NOW })]);
    await finder.close();
    expect((await open(disk)).logs).toEqual([JUNE, MAY]);
  },
);

test('a shard in the place of another is passed over', async () => {
  const disk = await keptDisk();
  disk.shards.set(shardName(JUNE), disk.shards.get(shardName(MAY)) ?? new Uint8Array());
  expect((await open(disk)).logs).toEqual([MAY]);
});

test.each([HEAD, pageName(0)])('without %s all is made again, and kept again', async (name) => {
  const disk = await keptDisk();
  disk.shards.delete(name);
  const { finder, logs } = await open(disk);
  expect(logs).toEqual([]);
  await finder.replace(MAY, VECTOR, [makeDoc(0, 'old harbour plan', { at: NOW - MONTH })]);
  await finder.close();
  // The other month is of the terms that are lost: it is not read with the new ones.
  const again = await open(disk);
  expect(again.logs).toEqual([MAY]);
  expect(await find(again.finder, 'old ')).toEqual([0]);
});

test('what was deleted leaves nothing where the index is kept, not even its words', async () => {
  const disk = await keptDisk();
  const { finder } = await open(disk);
  await finder.update(JUNE, VECTOR, [makeDoc(2, 'secretpassword', { at: NOW })]);
  await finder.save();
  await finder.update(JUNE, VECTOR, [makeDoc(2, '', { flags: GONE })]);
  await finder.close();
  const again = await open(disk);
  expect(await find(again.finder, 'secretpassword ')).toEqual([]);
  expect(await find(again.finder, 'secretpass')).toEqual([]);
  expect(await find(again.finder, 'harbour ')).toEqual([1, 0]);
});

test('a dropped log is gone after a restart too', async () => {
  const disk = await keptDisk();
  const { finder } = await open(disk);
  await finder.drop([MAY]);
  await finder.close();
  const again = await open(disk);
  expect(again.logs).toEqual([JUNE]);
  expect(await find(again.finder, 'old ')).toEqual([]);
});

test('a store that refuses is told of, and searching goes on', async () => {
  const disk = new Disk();
  const { finder, told } = await open(disk);
  disk.failure = 'storage-full';
  await finder.replace(MAY, VECTOR, [makeDoc(0, 'old harbour plan', { at: NOW - MONTH })]);
  await finder.save();
  expect(told.at(-1)?.kind).toBe('not-kept');
  expect(await find(finder, 'harbour ')).toEqual([0]);
  disk.failure = null;
  await finder.replace(JUNE, VECTOR, [makeDoc(1, 'new plan', { at: NOW })]);
  await finder.close();
  const again = await open(disk);
  expect(again.logs).not.toContain(MAY);
});
