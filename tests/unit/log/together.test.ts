import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Run } from '../../../src/log/run.ts';
import type { Act } from '../../../src/model/acts.ts';
import { type EntryId, ROSTER } from '../../../src/model/ids.ts';
import { hlcAt } from '../../../src/model/time.ts';
import type { Identity } from '../../../src/ports.ts';
import { randomBytes } from '../../../src/wire/bytes.ts';
import { confirmLateWith, type LateCheck } from '../../../src/wire/sign.ts';
import { craft, runOf, turned } from '../../support/craft.ts';
import { type Device, exchange, found, newcomer, pour, welcome } from '../../support/story.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** WebCrypto, as a browser asks it. */
let asked = 0;
const webCrypto: LateCheck = async (publicKey, message, signature) => {
  asked += 1;
  const key = await crypto.subtle.importKey('raw', publicKey as Bytes, 'Ed25519', false, [
    'verify',
  ]);
  return crypto.subtle.verify('Ed25519', key, signature as Bytes, message as Bytes);
};

beforeAll(() => confirmLateWith(webCrypto));
afterAll(() => confirmLateWith(null));

const rename = (device: Device, name: string) =>
  device.act((seen) => ({ t: 'profile', seen }), { name });

/** An office whose roster is one long row over the chains of three people. */
async function row() {
  const alice = await found();
  const people = [alice, await welcome('Bob', alice)];
  people.push(await welcome('Carol', alice));
  for (let i = 0; i < 9; i++) {
    const writer = people[i % 3] as Device;
    for (const other of people) if (other !== writer) await exchange(writer, other);
    await rename(writer, `${writer.name} ${i}`);
  }
  for (const other of people.slice(1)) await exchange(alice, other);
  return { alice, runs: await alice.runs(ROSTER) };
}

/** As catch-up admits them. */
async function together(device: Device, runs: readonly Run[]) {
  await Promise.all(runs.map((run) => device.logs.readAhead(run)));
  const joint = await device.logs.admitTogether(runs);
  await joint.written;
  await device.readRoster();
  return joint.runs;
}

const encoding = async ({ logs }: Device) => Y.encodeStateAsUpdate((await logs.get(ROSTER)).doc);

/** Cuts runs into pieces, and shuffles them. */
function shuffled(runs: readonly Run[], plan: readonly number[]): Run[] {
  let turn = 0;
  const next = (below: number) => (plan[turn++ % plan.length] ?? 0) % below;
  const pieces = runs.flatMap((run): Run[] => {
    const cut = 1 + next(run.envelopes.length);
    const rest = { ...run, from: cut, envelopes: run.envelopes.slice(cut) };
    const first = { ...run, envelopes: run.envelopes.slice(0, cut) };
    return rest.envelopes.length > 0 ? [first, rest] : [first];
  });
  for (let i = pieces.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [pieces[i], pieces[j]] = [pieces[j] as Run, pieces[i] as Run];
  }
  return pieces;
}

test('A9: a row over several chains goes in at once, whatever order they come in', async () => {
  const { alice, runs } = await row();
  const dave = await newcomer('Dave', alice);
  const judged = await together(dave, [...runs].reverse());
  expect(judged.map((it) => it?.stop)).toEqual(runs.map(() => null));
  expect(dave.office.roster.heads).toEqual(alice.office.roster.heads);
  expect(await encoding(dave)).toEqual(await encoding(alice));
});

test('C2: what goes in together ends as what goes in one by one, in whatever parts', async () => {
  const { alice, runs } = await row();
  const expected = await encoding(alice);
  let count = 0;
  const plans = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
  const property = fc.asyncProperty(plans, fc.nat({ max: 8 }), async (plan, parts) => {
    const device = await newcomer(`Dave ${count++}`, alice);
    const pieces = shuffled(runs, plan);
    const some = pieces.splice(0, parts);
    const before = await together(device, some);
    expect(before.every((it) => it?.stop?.kind !== 'refused')).toBe(true);
    await together(device, [...pieces, ...some]);
    expect(await encoding(device)).toEqual(expected);
  });
  await fc.assert(property, { numRuns: 20 });
});

test('C2: runs of one chain that overlap and wait for the same entry are held in order', async () => {
  const { alice, runs } = await row();
  const expected = await encoding(alice);
  const first = runs.find(({ envelopes }) => envelopes.length > 3);
  if (!first) throw new Error('no long run');
  const others = runs.filter((it) => it !== first);
  const short = { ...first, envelopes: first.envelopes.slice(0, -1) };
  for (const [one, other] of [
    [first, short],
    [short, first],
  ] as const) {
    const dave = await newcomer('Dave', alice);
    await together(dave, [one, other, ...others]);
    const held = (await dave.logs.get(ROSTER)).tail(first.chain, 0).map(({ at }) => at.number);
    expect(held).toEqual(first.envelopes.map((_, number) => number));
    expect(await encoding(dave)).toEqual(expected);
  }
});

test('A10: a row costs one question a chain and proof, and none is asked again', async () => {
  const { alice, runs } = await row();
  const dave = await newcomer('Dave', alice);
  asked = 0;
  await Promise.all(runs.map((run) => dave.logs.readAhead(run)));
  // Two invites, and two joins with the proofs of invite and network key.
  expect(asked).toBe(runs.length + 2 + 4);
  confirmLateWith(() => Promise.reject(new Error('asked again')));
  try {
    const { runs: judged } = await dave.logs.admitTogether(runs);
    expect(judged.every((it) => it?.stop === null)).toBe(true);
  } finally {
    confirmLateWith(webCrypto);
  }
});

/** Signs everything wrongly. */
const badly = (identity: Identity): Identity => ({
  ...identity,
  sign: async (bytes) => turned(await identity.sign(bytes), 300),
});

/** Acts of Alice's in a chain of its own. */
async function crafted(alice: Device, acts: readonly Act[], sign = (it: Identity) => it) {
  const identity = sign(alice.identity);
  const office = alice.office.id;
  const hlc = hlcAt(alice.time.now + 1_000);
  const by = { identity, office, log: ROSTER, key: randomBytes(32), hlc };
  return craft(
    by,
    acts.map((act) => ({ act })),
  );
}

const heads = (device: Device): EntryId[] => [...device.office.roster.heads];

test('A10: a chain that is signed wrongly is judged alone, and so is nothing but what follows from it', async () => {
  const { alice, runs } = await row();
  const wrong = await crafted(alice, [{ t: 'profile', seen: heads(alice) }], badly);
  const seen = [wrong[0]?.id as EntryId];
  const after = await crafted(alice, [{ t: 'profile', seen }]);
  const dave = await newcomer('Dave', alice);
  const judged = await together(dave, [...runs, runOf(wrong), runOf(after)]);
  expect(judged.slice(0, runs.length).map((it) => it?.stop)).toEqual(runs.map(() => null));
  expect(judged.slice(runs.length)).toMatchObject([
    null,
    { added: 0, stop: { kind: 'later', why: 'unknown-past', lacks: seen[0] } },
  ]);
  expect(await dave.admit(runOf(wrong))).toMatchObject({ kind: 'refused', why: 'bad-signature' });
  expect(await encoding(dave)).toEqual(await encoding(alice));
});

test('A9, A4: what is refused alone is refused together too', async () => {
  const { alice } = await row();
  const secret = await alice.invite();
  const eve = await newcomer('Eve', alice);
  await pour(await alice.runs(ROSTER), eve);
  await eve.join(secret);
  // The proofs of another invite's secret, and of another network key.
  const entry = (await eve.logs.get(ROSTER))
    .entries()
    .find(({ at }) => at.device === eve.identity.device);
  const act = entry?.at.act;
  if (act?.t !== 'join') throw new Error('no join');
  const forged = { ...act, proof: turned(act.proof, 100) };
  const stolen = { ...act, device: { ...act.device, proof: turned(act.device.proof, 100) } };
  const dave = await newcomer('Dave', alice);
  for (const [made, why] of [
    [forged, 'not-member'],
    [stolen, 'bad-key'],
  ] as const) {
    const office = alice.office.id;
    const hlc = hlcAt(alice.time.now + 1_000);
    const by = { identity: eve.identity, office, log: ROSTER, key: randomBytes(32), hlc };
    const run = runOf(await craft(by, [{ act: made }]));
    const all = [...(await alice.runs(ROSTER)), run];
    expect((await together(dave, all)).at(-1)).toMatchObject({ added: 0, stop: { why } });
    expect(await dave.admit(run)).toMatchObject({ kind: 'refused', why });
  }
  const [first] = await alice.runs(ROSTER);
  if (!first) throw new Error('no run');
  const altered = {
    ...first,
    envelopes: first.envelopes.map((it) => turned(it, it.length * 8 - 9)),
  };
  expect((await together(dave, [altered])).at(0)).toMatchObject({ stop: { why: 'conflict' } });
});
