import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Log } from '../../../src/log/log.ts';
import { arrayName } from '../../../src/log/replay.ts';
import { type ConversationId, logOf, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import { hlcAt, monthOf } from '../../../src/model/time.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { channelKeyOf } from '../../../src/wire/hash.ts';
import { craft, runOf } from '../../support/craft.ts';
import { type Device, found, give, newcomer, setup } from '../../support/story.ts';

const plain = (device: Device) =>
  [...device.logs.vectors()].map(
    ([log, vector]) => [log, [...vector].sort(([a], [b]) => a - b)] as const,
  );

test('vectors of all logs are known after a restart, without opening them', async () => {
  const { alice, general } = await setup();
  await alice.say(general, 'one');
  const before = plain(alice);
  await alice.restart();
  // Logs come in no order.
  expect(new Map(plain(alice))).toEqual(new Map(before));
});

test('a vector is kept in a while, and tried again where the disk was full', async () => {
  const { alice, general, log } = await setup();
  await alice.restart();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    const kept = () => alice.disk.state.get(`vector/${log}`);
    await alice.say(general, 'one');
    await vi.waitFor(() => expect(alice.storage.at(-1)).toBeNull(), { timeout: 10_000 });
    alice.disk.failure = 'storage-full';
    await vi.advanceTimersByTimeAsync(3_000);
    expect(kept()).toBeUndefined();
    alice.disk.failure = null;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(kept()).toBeDefined();
  } finally {
    await alice.logs.close();
    vi.useRealTimers();
  }
});

test('a vector that was lost is learned again from what is kept', async () => {
  const { alice, general, log } = await setup();
  await alice.say(general, 'one');
  await alice.logs.close();
  for (const key of alice.disk.state.keys())
    if (key.startsWith('vector/')) alice.disk.state.delete(key);
  await alice.open();
  expect(alice.logs.vectors().get(log)?.size).toBe(1);
});

test('a kept log that does not read is dropped and fetched again', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'one');
  await give(alice, bob);
  await bob.logs.close();
  const doc = new Y.Doc();
  doc
    .getArray(arrayName([...(alice.logs.vectors().get(log)?.keys() ?? [])][0] as never))
    .push([[new Uint8Array([1, 2, 3])]]);
  bob.disk.logs.set(log, [Y.encodeStateAsUpdate(doc)]);
  await bob.open();
  expect(await bob.texts(log)).toEqual([]);
  expect(bob.logs.vectors().has(log), 'what is gone is not claimed').toBe(false);
  await give(alice, bob);
  expect(await bob.texts(log)).toEqual(['one']);
  await bob.restart();
  expect(await bob.texts(log)).toEqual(['one']);
});

test.each([
  ['envelopes in another order', (it: Uint8Array[]) => it.reverse()],
  ['an envelope of no chain', (it: Uint8Array[]) => it.slice(1)],
  ['a cut envelope', (it: Uint8Array[]) => it.map((bytes) => bytes.slice(0, -1))],
])('a kept log with %s does not read', async (_, damage) => {
  const { alice, general, log } = await setup();
  const first = await alice.say(general, 'one');
  await alice.say(general, 'two');
  const [run] = await alice.runs(log);
  await alice.logs.close();
  const doc = new Y.Doc();
  const envelopes = damage([...(run?.envelopes ?? [])]);
  doc.getArray(arrayName(first.at.chain)).push(envelopes.map((bytes) => [bytes]));
  alice.disk.logs.set(log, [Y.encodeStateAsUpdate(doc)]);
  await alice.open();
  const held = await alice.logs.get(log);
  const texts = await alice.texts(log);
  // What waits in the outbox comes back by itself.
  expect(texts).toEqual(['one', 'two']);
  expect(held.vector().get(first.at.chain)).toBe(2);
});

test('a month that does not open keeps nobody from all others', async () => {
  const { alice, general, log } = await setup();
  await alice.say(general, 'one');
  const other = await alice.createChannel('other');
  await alice.say(other, 'two');
  const broken = alice.logNow(other);
  await alice.logs.close();
  const kept = alice.disk.logs.get(broken) ?? [];
  alice.disk.logs.set(broken, [new Uint8Array([255, 255])]);
  alice.disk.state.delete(`vector/${broken}`);
  await alice.open();
  expect(await alice.texts(log)).toEqual(['one']);
  expect(alice.storage.some((error) => error !== null)).toBe(true);
  await expect(alice.texts(broken)).rejects.toThrow();
  // What waits in the outbox for it is not lost: the next start finds it there.
  alice.disk.logs.set(broken, kept);
  await alice.open();
  expect(await alice.texts(broken)).toEqual(['two']);
});

test('own entries behind a damaged chain go on once it has come again, without a restart', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'one');
  await alice.say(general, 'two');
  await give(alice, bob);
  const [bobs] = [bob.office.roster.devices.get(bob.identity.device)?.peer as PeerId];
  await alice.receipts.acknowledged(bobs, log, new Map(alice.logs.vectors().get(log)));
  await alice.say(general, 'three');
  await alice.say(general, 'four');
  await alice.logs.close();
  alice.disk.logs.delete(log);
  await alice.open();
  expect(await alice.texts(log)).toEqual([]);
  const grown: number[] = [];
  alice.logs.onGrown((name, entries, own) => {
    if (name === log && own) grown.push(...entries.map(({ at }) => at.number));
  });
  await give(bob, alice);
  await vi.waitFor(
    async () => expect(await alice.texts(log)).toEqual(['one', 'two', 'three', 'four']),
    { timeout: 10_000 },
  );
  expect(grown, 'offered as what is written here').toEqual([2, 3]);
});

test('what follows from an act that a crash took goes on once that has come again', async () => {
  const { alice, bob } = await setup();
  const { at: first } = await alice.act((seen) => ({ t: 'profile', seen }), { name: 'Alicia' });
  const { at: second } = await alice.act((seen) => ({ t: 'profile', seen }), { name: 'Alix' });
  const run = (await alice.runs(ROSTER)).find(({ chain }) => chain === first.chain);
  if (!run) throw new Error('no run');
  for (const end of [-1, undefined]) {
    // Heard, and the second not written yet.
    const some = { ...run, envelopes: run.envelopes.slice(0, end) };
    bob.logs.admit(some, () => {}).catch(() => {});
    await bob.readRoster();
  }
  expect([...bob.office.roster.heads]).toEqual([second.id]);
  const { at } = await bob.act((seen) => ({ t: 'profile', seen }), { name: 'Bobby' });
  await bob.crash();
  expect(bob.office.has(second.id), 'it was not written').toBe(false);
  await give(alice, bob);
  await vi.waitFor(() => expect(bob.office.has(at.id)).toBe(true), { timeout: 10_000 });
  await bob.readRoster();
  const names = [...bob.office.roster.members.values()].map(({ name }) => name);
  expect(names.sort()).toEqual(['Alix', 'Bobby']);
});

test('an answer that was admitted is durable', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'one');
  await give(alice, bob);
  await bob.crash();
  expect(await bob.texts(log)).toEqual(['one']);
});

test('what is heard live is told at once, and admitted when it is durable', async () => {
  const { alice, bob, general, log } = await setup();
  for (const text of ['one', 'two', 'three']) await alice.say(general, text);
  const [run] = await alice.runs(log);
  if (!run) throw new Error('no run');
  const part = (at: number) => ({ ...run, from: at, envelopes: run.envelopes.slice(at, at + 1) });
  const judged: number[] = [];
  const hear = (at: number) =>
    bob.logs.admit(part(at), (it) => it.kind === 'admitted' && judged.push(it.next));
  await hear(0);
  const before = bob.disk.logs.get(log)?.length;
  const hearing = Promise.all([hear(1), hear(2)]);
  await vi.waitFor(() => expect(judged).toEqual([1, 2, 3]), { timeout: 10_000 });
  expect(await bob.texts(log)).toEqual(['one', 'two', 'three']);
  expect(bob.disk.logs.get(log)?.length, 'nothing is durable yet').toBe(before);
  expect(await hearing).toMatchObject([{ next: 2 }, { next: 3 }]);
  expect(bob.disk.logs.get(log)?.length, 'written together').toBe(Number(before) + 1);
  await bob.crash();
  expect(await bob.texts(log)).toEqual(['one', 'two', 'three']);
});

test('what could not be stored is not called admitted, and the person is told', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'one');
  const [run] = await alice.runs(log);
  if (!run) throw new Error('no run');
  bob.disk.failure = 'storage-full';
  await expect(bob.admit(run)).rejects.toMatchObject({ reason: 'storage-full' });
  expect(bob.storage.at(-1)).toMatchObject({ reason: 'storage-full' });
  bob.disk.failure = null;
  expect(await bob.admit(run)).toMatchObject({ kind: 'admitted', next: 1 });
  expect(bob.storage.at(-1)).toBeNull();
  await bob.crash();
  expect(await bob.texts(log)).toEqual(['one']);
});

test('A12: runs for logs nobody knows open and keep nothing', async () => {
  const { alice, bob, general, office, time } = await setup();
  const key = channelKeyOf(alice.officeKey, office, general);
  const before = plain(bob);
  for (let i = 0; i < 50; i++) {
    const unknown = toBase64url(new Uint8Array(16).fill(i)) as ConversationId;
    const log = logOf(unknown, monthOf(time.now));
    const by = { identity: alice.identity, office, log, key, hlc: hlcAt(time.now) };
    expect((await bob.admit(runOf(await craft(by, ['x'])))).kind).toBe('later');
  }
  expect(plain(bob)).toEqual(before);
  await bob.logs.close();
  expect([...bob.disk.logs.keys()]).toEqual([ROSTER]);
});

test('logs of several months are kept apart', async () => {
  const { alice, bob, general, time } = await setup();
  await alice.say(general, 'in January');
  time.now = Date.UTC(2026, 1, 1);
  await alice.say(general, 'in February');
  await give(alice, bob);
  const january = logOf(general, monthOf(Date.UTC(2026, 0, 1)));
  expect(await bob.texts(january)).toEqual(['in January']);
  expect(await bob.texts(bob.logNow(general))).toEqual(['in February']);
});

test('a write looks at what it changed, however many chains its log has', async () => {
  const { alice, bob, office, log } = await setup();
  const key = alice.keyring.current(log)?.key ?? new Uint8Array();
  const begun = async (run: number) => {
    const nonce = new Uint8Array(new Uint32Array([run, 0, 0, 0]).buffer);
    const by = { identity: bob.identity, office, log, key, hlc: hlcAt(bob.time.now), run: nonce };
    return runOf(await craft(by, [[1, `${run}`]]));
  };
  const runs = await Promise.all(Array.from({ length: 300 }, (_, run) => begun(run)));
  await Promise.all(runs.map((run) => alice.admit(run)));
  const [ends, authors] = [vi.spyOn(alice.office, 'endOf'), vi.spyOn(Log.prototype, 'authors')];
  try {
    for (let run = 300; run < 320; run++) await alice.admit(await begun(run));
    expect(ends.mock.calls.length).toBeLessThan(20 * 10);
    expect(authors.mock.calls.length).toBeLessThan(10);
  } finally {
    authors.mockRestore();
  }
  expect(alice.logs.vectors().get(log)?.size).toBe(320);
  await alice.restart();
  expect(alice.logs.vectors().get(log)?.size, 'and is kept whole').toBe(320);
});

test('what counts follows cut-offs in a log that stays open', async () => {
  const { alice, bob, general, log } = await setup();
  const { at } = await bob.say(general, 'one');
  await bob.say(general, 'two');
  await alice.say(general, 'three');
  await give(bob, alice);
  const own = alice.office.endOf.bind(alice.office);
  const ends = vi.spyOn(alice.office, 'endOf');
  const open = await alice.logs.get(log);
  const all = open.vector();
  const cutAt = async (end: number) => {
    ends.mockImplementation((device, of, chain) =>
      chain === at.chain ? end : own(device, of, chain),
    );
    vi.spyOn(alice.office, 'ends', 'get').mockReturnValue({});
    await alice.logs.recount();
    return alice.logs.vectors().get(log);
  };
  expect(all.get(at.chain)).toBe(2);
  expect((await cutAt(1))?.get(at.chain)).toBe(1);
  await alice.say(general, 'four');
  expect(alice.logs.vectors().get(log)?.get(at.chain)).toBe(1);
  expect((await cutAt(0))?.has(at.chain)).toBe(false);
  expect(alice.logs.vectors().get(log)?.size).toBe(1);
  expect((await cutAt(Number.POSITIVE_INFINITY))?.get(at.chain)).toBe(2);
});

test('listeners hear of every entry once, own or admitted, and of no more after the end', async () => {
  const { alice, bob, general } = await setup();
  const heard: string[] = [];
  const stop = bob.logs.onGrown((_, entries, own) => {
    for (const { at } of entries) heard.push(`${own ? 'own' : 'theirs'} ${at.number}`);
  });
  await alice.say(general, 'one');
  await alice.say(general, 'two');
  await give(alice, bob);
  await give(alice, bob);
  await bob.say(general, 'three');
  stop();
  await bob.say(general, 'four');
  expect(heard).toEqual(['theirs 0', 'theirs 1', 'own 0']);
});

test('who hears of growth finds it in the vectors, own or theirs', async () => {
  const { alice, bob, general, log } = await setup();
  const sizes: number[] = [];
  const stop = bob.logs.onGrown((id) => {
    if (id === log) sizes.push(bob.logs.vectors().get(id)?.size ?? 0);
  });
  await alice.say(general, 'one');
  await give(alice, bob);
  await bob.say(general, 'two');
  stop();
  expect(sizes).toEqual([1, 2]);
});

test('reading is bounded by count and bytes, and gives one at least', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'x'.repeat(1_000));
  for (let i = 0; i < 9; i++) await alice.say(general, 'x'.repeat(1_000));
  const read = (from: number, count: number, bytes: number) =>
    alice.logs.read(log, at.chain, from, count, bytes).then(({ length }) => length);
  expect(await read(0, 3, 1_000_000)).toBe(3);
  expect(await read(8, 10, 1_000_000)).toBe(2);
  expect(await read(0, 10, 1)).toBe(1);
  expect(await read(0, 10, 3_900)).toBe(3);
  expect(await read(10, 10, 1_000_000)).toBe(0);
});

test('closing twice is harmless, and everything accepted is durable by then', async () => {
  const { alice, general, log } = await setup();
  const sending = alice.say(general, 'just before the end');
  await Promise.resolve();
  await sending;
  await alice.logs.close();
  await alice.logs.close();
  await alice.open();
  expect(await alice.texts(log)).toEqual(['just before the end']);
});

test('an office that nobody told anything is empty', async () => {
  const alice = await found();
  const stranger = await newcomer('Stranger', alice);
  expect(plain(stranger)).toEqual([]);
  expect(stranger.office.roster.founded).toBeNull();
});

test('who counts by vectors hears when a log holds more than its kept vector told', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'one');
  await give(alice, bob);
  await bob.restart();
  const before = bob.disk.state.get(`vector/${log}`);
  await alice.say(general, 'two');
  await give(alice, bob);
  await bob.logs.close();
  // A crash came between the log and the vector.
  if (before) bob.disk.state.set(`vector/${log}`, before);
  await bob.open();
  const told: number[] = [];
  bob.logs.onGrown((id) => {
    if (id === log) told.push([...(bob.logs.vectors().get(id)?.values() ?? [])][0] ?? 0);
  });
  expect([...(bob.logs.vectors().get(log)?.values() ?? [])]).toEqual([1]);
  await bob.logs.get(log);
  expect(told).toEqual([2]);
});
