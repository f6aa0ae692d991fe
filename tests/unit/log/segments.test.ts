import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { arrayName } from '../../../src/log/replay.ts';
import type { LogId } from '../../../src/model/ids.ts';
import { type Device, give, setup } from '../../support/story.ts';

const MONTHS = 6;

/** Something was said in each of some months, and Bob holds it. */
async function years() {
  const { alice, bob, general, time } = await setup();
  const logs: LogId[] = [];
  for (let month = 0; month < MONTHS; month++) {
    time.now = Date.UTC(2026, month, 15);
    logs.push(alice.logNow(general));
    await alice.say(general, `month ${month}, one`);
    await alice.say(general, `month ${month}, two`);
  }
  await give(alice, bob);
  return { alice, bob, general, logs, time };
}

const opened = async ({ logs }: Device) => (await logs.opened()).map(({ log }) => log);

test('logs that nobody uses close again, those used longest ago first, and open when they are read', async () => {
  const { bob, logs } = await years();
  bob.budget = { logs: 2, entries: 1_000 };
  await bob.restart();
  for (const log of logs) await bob.logs.get(log);
  await vi.waitFor(
    async () => {
      expect(await opened(bob)).toEqual(['roster', ...logs.slice(-2)]);
    },
    { timeout: 10_000 },
  );
  expect(await bob.texts(logs[0] as LogId)).toEqual(['month 0, one', 'month 0, two']);
});

test('many entries count as many logs do', async () => {
  const { bob, logs } = await years();
  bob.budget = { logs: 100, entries: 5 };
  await bob.restart();
  for (const log of logs) await bob.logs.get(log);
  await vi.waitFor(
    async () => {
      expect(await opened(bob)).toEqual(['roster', ...logs.slice(-2)]);
    },
    { timeout: 10_000 },
  );
});

test('what is written in a log that closed stands in another chain, and nothing is lost', async () => {
  const { alice, bob, general, logs, time } = await years();
  alice.budget = { logs: 1, entries: 1_000 };
  await alice.restart();
  time.now = Date.UTC(2026, MONTHS, 1);
  const first = await alice.say(general, 'before');
  await alice.logs.get(logs[0] as LogId);
  await vi.waitFor(async () => expect(await opened(alice)).not.toContain(first.at.log), {
    timeout: 10_000,
  });
  const second = await alice.say(general, 'after');
  expect(second.at.chain).not.toBe(first.at.chain);
  await give(alice, bob);
  expect(await bob.texts(first.at.log)).toEqual(['before', 'after']);
});

test('a log that cannot be written stays open with all it holds', async () => {
  const { bob, logs, general, time, alice } = await years();
  bob.budget = { logs: 1, entries: 1_000 };
  await bob.restart();
  time.now = Date.UTC(2026, MONTHS, 1);
  await alice.say(general, 'just now');
  const log = alice.logNow(general);
  bob.disk.failure = 'storage-full';
  for (const run of await alice.runs(log)) await bob.admit(run).catch(() => {});
  await bob.logs.get(logs[0] as LogId);
  await vi.waitFor(() => expect(bob.storage.at(-1)).toMatchObject({ reason: 'storage-full' }), {
    timeout: 10_000,
  });
  expect(await opened(bob)).toContain(log);
  bob.disk.failure = null;
  await bob.logs.get(logs[1] as LogId);
  await vi.waitFor(async () => expect(await opened(bob)).not.toContain(log), { timeout: 10_000 });
  await bob.crash();
  expect(await bob.texts(log)).toEqual(['just now']);
});

test('who wrote what is known without opening, also where it was not written down', async () => {
  const { alice, bob, logs } = await years();
  await bob.restart();
  const authors = async (log: LogId) => [...(await bob.logs.authors(log)).values()];
  for (const log of logs) expect(await authors(log)).toEqual([alice.identity.device]);
  expect(await opened(bob)).toEqual(['roster']);
  bob.disk.state.delete(`authors/${logs[0]}`);
  expect(await authors(logs[0] as LogId)).toEqual([alice.identity.device]);
  expect(await opened(bob)).toEqual(['roster', logs[0]]);
});

/** Changes the envelopes of each chain of a closed log on its disk. */
function damage(device: Device, log: LogId, change: (envelopes: Uint8Array[]) => Uint8Array[]) {
  const [before, after] = [new Y.Doc(), new Y.Doc({ gc: false })];
  for (const update of device.disk.logs.get(log) ?? []) Y.applyUpdate(before, update);
  for (const name of before.share.keys()) {
    const items = before.getArray<[Uint8Array]>(name).toArray();
    after.clientID = Number.parseInt(name, 36);
    after.getArray(name).push(change(items.map(([bytes]) => bytes)).map((bytes) => [bytes]));
  }
  device.disk.logs.set(log, [Y.encodeStateAsUpdate(after)]);
}

const flipped = (bytes: Uint8Array, at: number) =>
  bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

test.each([
  ['a bit was flipped in its words', (it: Uint8Array[]) => it.map((bytes) => flipped(bytes, 70))],
  ['a bit was flipped in its time', (it: Uint8Array[]) => it.map((bytes) => flipped(bytes, 5))],
  ['it has another version', (it: Uint8Array[]) => it.map((bytes) => flipped(bytes, 1))],
  ['it was truncated', (it: Uint8Array[]) => it.slice(0, 1)],
  ['an envelope was cut', (it: Uint8Array[]) => it.map((bytes) => bytes.slice(0, -1))],
  ['all is gone', () => []],
])('a segment is set aside and fetched again, and the others stay: %s', async (_, change) => {
  const { alice, bob, logs } = await years();
  await bob.logs.close();
  const [first, second] = logs as [LogId, LogId];
  damage(bob, first, change);
  await bob.open();
  await bob.logs.get(first);
  expect(bob.lost).toEqual([first]);
  const held = bob.logs.vectors().get(first) ?? new Map();
  expect([...held.values()].reduce((a, b) => a + b, 0)).toBeLessThan(2);
  expect(await bob.texts(second)).toEqual(['month 1, one', 'month 1, two']);
  await give(alice, bob);
  expect(await bob.texts(first)).toEqual(['month 0, one', 'month 0, two']);
  bob.lost.length = 0;
  await bob.restart();
  expect(await bob.texts(first)).toEqual(['month 0, one', 'month 0, two']);
  expect(bob.lost).toEqual([]);
});

/** Bob, closed, with a log of two chains of which one is damaged. */
async function halfSound() {
  const { alice, bob, general, time } = await setup();
  const log = alice.logNow(general);
  const { at } = await alice.say(general, 'sound');
  await alice.restart();
  time.now += 1;
  await alice.say(general, 'damaged');
  await give(alice, bob);
  await bob.logs.close();
  const sound = arrayName(at.chain);
  const doc = new Y.Doc();
  for (const update of bob.disk.logs.get(log) ?? []) Y.applyUpdate(doc, update);
  const [kept] = doc.getArray<[Uint8Array]>(sound).toArray();
  damage(bob, log, (envelopes) =>
    envelopes.map((bytes) => (bytes.join() === kept?.[0].join() ? bytes : flipped(bytes, 70))),
  );
  return { bob, log };
}

test('of a damaged segment the chains that are sound stay', async () => {
  const { bob, log } = await halfSound();
  await bob.open();
  expect(await bob.texts(log)).toEqual(['sound']);
  await bob.crash();
  expect(await bob.texts(log), 'and are durable').toEqual(['sound']);
});

test('a damaged segment that could not be mended can be opened again', async () => {
  const { bob, log } = await halfSound();
  const { disk } = bob;
  const forget = disk.logs.delete.bind(disk.logs);
  disk.logs.delete = (it) => {
    disk.failure = 'storage-full';
    return forget(it);
  };
  await bob.open();
  await expect(bob.logs.get(log)).rejects.toMatchObject({ reason: 'storage-full' });
  disk.failure = null;
  expect((await bob.logs.get(log)).log).toBe(log);
});
