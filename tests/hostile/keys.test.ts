import { expect, test } from 'vitest';
import type { ConversationId, KeyId } from '../../src/model/ids.ts';
import { Keyring, type KnownKey, type Scope } from '../../src/office/keyring.ts';
import { sealParcel } from '../../src/office/parcels.ts';
import { randomBytes } from '../../src/wire/bytes.ts';
import { keyIdOf } from '../../src/wire/hash.ts';
import { openGroup } from '../support/rooms.ts';
import { type Device, exchange, give, newcomer, setup, welcome } from '../support/story.ts';

/** Mallory, a member, gives others keys that she chose, so that they write what only she can read. */
async function plant(mallory: Device, victim: Device, keys: readonly KnownKey[]): Promise<void> {
  const { id } = mallory.office;
  const to = victim.identity.device;
  const box = await sealParcel(id, to, victim.record.box, keys);
  await mallory.act((seen) => ({ t: 'give', seen, to, of: null, box }));
  await give(mallory, victim);
}
const generationOf = ({ keyring }: Device): KeyId => keyring.known[0]?.generation as KeyId;

test.each(['roster', 'presence', 'general'] as const)(
  'X3: a planted key of the newest generation for %s is not used by who has the office key',
  async (what) => {
    const { alice, bob, general, log } = await setup();
    const mallory = await welcome('Mallory', alice);
    await exchange(mallory, bob);
    const scope: Scope = what === 'general' ? general : what;
    await plant(mallory, bob, [{ generation: generationOf(alice), scope, key: randomBytes(32) }]);
    for (const it of [undefined, 'roster', 'presence', general] as const) {
      expect(bob.keyring.current(log, it)).toEqual(alice.keyring.current(log, it));
    }
    await bob.say(general, 'to all');
    await exchange(bob, alice);
    expect(await alice.texts(log)).toEqual(['to all']);
  },
);

test('X3: a planted key does not make a channel private', async () => {
  const { alice, bob, general, log } = await setup();
  const mallory = await welcome('Mallory', alice);
  await exchange(mallory, bob);
  const key = randomBytes(32);
  await plant(mallory, bob, [{ generation: keyIdOf(key), scope: general, key }]);
  await bob.say(general, 'to all');
  await exchange(bob, alice);
  expect(await alice.texts(log)).toEqual(['to all']);
  // Nor after a restart, when keys come before the roster.
  await bob.restart();
  expect(bob.keyring.current(log)).toEqual(alice.keyring.current(log));
});

test('X2: what follows from the office’s key goes before what was given in its place', async () => {
  const { alice, general, log } = await setup();
  const generation = generationOf(alice);
  const planted = { generation, scope: general, key: randomBytes(32) };
  const whole = alice.keyring.known[0] as KnownKey;
  for (const known of [
    [planted, whole],
    [whole, planted],
  ]) {
    const keyring = new Keyring(alice.office.id, known);
    keyring.follow(alice.office.roster.keys);
    expect(keyring.current(log)).toEqual(alice.keyring.current(log));
  }
});

test('X3: a planted key does not make a channel private for a guest', async () => {
  const { alice, general, log } = await setup();
  const secret = await alice.invite({ role: 'guest', channels: [general] });
  const mallory = await welcome('Mallory', alice);
  const gus = await newcomer('Gus', alice);
  await give(alice, gus);
  await gus.join(secret);
  await exchange(gus, mallory);
  const key = randomBytes(32);
  await plant(mallory, gus, [{ generation: keyIdOf(key), scope: general, key }]);
  await gus.restart();
  expect(gus.keyring.current(log)).toEqual(alice.keyring.current(log));
});

test('X3: a guest’s key of a channel is the one that came with what makes it', async () => {
  const { alice, general, log } = await setup();
  const secret = await alice.invite({ role: 'guest', channels: [general] });
  const mallory = await welcome('Mallory', alice);
  const gus = await newcomer('Gus', alice);
  await give(alice, gus);
  await gus.join(secret);
  await exchange(gus, mallory);
  await plant(mallory, gus, [
    { generation: generationOf(alice), scope: general, key: randomBytes(32) },
    { generation: generationOf(alice), scope: 'roster', key: randomBytes(32) },
  ]);
  expect(gus.keyring.current(log)).toEqual(alice.keyring.current(log));
  expect(gus.keyring.current(log, 'roster')).toEqual(alice.keyring.current(log, 'roster'));
});

test('X3: a key planted for a room that is not known yet does not take the place of its own', async () => {
  const { alice, bob, log } = await setup();
  const mallory = await welcome('Mallory', alice);
  await exchange(mallory, bob);
  // She has seen the group's opening, by Alice, and hands Bob a key in its name before he has.
  const group = await openGroup(alice, 'secret', [alice, bob]);
  const { generation } = alice.keyring.known.find(({ scope }) => scope === group) as KnownKey;
  await plant(mallory, bob, [{ generation, scope: group, key: randomBytes(32) }]);
  await exchange(alice, bob);
  expect(bob.keyring.current(log, group as ConversationId)).toEqual(
    alice.keyring.current(log, group as ConversationId),
  );
});
