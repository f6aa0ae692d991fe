import { expect, test } from 'vitest';
import { type ConversationId, logOf, type OfficeId, ROSTER } from '../../../src/model/ids.ts';
import { hlcAt, monthOf } from '../../../src/model/time.ts';
import { foundOffice } from '../../../src/office/found.ts';
import { inviteLockOf, makeInvite, whyUnusable } from '../../../src/office/invite.ts';
import { Keyring, type KnownKey } from '../../../src/office/keyring.ts';
import { openParcel } from '../../../src/office/parcels.ts';
import { bytesOf, randomBytes, toBase64url } from '../../../src/wire/bytes.ts';
import { keyIdOf, rosterKeyOf } from '../../../src/wire/hash.ts';
import { peerIdOf } from '../../../src/wire/peer.ts';
import {
  inviteIdOf,
  isGateProven,
  isJoinProven,
  isSoundDevice,
  makeDeviceRecord,
  proveAtGate,
  proveJoin,
} from '../../../src/wire/proofs.ts';
import { publicKeyOf } from '../../../src/wire/sign.ts';
import { craft, runOf } from '../../support/craft.ts';
import {
  exchange,
  found,
  give,
  makeIdentity,
  newcomer,
  recordOf,
  START,
  setup,
  USUAL,
} from '../../support/story.ts';

test('R3: the office is called by its founding entry, and only that one founds it', async () => {
  const alice = await found();
  const [run] = await alice.runs(ROSTER);
  const entry = (await alice.logs.get(ROSTER)).entries()[0];
  expect(entry?.at.id).toBe(alice.office.id);
  expect(run?.envelopes).toHaveLength(1);

  const mallory = await makeIdentity('Mallory');
  const names = { office: 'Wonderland', founder: 'Alice' };
  const other = await foundOffice(mallory, recordOf(mallory), names, START);
  expect(await alice.admit(runOf([other.entry]))).toMatchObject({ why: 'not-bound' });
});

test('R7: a story: two people take the last use of an invite apart from each other', async () => {
  const alice = await found();
  const secret = await alice.invite({ uses: 1 });
  const [bob, carol] = [await newcomer('Bob', alice), await newcomer('Carol', alice)];
  for (const device of [bob, carol]) {
    await give(alice, device);
    alice.time.now += 1_000;
    await device.join(secret);
  }
  for (const device of [bob, carol, bob]) await exchange(alice, device);
  for (const device of [alice, bob, carol]) {
    const { members } = device.office.roster;
    expect([...members.values()].map(({ name }) => name)).toEqual(['Alice', 'Bob']);
  }
});

test('A9: what the office cannot judge yet comes too early', async () => {
  const { alice, bob } = await setup();
  const secret = await alice.invite();
  const carol = await newcomer('Carol', alice);
  await give(alice, carol);
  await carol.join(secret);
  const join = (await carol.runs(ROSTER)).find(({ chain }) => {
    return !alice.logs.vectors().get(ROSTER)?.has(chain);
  });
  if (!join) throw new Error('no join');
  expect(await bob.admit(join)).toMatchObject({ kind: 'later', why: 'unknown-past' });
  await give(alice, bob);
  expect(await bob.admit(join)).toMatchObject({ kind: 'admitted', added: 1 });
});

test('A9: a join by an invite that is not here yet comes too early, whatever it says it saw', async () => {
  const { alice, bob, office } = await setup();
  const secret = await alice.invite();
  const carol = await makeIdentity('Carol');
  const record = recordOf(carol);
  const act = {
    t: 'join' as const,
    seen: [],
    invite: inviteIdOf(secret),
    device: record,
    proof: proveJoin(secret, office, record),
  };
  const key = rosterKeyOf(alice.officeKey, office);
  const by = { identity: carol, office, log: ROSTER, key, hlc: hlcAt(START) };
  const run = runOf(await craft(by, [{ act }]));
  expect(await bob.admit(run)).toMatchObject({ kind: 'later', why: 'unknown-past' });
  expect(await alice.admit(run)).toMatchObject({ kind: 'admitted' });
});

test('A9: joins without proof, with unsound keys or in the midst of a chain are refused', async () => {
  const { alice, bob, office } = await setup();
  const secret = await alice.invite({ uses: 9 });
  await give(alice, bob);
  const carol = await makeIdentity('Carol');
  const record = recordOf(carol);
  const invite = inviteIdOf(secret);
  const good = {
    t: 'join' as const,
    seen: [...bob.office.roster.heads],
    invite,
    device: record,
    proof: proveJoin(secret, office, record),
  };
  const key = rosterKeyOf(alice.officeKey, office);
  const by = { identity: carol, office, log: ROSTER, key, hlc: hlcAt(START + 1_000) };
  const judged = async (...acts: (typeof good)[]) =>
    bob.admit(
      runOf(
        await craft(
          by,
          acts.map((act) => ({ act })),
        ),
      ),
    );

  expect(await judged({ ...good, proof: new Uint8Array(64) })).toMatchObject({ why: 'not-member' });
  const elsewhere = proveJoin(secret, toBase64url(new Uint8Array(32)) as OfficeId, record);
  expect(await judged({ ...good, proof: elsewhere })).toMatchObject({ why: 'not-member' });
  expect(
    await judged({ ...good, proof: proveJoin(randomBytes(16), office, record) }),
  ).toMatchObject({
    why: 'not-member',
  });

  const borrowed = { ...record, network: bob.record.network };
  const proof = proveJoin(secret, office, borrowed);
  expect(await judged({ ...good, device: borrowed, proof })).toMatchObject({ why: 'bad-key' });

  const stolen = { ...good, device: bob.record, proof: proveJoin(secret, office, bob.record) };
  expect(await judged(stolen)).toMatchObject({ why: 'malformed-act' });

  const twice = await judged(good, good);
  expect(twice).toMatchObject({ kind: 'refused', why: 'malformed-act', next: 1 });
  await bob.readRoster();
  expect([...bob.office.roster.devices.keys()]).toContain(carol.device);
});

test('I1: a device record binds its keys', async () => {
  const record = recordOf(await makeIdentity('Alice'));
  const other = recordOf(await makeIdentity('Bob'));
  expect(isSoundDevice(record)).toBe(true);
  for (const field of ['sign', 'box', 'network', 'proof'] as const) {
    expect(isSoundDevice({ ...record, [field]: other[field] }), field).toBe(false);
  }
  const seed = new Uint8Array(32).fill(3);
  const network = { publicKey: bytesOf(publicKeyOf(seed)), seed };
  const small = makeDeviceRecord(toBase64url(new Uint8Array(32)) as never, record.box, network);
  expect(isSoundDevice(small)).toBe(false);
  expect(isSoundDevice(makeDeviceRecord(record.sign, new Uint8Array(32), network))).toBe(false);
});

test('I2, I4: a join is proven for one office, invite and device', async () => {
  const { office, alice, bob } = await setup();
  const secret = randomBytes(16);
  const proof = proveJoin(secret, office, bob.record);
  const invite = inviteIdOf(secret);
  expect(isJoinProven(office, invite, bob.record, proof)).toBe(true);
  expect(isJoinProven(office, invite, alice.record, proof)).toBe(false);
  expect(isJoinProven(office, inviteIdOf(randomBytes(16)), bob.record, proof)).toBe(false);
  expect(isJoinProven(alice.identity.device as never, invite, bob.record, proof)).toBe(false);
});

test('G1: a proof at the gate is good for one kind, one relay and one peer', () => {
  const [relay, peer, other] = [1, 2, 3].map((fill) => peerIdOf(new Uint8Array(32).fill(fill)));
  if (!relay || !peer || !other) throw new Error('no peers');
  const proof = proveAtGate('invite', new Uint8Array(16), relay, peer);
  expect(isGateProven(proof, relay, peer)).toBe(true);
  expect(isGateProven(proof, relay, other)).toBe(false);
  expect(isGateProven(proof, other, peer)).toBe(false);
  expect(isGateProven({ ...proof, kind: 'setup' }, relay, peer)).toBe(false);
  expect(isGateProven({ ...proof, key: new Uint8Array(32) }, relay, peer)).toBe(false);
});

const whole = (key: Uint8Array): KnownKey => ({ generation: keyIdOf(key), scope: 'office', key });

test('I3: the invite’s secret opens its lockbox, nothing else does', async () => {
  const { office, alice } = await setup();
  const keys = [whole(randomBytes(32)), whole(randomBytes(32))];
  const terms = { ...USUAL, expires: START };
  const { secret, act } = await makeInvite(office, alice.identity.device, keys, terms, []);
  const lock = inviteLockOf(secret);
  expect(act.lock).toEqual(lock.box);
  expect(await openParcel(office, act.invite, lock, act.box)).toEqual(keys);
  const box = act.box.slice();
  box[40] = (box[40] ?? 0) ^ 1;
  const attempts = [
    () => openParcel(office, act.invite, inviteLockOf(randomBytes(16)), act.box),
    () => openParcel(toBase64url(new Uint8Array(32)) as OfficeId, act.invite, lock, act.box),
    () => openParcel(office, inviteIdOf(randomBytes(16)), lock, act.box),
    () => openParcel(office, act.invite, lock, box),
    () => openParcel(office, act.invite, lock, new Uint8Array(48)),
  ];
  for (const attempt of attempts)
    await expect(attempt()).rejects.toMatchObject({ reason: 'malformed' });
});

test('I5: why an invite cannot be used', async () => {
  const { alice, time } = await setup();
  const secret = await alice.invite({ expires: time.now + 1_000 });
  const id = inviteIdOf(secret);
  const { roster } = alice.office;
  expect(whyUnusable(roster, id, time.now + 1_000)).toBeNull();
  expect(whyUnusable(roster, id, time.now + 1_001)).toBe('expired-invite');
  expect(whyUnusable(roster, inviteIdOf(randomBytes(16)), time.now)).toBe('unknown-invite');
  await alice.act((seen) => ({ t: 'revoke', seen, invite: id }));
  expect(whyUnusable(alice.office.roster, id, time.now)).toBe('withdrawn-invite');
  // Whose only use was taken is used up, also once who took it was removed.
  const other = inviteIdOf(await alice.invite({}));
  const taken = new Map(alice.office.roster.invites);
  for (const revoked of [false, true]) {
    const invite = taken.get(other);
    if (!invite) throw new Error('no invite');
    taken.set(other, { ...invite, used: invite.uses, revoked });
    const now = { ...alice.office.roster, invites: taken };
    expect(whyUnusable(now, other, time.now)).toBe('used-invite');
  }
});

test('K1, K3: keys are found by what commits to them, and the newest seals', async () => {
  const { office, general } = await setup();
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const keyring = new Keyring(office, [whole(old)]);
  const log = logOf(general, monthOf(START));
  const before = keyring.current(log);
  const roster = keyring.current(ROSTER);
  if (!before || !roster) throw new Error('no keys');
  expect(keyring.find(before.id, log)).toEqual(before.key);
  expect(keyring.find(before.id, ROSTER)).toBeUndefined();
  expect(keyring.find(roster.id, ROSTER)).toEqual(rosterKeyOf(old, office));
  keyring.add([whole(fresh)]);
  expect(keyring.current(log)?.id).not.toBe(before.id);
  expect(keyring.find(before.id, log)).toEqual(before.key);
  const founding = rosterKeyOf(old, null);
  expect(keyring.find(keyIdOf(founding), ROSTER, { t: 'found' } as never)).toEqual(founding);
  expect(keyring.presence()).toHaveLength(2);
  expect(new Keyring(office, []).current(log)).toBeUndefined();
});

test('K2: each channel and month is sealed as it should be, and only for those who have the key', async () => {
  const { alice, bob, general, log } = await setup();
  const random = await alice.createChannel('random');
  await alice.say(general, 'in general');
  await alice.say(random, 'in random');
  const carol = await newcomer('Carol', alice);
  await give(alice, carol);
  expect(await carol.texts(log)).toEqual([]);
  expect([...carol.office.roster.conversations.values()].map(({ name }) => name)).toEqual(['', '']);
  carol.keyring.add(bob.keyring.known);
  await carol.readRoster();
  expect(await carol.texts(log)).toEqual(['in general']);
  expect(await carol.texts(logOf(random, monthOf(START)))).toEqual(['in random']);
  const titles = [...carol.office.roster.conversations.values()].map(({ name }) => name);
  expect(titles).toEqual(['general', 'random']);
  const ids = [...carol.office.roster.conversations.keys()] as ConversationId[];
  expect(ids).toContain(general);
});
