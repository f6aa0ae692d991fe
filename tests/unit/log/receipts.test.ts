import { expect, test } from 'vitest';
import { ConfabError } from '../../../src/model/errors.ts';
import type { PeerId } from '../../../src/model/ids.ts';
import { setup } from '../../support/story.ts';

const relay = 'relay' as PeerId;
const bob = 'bob' as PeerId;

test('Y6: an entry waits until the first receipt, and no longer', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  await alice.say(general, 'two');
  const waiting = async () =>
    (await alice.outbox.all()).filter((it) => it.log === log).map(({ number }) => number);
  expect(await waiting()).toEqual([0, 1]);
  await alice.receipts.acknowledged(relay, log, new Map([[at.chain, 1]]));
  expect(await waiting()).toEqual([1]);
  expect(alice.receipts.holders(log, at.chain, 0)).toEqual([relay]);
  expect(alice.receipts.holders(log, at.chain, 1)).toEqual([]);
  await alice.receipts.acknowledged(bob, log, new Map([[at.chain, 2]]));
  expect(await waiting()).toEqual([]);
  expect(alice.receipts.holders(log, at.chain, 0)).toEqual([relay, bob]);
});

test('Y6: receipts survive a restart, also for chains of an earlier run', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  await alice.receipts.acknowledged(relay, log, new Map([[at.chain, 1]]));
  await alice.restart();
  expect(alice.receipts.isOwn(log, at.chain)).toBe(true);
  expect(alice.receipts.holders(log, at.chain, 0)).toEqual([relay]);
});

test('Y6: a receipt never takes back what an earlier one said', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  await alice.say(general, 'two');
  await alice.receipts.acknowledged(relay, log, new Map([[at.chain, 2]]));
  await alice.receipts.acknowledged(relay, log, new Map([[at.chain, 1]]));
  expect(alice.receipts.holders(log, at.chain, 1)).toEqual([relay]);
});

test('Y6: receipts for chains of others are ignored', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  let changes = 0;
  alice.receipts.onChange(() => changes++);
  await alice.receipts.acknowledged(relay, log, new Map([[7 as never, 1]]));
  await alice.receipts.acknowledged(relay, alice.logNow('x' as never), new Map([[at.chain, 1]]));
  expect(changes).toBe(0);
  expect(alice.receipts.isOwn(log, 7 as never)).toBe(false);
});

test('Y6: nobody can hold what was not written yet', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  await alice.receipts.acknowledged(bob, log, new Map([[at.chain, 1_000]]));
  const later = await alice.say(general, 'written after that receipt');
  expect(alice.receipts.holders(log, at.chain, 0)).toEqual([bob]);
  expect(alice.receipts.holders(log, later.at.chain, later.at.number)).toEqual([]);
  await alice.receipts.acknowledged(bob, log, new Map([[at.chain, 2]]));
  expect(alice.receipts.holders(log, later.at.chain, later.at.number)).toEqual([bob]);
  expect((await alice.outbox.all()).filter((it) => it.log === log)).toEqual([]);
});

test.each(['storage-full', 'storage-failed'] as const)(
  'Y6: a receipt that could not be worked in (%s) is when it is given again',
  async (failure) => {
    const { alice, general, log } = await setup();
    const { at } = await alice.say(general, 'one');
    const receipt = new Map([[at.chain, 1]]);
    alice.disk.failure = failure;
    await expect(alice.receipts.acknowledged(relay, log, receipt)).rejects.toMatchObject({
      reason: failure,
    });
    expect(alice.receipts.holders(log, at.chain, 0), 'it is true all the same').toEqual([relay]);
    alice.disk.failure = null;
    await alice.receipts.acknowledged(relay, log, receipt);
    expect((await alice.outbox.all()).filter((it) => it.log === log)).toEqual([]);
    await alice.crash();
    expect(alice.receipts.holders(log, at.chain, 0)).toEqual([relay]);
  },
);

test('Y6: a crash while a receipt is worked in leaves the chain known as own, and the outbox empties', async () => {
  for (let moment = 0; moment < 12; moment++) {
    const { alice, general, log } = await setup();
    const { at } = await alice.say(general, 'one');
    const receipt = new Map([[at.chain, 1]]);
    const working = alice.receipts.acknowledged(relay, log, receipt).catch(() => {});
    for (let i = 0; i < moment; i++) await Promise.resolve();
    await alice.crash();
    await working;
    expect(alice.receipts.isOwn(log, at.chain), `after ${moment} moments`).toBe(true);
    await alice.receipts.acknowledged(relay, log, receipt);
    expect((await alice.outbox.all()).filter((it) => it.log === log)).toEqual([]);
  }
});

test('Y6: nothing leaves the outbox before it is durable in its log', async () => {
  const { alice, general, log } = await setup();
  await alice.say(general, 'one');
  const stored = await alice.logs.get(log);
  const { at } = await alice.say(general, 'two');
  stored.flushed = () =>
    Promise.reject(new ConfabError('storage-failed', 'a log that cannot be written'));
  await expect(
    alice.receipts.acknowledged(relay, log, new Map([[at.chain, 2]])),
  ).rejects.toMatchObject({ reason: 'storage-failed' });
  expect((await alice.outbox.all()).filter((it) => it.log === log)).toHaveLength(2);
});
