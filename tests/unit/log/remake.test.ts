import { expect, test } from 'vitest';
import type { EntryId } from '../../../src/model/ids.ts';
import { namedKey } from '../../../src/office/keyring.ts';
import { setup } from '../../support/story.ts';

/** Own entries that nobody else has seen, made again under another key (SPEC C4). */

test('C4: where one of them cannot be made again, all of them stay as they are', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  const under = namedKey(new Uint8Array(32).fill(9));
  await alice.logs.append(log, () => ({ content: [1, 'lost'], act: null, under }));
  await alice.say(general, 'three');
  const before = await alice.outbox.all();
  const renamed = new Map<EntryId, EntryId>();
  const making = alice.logs.remake(log, { chain: at.chain, from: 0 }, renamed);
  await expect(making).rejects.toMatchObject({ reason: 'no-key' });
  expect(await alice.outbox.all()).toEqual(before);
  expect([...renamed], 'no id that stands for nothing').toEqual([]);
  const after = await alice.say(general, 'four');
  expect(after.at.number, 'in a chain of its own').toBe(0);
});

test('C4: what is written while they are made again is written too, also if that fails', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  const { replace } = alice.outbox;
  const begun = Promise.withResolvers<void>();
  alice.outbox.replace = async () => {
    begun.resolve();
    throw new Error('the disk is gone');
  };
  const making = alice.logs.remake(log, { chain: at.chain, from: 0 }, new Map());
  const failed = expect(making).rejects.toThrow('the disk is gone');
  await begun.promise;
  const saying = Promise.all([alice.say(general, 'two'), alice.say(general, 'three')]);
  await failed;
  const said = await saying;
  expect(said.map((entry) => entry.at.number).sort()).toEqual([0, 1]);
  alice.outbox.replace = replace;
  await alice.logs.remake(log, { chain: at.chain, from: 0 }, new Map());
  expect((await alice.texts(log)).sort()).toEqual(['one', 'three', 'two']);
});

test('C4: a crash between withdrawing and making again loses nothing', async () => {
  const { alice, general, log } = await setup();
  const { at } = await alice.say(general, 'one');
  await alice.say(general, 'two');
  alice.outbox.replace = () => Promise.reject(new Error('the power is gone'));
  const making = alice.logs.remake(log, { chain: at.chain, from: 0 }, new Map());
  await expect(making).rejects.toThrow('the power is gone');
  await alice.crash();
  expect(await alice.outbox.count()).toBeGreaterThan(0);
  await alice.logs.remake(log, { chain: at.chain, from: 0 }, new Map());
  expect(await alice.texts(log)).toEqual(['one', 'two']);
});
