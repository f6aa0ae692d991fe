import { expect, test } from 'vitest';
import { ROSTER } from '../../../src/model/ids.ts';
import { Keyring } from '../../../src/office/keyring.ts';
import { boxOfficeKey } from '../../../src/office/parcels.ts';
import { randomBytes } from '../../../src/wire/bytes.ts';
import { keyIdOf } from '../../../src/wire/hash.ts';
import { exchange, setup } from '../../support/story.ts';

/** An admin boxes nothing to those who should have the new key: the lockboxes are there and do not open. */
async function cheated() {
  const story = await setup();
  const { alice, bob } = story;
  const member = alice.office.memberOf(bob.identity.device);
  if (!member) throw new Error('Bob is nobody');
  await alice.act((seen) => ({ t: 'role', seen, member, role: 'admin' }));
  await exchange(alice, bob);
  const boxes = [...bob.office.roster.devices.keys()].map((device): [typeof device, Uint8Array] => [
    device,
    randomBytes(80),
  ]);
  const key = keyIdOf(randomBytes(32));
  await bob.act((seen) => ({ t: 'rotate', seen, key, boxes }));
  await exchange(alice, bob);
  expect(alice.office.roster.keys.get('office')?.heads).toEqual([key]);
  return { ...story, member };
}

test('K3: nothing is said under older keys, but whoever kept the new one back can be removed', async () => {
  const { alice, bob, general, member } = await cheated();
  await expect(alice.say(general, 'hello?')).rejects.toMatchObject({ reason: 'no-key' });
  const naming = alice.act((seen) => ({ t: 'profile', seen }), { name: 'Alice' });
  await expect(naming).rejects.toMatchObject({ reason: 'no-key' });
  const bytes = randomBytes(32);
  const [generation, office] = [keyIdOf(bytes), alice.office.id];
  const fresh = { generation, scope: 'office' as const, key: bytes };
  const ring = new Keyring(office, [fresh]);
  const without = { member, devices: [] };
  const { roster } = alice.office;
  const boxes = await boxOfficeKey(office, roster, ring, generation, without, alice.time.now);
  alice.keyring.add([fresh]);
  await alice.act((seen) => ({
    t: 'remove',
    seen,
    member,
    devices: [],
    cut: [],
    key: generation,
    boxes,
  }));
  expect(alice.office.roster.devices.has(bob.identity.device)).toBe(false);
  expect(alice.keyring.current(ROSTER)).toBeDefined();
  await alice.say(general, 'so it goes on');
});
