import { beforeEach, expect, test } from 'vitest';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeKeyStore } from '../../../src/adapters/memory/keyStore.ts';
import { KeyVault } from '../../../src/messenger/keyVault.ts';
import { loadKeys, saveKeys } from '../../../src/messenger/settings.ts';
import { Unlocking } from '../../../src/messenger/unlocking.ts';
import type { JoinAct } from '../../../src/model/acts.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { type DeviceId, type OfficeId, ROSTER } from '../../../src/model/ids.ts';
import { Keyring, type KnownKey } from '../../../src/office/keyring.ts';
import type { Office } from '../../../src/office/office.ts';
import { sealParcel } from '../../../src/office/parcels.ts';
import type { Identity, KeyStore } from '../../../src/ports.ts';
import { keyIdOf } from '../../../src/wire/hash.ts';
import { lockKeyOf } from '../../../src/wire/lockbox.ts';

const OFFICE = 'A'.repeat(43) as OfficeId;
const DEVICE = 'B'.repeat(42).concat('A') as DeviceId;

let store: KeyStore;
let keyring: Keyring;
/** How many of the next writes fail. */
let failures: number;

beforeEach(() => {
  failures = 0;
  const kept = makeKeyStore(new Disk());
  store = {
    ...kept,
    async putSecret(name, value) {
      if (failures-- > 0) throw new ConfabError('storage-full', 'in a test');
      await kept.putSecret(name, value);
    },
  };
  keyring = new Keyring(OFFICE, []);
});

function office(fill: number): KnownKey {
  const key = new Uint8Array(32).fill(fill);
  return { generation: keyIdOf(key), scope: 'office', key };
}

const names = (keys: readonly KnownKey[]) => keys.map(({ generation }) => generation).sort();

test('keys that come at once are all kept', async () => {
  const vault = new KeyVault(keyring, store);
  const [one, other] = [office(1), office(2)];
  const added = await Promise.all([vault.add([one]), vault.add([other]), vault.add([one])]);
  expect(added).toEqual([[one], [other], []]);
  expect(names(await loadKeys(store))).toEqual(names([one, other]));
  expect(names(keyring.known)).toEqual(names([one, other]));
});

test('a key that could not be saved is not known, and the next is saved', async () => {
  const vault = new KeyVault(keyring, store);
  failures = 1;
  await expect(vault.add([office(1)])).rejects.toMatchObject({ reason: 'storage-full' });
  expect(keyring.known).toEqual([]);
  expect(await vault.add([office(2)])).toEqual([office(2)]);
  expect(names(await loadKeys(store))).toEqual(names([office(2)]));
});

test('what a lockbox held is saved by the next try where the first failed', async () => {
  const lock = lockKeyOf(new Uint8Array(32).fill(7));
  const box = await sealParcel(OFFICE, DEVICE, lock.box, [office(1)]);
  const roster = {
    deliveries: [{ entry: 'e', boxes: [[DEVICE, box]] }],
    invites: new Map(),
    devices: new Map(),
    members: new Map(),
    conversations: new Map(),
  };
  const unlocking = new Unlocking({
    office: { id: OFFICE, roster } as unknown as Office,
    vault: new KeyVault(keyring, store),
    identity: { device: DEVICE, ...lock } as unknown as Identity,
  });
  failures = 1;
  await expect(unlocking.run()).rejects.toMatchObject({ reason: 'storage-full' });
  expect(await unlocking.run(), 'what it opens is read again').toBe(true);
  expect(names(await loadKeys(store))).toEqual(names([office(1)]));
  expect(await unlocking.run()).toBe(false);
});

test('I6: passes of invites are taken where somebody came by them, and kept nowhere', async () => {
  const passOf = (i: number) => new Uint8Array(32).fill(i % 256).fill(i / 256, 16);
  const invites = new Map(
    Array.from({ length: 1_000 }, (_, i) => {
      return [`${i}`, { entry: `${i}`, pass: passOf(i), cameBy: i < 2 ? [DEVICE] : [] }];
    }),
  );
  const roster = { deliveries: [], invites, devices: new Map(), members: new Map() };
  const office_ = { id: OFFICE, roster };
  const unlocking = new Unlocking({
    office: office_ as unknown as Office,
    vault: new KeyVault(keyring, store),
    identity: { device: DEVICE } as unknown as Identity,
  });
  expect(await unlocking.run(), 'names are read again').toBe(true);
  expect(await unlocking.run()).toBe(false);
  office_.roster = { ...roster, invites: new Map(invites) };
  expect(await unlocking.run(), 'the same ones').toBe(false);
  const join = { t: 'join' } as JoinAct;
  const find = (i: number) => keyring.find(keyIdOf(passOf(i)), ROSTER, join);
  expect([0, 1, 2].map(find)).toEqual([passOf(0), passOf(1), undefined]);
  expect(keyring.known).toEqual([]);
  expect(await loadKeys(store)).toEqual([]);
});

test('passes that an older version kept are left out', async () => {
  await saveKeys(store, [office(1), { ...office(2), scope: 'roster' }]);
  expect(await loadKeys(store)).toEqual([office(1)]);
});
