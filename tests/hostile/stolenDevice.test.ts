import { beforeEach, expect, test } from 'vitest';
import type { ChainId, LogId } from '../../src/model/ids.ts';
import { Keyring } from '../../src/office/keyring.ts';
import { boxOfficeKey } from '../../src/office/parcels.ts';
import { randomBytes } from '../../src/wire/bytes.ts';
import { keyIdOf } from '../../src/wire/hash.ts';
import { lockKeyOf } from '../../src/wire/lockbox.ts';
import { START } from '../support/story.ts';
import { deviceOf, inviteNamed, memberNamed, Tale } from '../support/tale.ts';

/** A thief has Ana's laptop, open. On it they make a recovery code for her before it is removed. */
let tale: Tale;
const NEVER = 253_402_300_799_000;
const code = () => tale.roster().invites.get(inviteNamed('code'));
const isIn = (name: string) => tale.roster().devices.has(deviceOf(name));

beforeEach(() => {
  tale = new Tale();
  tale.welcome('Ana');
  tale.link('laptop', 'Ana', 'Ana');
  const { box: lock } = lockKeyOf(randomBytes(32));
  tale.invite('laptop', 'code', {
    for: memberNamed('Ana'),
    recovery: true,
    lock,
    expires: NEVER,
  });
});

test('R8: the code of a device that is removed lets nobody in', () => {
  const seen = tale.heads();
  tale.removeDevices('Fay', ['laptop']);
  expect(code()?.revoked).toBe(true);
  tale.join('thief', 'code');
  tale.join('thief, dated back', 'code', { seen, at: 1 });
  expect([isIn('thief'), isIn('thief, dated back'), isIn('Ana')]).toEqual([false, false, true]);
});

test('X3: nor does the removal seal the new key to it', async () => {
  const bytes = randomBytes(32);
  const key = { generation: keyIdOf(bytes), scope: 'office' as const, key: bytes };
  const ring = new Keyring(tale.office, [key]);
  // Devices of a tale have no keys that anything could be sealed to.
  const known = tale.roster().devices.get(deviceOf('Ana'));
  if (!known) throw new Error('no Ana');
  const record = { ...known.record, box: lockKeyOf(randomBytes(32)).box };
  const devices = new Map([[known.id, { ...known, record }]]);
  const roster = { ...tale.roster(), devices };
  const boxesWithout = async (devices: string[]) => {
    const gone = { member: null, devices: devices.map(deviceOf) };
    const boxes = await boxOfficeKey(tale.office, roster, ring, key.generation, gone, START);
    return boxes.map(([to]) => to);
  };
  expect(await boxesWithout([])).toEqual([known.id, inviteNamed('code')]);
  expect(await boxesWithout(['laptop'])).toEqual([known.id]);
  expect(await boxesWithout(['laptop', 'Ana'])).toEqual([inviteNamed('code')]);
});

test('R8: who used the code before its device was removed stays', () => {
  tale.join('phone', 'code');
  tale.removeDevices('phone', ['laptop']);
  expect([isIn('phone'), isIn('laptop')]).toEqual([true, false]);
});

test('R8: a code made by a device that stays goes on', () => {
  tale.invite('Ana', 'other code', { for: memberNamed('Ana'), recovery: true, expires: NEVER });
  tale.removeDevices('Fay', ['laptop']);
  tale.join('phone', 'other code');
  expect(isIn('phone')).toBe(true);
});

test('R8: the code of somebody’s last device is their way back, though that is removed', async () => {
  tale.removeDevices('Fay', ['Ana']);
  tale.removeDevices('Fay', ['laptop']);
  expect(code()?.revoked).toBe(false);
  tale.join('phone', 'code');
  expect([isIn('phone'), isIn('laptop')]).toEqual([true, false]);
});

test('R8: a proof that the device cheats leaves the code to its person', () => {
  const entries = { one: new Uint8Array(64), other: new Uint8Array(64) };
  const place = { log: 'roster' as LogId, chain: 1 as ChainId, number: 3, previous: null };
  tale.write('Fay', { t: 'freeze', device: deviceOf('laptop'), ...place, ...entries, cut: [] });
  tale.join('phone', 'code');
  expect(isIn('phone')).toBe(true);
});
