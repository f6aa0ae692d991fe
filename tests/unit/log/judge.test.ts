import { expect, test } from 'vitest';
import type { Run } from '../../../src/log/run.ts';
import { type ChainId, type LogId, logOf, type OfficeId, ROSTER } from '../../../src/model/ids.ts';
import { hlcAt, monthOf } from '../../../src/model/time.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { decodeEnvelope, encodeUnsigned } from '../../../src/wire/envelope.ts';
import { channelKeyOf } from '../../../src/wire/hash.ts';
import { MAX_ENVELOPE, MAX_RUN } from '../../../src/wire/limits.ts';
import { craft, runOf, turned } from '../../support/craft.ts';
import { type Device, found, makeIdentity, newcomer, setup } from '../../support/story.ts';

/** Everything that can be compared of a device's state. */
async function stateOf(device: Device, log: LogId) {
  const { encodeStateAsUpdate } = await import('yjs');
  const held = await device.logs.get(log);
  return {
    bytes: encodeStateAsUpdate(held.doc),
    vectors: JSON.stringify([...device.logs.vectors()].map(([id, it]) => [id, [...it]])),
    roster: device.office.roster.heads,
  };
}

/** Bob's replica, and what a device crafts for it; `refused` asserts that nothing changed. */
async function stage() {
  const story = await setup();
  const { alice, bob, office, log, general, time } = story;
  const officeKey = alice.officeKey;
  const key = channelKeyOf(officeKey, office, general);
  const hlc = hlcAt(time.now);
  const by = { identity: alice.identity, office, log, key, hlc };
  const refused = async (run: Run) => {
    const before = await stateOf(bob, log);
    const admission = await bob.admit(run);
    expect(await stateOf(bob, log)).toEqual(before);
    return admission;
  };
  return { ...story, by, refused };
}

test('A1: a good run is admitted, and once only', async () => {
  const { bob, by, refused } = await stage();
  const run = runOf(await craft(by, ['a', 'b', 'c']));
  expect(await bob.admit(run)).toEqual({ kind: 'admitted', next: 3, added: 3 });
  expect(await refused(run)).toEqual({ kind: 'admitted', next: 3, added: 0 });
});

test('A1: of a run that is held in part, the rest is admitted', async () => {
  const { bob, by } = await stage();
  const entries = await craft(by, ['a', 'b', 'c', 'd']);
  await bob.admit(runOf(entries.slice(0, 2)));
  expect(await bob.admit(runOf(entries))).toEqual({ kind: 'admitted', next: 4, added: 2 });
});

test('A2: more than MAX_RUN envelopes are refused before any is read', async () => {
  const { by, refused } = await stage();
  const { log, chain } = runOf(await craft(by, ['a']));
  const envelopes = new Array<Uint8Array>(MAX_RUN + 1).fill(new Uint8Array(1));
  expect(await refused({ log, chain, from: 0, envelopes })).toMatchObject({ why: 'too-large' });
});

test('A2: an envelope of MAX_ENVELOPE bytes and one is refused', async () => {
  const { by, refused } = await stage();
  const { log, chain } = runOf(await craft(by, ['a']));
  const envelopes = [new Uint8Array(MAX_ENVELOPE + 1)];
  expect(await refused({ log, chain, from: 0, envelopes })).toMatchObject({ why: 'too-large' });
});

test('A3, N3: what lacks its predecessor is a gap, and says from where on to ask', async () => {
  const { bob, by, refused } = await stage();
  const entries = await craft(by, ['a', 'b', 'c', 'd']);
  expect(await refused(runOf(entries.slice(1)))).toEqual({ kind: 'gap', have: 0 });
  await bob.admit(runOf(entries.slice(0, 2)));
  expect(await refused(runOf(entries.slice(3)))).toEqual({ kind: 'gap', have: 2 });
});

test('A4: another entry at a held number that its device signed is a conflict', async () => {
  const { bob, by, refused } = await stage();
  const run = new Uint8Array(16);
  const [one, other] = [
    await craft({ ...by, run }, ['a', 'b']),
    await craft({ ...by, run }, ['A']),
  ];
  await bob.admit(runOf(one));
  const admission = await refused(runOf(other));
  expect(admission).toMatchObject({ kind: 'refused', why: 'conflict', next: 2 });
  expect(admission).toMatchObject({ device: by.identity.device });
});

test('A4: the fork is found deep in a chain too', async () => {
  const { bob, by, refused } = await stage();
  const run = new Uint8Array(16);
  const one = await craft({ ...by, run }, ['a', 'b', 'c']);
  await bob.admit(runOf(one));
  const before = one.slice(0, 2);
  const other = await forkAfter(before, { ...by, run }, 'C');
  expect(await refused(runOf([...before, other]))).toMatchObject({ why: 'conflict' });
  expect(await refused(runOf([other]))).toMatchObject({ why: 'conflict' });
});

test('A4: altered bytes at a held number are refused like a fork: alone they prove nothing', async () => {
  const { bob, by, refused } = await stage();
  const entries = await craft(by, ['a', 'b']);
  await bob.admit(runOf(entries));
  const { log, chain, envelopes } = runOf(entries);
  for (const bit of [0, 99, 1_000, (envelopes[1] as Uint8Array).length * 8 - 1]) {
    const run = { log, chain, from: 1, envelopes: [turned(envelopes[1] as Uint8Array, bit)] };
    expect(await refused(run)).toMatchObject({ kind: 'refused', why: 'conflict', next: 2 });
  }
});

test('A5: months before the founding are refused, months after the next one come too early', async () => {
  const { bob, by, general, time, refused } = await stage();
  const now = monthOf(time.now);
  const in_ = async (month: number) => {
    const log = logOf(general, month);
    const hlc = hlcAt(Date.UTC(Math.floor(month / 12), month % 12, 1));
    return runOf(await craft({ ...by, log, hlc }, ['a']));
  };
  expect(await refused(await in_(now - 1))).toMatchObject({ why: 'wrong-month' });
  expect(await refused(await in_(now + 2))).toEqual({ kind: 'later', why: 'future-month' });
  expect(await bob.admit(await in_(now + 1))).toMatchObject({ kind: 'admitted' });
});

test('A5: before the founding entry is here, no month is refused for ever', async () => {
  const { alice, by, general, time } = await stage();
  const carol = await newcomer('Carol', alice);
  const log = logOf(general, monthOf(time.now) - 1);
  const run = runOf(await craft({ ...by, log }, ['a']));
  expect(await carol.admit(run)).toMatchObject({ kind: 'later' });
});

test('A5, T4: an entry dated before its log’s month is refused; a later date is not', async () => {
  const { bob, by, time, refused } = await stage();
  const early = { ...by, hlc: hlcAt(time.now - 31 * 86_400_000) };
  expect(await refused(runOf(await craft(early, ['a'])))).toMatchObject({ why: 'wrong-month' });
  const late = { ...by, hlc: hlcAt(time.now + 400 * 86_400_000) };
  expect(await bob.admit(runOf(await craft(late, ['a'])))).toMatchObject({ kind: 'admitted' });
});

test.each([
  ['no CBOR', new Uint8Array([0xff])],
  ['nothing', new Uint8Array()],
  ['no array', encode({ a: 1 })],
  ['an empty array', encode([])],
  ['too few fields', encode([1, 2, 3])],
])('A6: an envelope that is %s is refused', async (_, bytes) => {
  const { by, refused } = await stage();
  const { log, chain } = runOf(await craft(by, ['a']));
  const admission = await refused({ log, chain, from: 0, envelopes: [bytes] });
  expect(admission.kind).toBe('refused');
});

test('A6: another version is refused by that name', async () => {
  const { by, refused } = await stage();
  const run = runOf(await craft(by, ['a']));
  const bytes = (run.envelopes[0] as Uint8Array).slice();
  bytes[1] = 2;
  expect(await refused({ ...run, envelopes: [bytes] })).toMatchObject({ why: 'wrong-version' });
});

test('A7: outside the roster there is no open part; in it there must be one', async () => {
  const { by, refused } = await stage();
  const act = { t: 'profile' as const, seen: [] };
  expect(await refused(runOf(await craft(by, [{ act }])))).toMatchObject({ why: 'malformed-act' });
  const inRoster = { ...by, log: ROSTER };
  expect(await refused(runOf(await craft(inRoster, ['a'])))).toMatchObject({
    why: 'malformed-act',
  });
});

test('A8: a chain belongs to the device, run, log and office that it is derived from', async () => {
  const { by, refused, general, time } = await stage();
  const run = runOf(await craft(by, ['a']));
  const wrong = { kind: 'refused', why: 'wrong-chain' };
  expect(await refused({ ...run, chain: (run.chain + 1) as ChainId })).toMatchObject(wrong);
  expect(await refused({ ...run, log: logOf(general, monthOf(time.now) + 1) })).toMatchObject(
    wrong,
  );
  const elsewhere = { ...by, office: by.identity.device as string as OfficeId };
  expect(await refused(runOf(await craft(elsewhere, ['a'])))).toMatchObject(wrong);
});

test('A8, E7: number 0 names its author and no other number does', async () => {
  const { bob, by, refused } = await stage();
  const entries = await craft(by, ['a', 'b']);
  await bob.admit(runOf(entries.slice(0, 1)));
  const again = runOf(await craft({ ...by, run: new Uint8Array(16).fill(1) }, ['x']));
  const { log, chain } = runOf(entries);
  const second = { log, chain, from: 1, envelopes: again.envelopes };
  expect(await refused(second)).toMatchObject({ why: 'wrong-chain' });
  const zero = { log, chain: again.chain, from: 0, envelopes: [entries[1]?.bytes as Uint8Array] };
  expect(await refused(zero)).toMatchObject({ why: 'wrong-chain' });
});

test('A8: nobody continues another’s chain', async () => {
  const { alice, bob, by, refused } = await stage();
  const [first] = await craft(by, ['a']);
  if (!first) throw new Error('nothing crafted');
  await alice.admit(runOf([first]));
  const forged = await forkAfter([first], { ...by, identity: bob.identity }, 'forged');
  await bob.admit(runOf([first]));
  expect(await refused(runOf([forged]))).toMatchObject({ why: 'bad-signature' });
});

test('A9: a device that the roster does not know comes too early', async () => {
  const { by, refused } = await stage();
  const mallory = await makeIdentity('Mallory');
  const run = runOf(await craft({ ...by, identity: mallory }, ['a']));
  expect(await refused(run)).toEqual({ kind: 'later', why: 'unknown-device' });
});

test('A9: a conversation that the roster does not know comes too early', async () => {
  const { by, refused, time } = await stage();
  const log = logOf('AAAAAAAAAAAAAAAAAAAAAA' as never, monthOf(time.now));
  const run = runOf(await craft({ ...by, log }, ['a']));
  expect(await refused(run)).toEqual({ kind: 'later', why: 'unknown-past' });
});

test('A9: nobody writes in another’s name', async () => {
  const { bob, by, refused } = await stage();
  const [entry] = await craft(
    { ...by, identity: { ...bob.identity, device: by.identity.device } },
    ['I am Alice'],
  );
  if (!entry) throw new Error('nothing crafted');
  expect(await refused(runOf([entry]))).toMatchObject({ why: 'bad-signature' });
});

test('A10: every bit counts: an envelope that was altered anywhere is refused', async () => {
  const { by, refused } = await stage();
  const entries = await craft(by, ['an entry']);
  const run = runOf(entries);
  const bytes = run.envelopes[0] as Uint8Array;
  for (let bit = 0; bit < bytes.length * 8; bit += 7) {
    const admission = await refused({ ...run, envelopes: [turned(bytes, bit)] });
    expect(admission.kind === 'refused' || admission.kind === 'later', `bit ${bit}`).toBe(true);
  }
});

test('A10: the newest signature vouches for what is before it, signatures included', async () => {
  const { bob, by, refused } = await stage();
  const run = runOf(await craft(by, ['a', 'b', 'c']));
  const [a, b, c] = run.envelopes as [Uint8Array, Uint8Array, Uint8Array];
  const last = (a.length - 1) * 8;
  for (const bit of [200, last]) {
    expect(await refused({ ...run, envelopes: [turned(a, bit), b, c] })).toMatchObject({
      kind: 'refused',
    });
  }
  expect(await refused({ ...run, envelopes: [b, a, c] })).toMatchObject({ kind: 'refused' });
  expect(await bob.admit({ ...run, envelopes: [a, c] })).toMatchObject({ next: 1, added: 1 });
  expect(await bob.admit({ ...run, envelopes: [a, b, b] })).toMatchObject({ next: 2, added: 1 });
  expect(await bob.admit(run)).toMatchObject({ kind: 'admitted', added: 1 });
});

test('A10: a chain whose author signed an entry wrongly ends alike, however its runs are cut', async () => {
  const { alice, bob, by, refused } = await stage();
  let signed = 0;
  const sign = async (bytes: Uint8Array) =>
    signed++ === 1 ? new Uint8Array(64) : by.identity.sign(bytes);
  const run = runOf(await craft({ ...by, identity: { ...by.identity, sign } }, ['a', 'b', 'c']));
  const [a, b, c] = run.envelopes as [Uint8Array, Uint8Array, Uint8Array];
  expect(await refused({ ...run, from: 0, envelopes: [a, b].slice(1) })).toMatchObject({
    kind: 'refused',
  });
  expect(await alice.admit(run)).toMatchObject({ next: 3 });
  expect(await bob.admit({ ...run, envelopes: [a, b] })).toMatchObject({ next: 1, added: 1 });
  expect(await bob.admit({ ...run, from: 1, envelopes: [b] })).toMatchObject({
    why: 'bad-signature',
  });
  expect(await bob.admit({ ...run, from: 1, envelopes: [b, c] })).toMatchObject({ next: 3 });
  const bytes = await Promise.all([alice, bob].map((it) => stateOf(it, by.log)));
  expect(bytes[0]?.bytes).toEqual(bytes[1]?.bytes);
});

test('A10: entries before a fault are good and are held', async () => {
  const { bob, by } = await stage();
  const run = runOf(await craft(by, ['a', 'b', 'c']));
  const [a, b] = run.envelopes as [Uint8Array, Uint8Array];
  const admission = await bob.admit({ ...run, envelopes: [a, b, new Uint8Array([0x80])] });
  expect(admission).toMatchObject({ kind: 'refused', next: 2, device: by.identity.device });
});

test('A10: an entry of one office is nothing in another', async () => {
  const { alice, bob, general, log } = await stage();
  await alice.say(general, 'for Wonderland only');
  const other = await found();
  await other.createChannel('general');
  for (const run of [...(await bob.runs(ROSTER)), ...(await alice.runs(log))]) {
    const before = await stateOf(other, ROSTER);
    const admission = await other.admit(run);
    expect(['refused', 'later']).toContain(admission.kind);
    expect(await stateOf(other, ROSTER)).toEqual(before);
  }
});

test('A11: what does not decrypt or makes no sense is held and never shown', async () => {
  const { bob, by, log } = await stage();
  const wrongKey = await craft({ ...by, run: new Uint8Array(16).fill(1) }, [
    [1, 'sealed elsewhere'],
  ]);
  const nonsense = await craft(by, [[1, 'fine'], { not: 'a payload' }, [99, 'of a later version']]);
  const envelope = decodeEnvelope(wrongKey[0]?.bytes as Uint8Array);
  expect(envelope.ciphertext.length).toBeGreaterThan(0);
  expect(encodeUnsigned(envelope).length).toBe(wrongKey[0]?.bytes.length);
  const garbled = await craft({ ...by, key: new Uint8Array(32), run: new Uint8Array(16).fill(2) }, [
    [1, 'under a key that nobody has'],
  ]);
  for (const entries of [wrongKey, nonsense, garbled]) {
    expect(await bob.admit(runOf(entries))).toMatchObject({ kind: 'admitted' });
  }
  expect((await bob.texts(log)).sort()).toEqual(['fine', 'sealed elsewhere']);
  const kinds = (await bob.logs.get(log)).entries().map(({ content }) => content.kind);
  expect(kinds.filter((kind) => kind === 'sealed')).toHaveLength(1);
});

/** Another entry after these, as a device with `by`'s key would write it. */
async function forkAfter(
  before: Awaited<ReturnType<typeof craft>>,
  { identity, office, log, key, hlc, run = new Uint8Array(16) }: Parameters<typeof craft>[0],
  content: string,
) {
  const { makeEntry } = await import('../../../src/log/make.ts');
  const { keyIdOf } = await import('../../../src/wire/hash.ts');
  const last = before.at(-1);
  if (!last) throw new Error('nothing before');
  const { chain, id: previous } = last;
  const place = { office, log, chain, number: last.number + 1, previous };
  const sealedBy = { id: keyIdOf(key), key };
  return makeEntry(place, { content, act: null }, hlc, run, identity, sealedBy);
}
