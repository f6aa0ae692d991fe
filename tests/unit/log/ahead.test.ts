import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Held,
  judge,
  lookAhead,
  nothingHeld,
  type Policy,
  type Say,
} from '../../../src/log/judge.ts';
import type { Run } from '../../../src/log/run.ts';
import type { EntryId } from '../../../src/model/ids.ts';
import { hlcAt } from '../../../src/model/time.ts';
import type { Identity } from '../../../src/ports.ts';
import { channelKeyOf } from '../../../src/wire/hash.ts';
import { confirmLateWith, type LateCheck } from '../../../src/wire/sign.ts';
import { craft, runOf, turned } from '../../support/craft.ts';
import { setup } from '../../support/story.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** WebCrypto, as a browser asks it; each answer takes another while. */
let asked = 0;
const webCrypto: LateCheck = async (publicKey, message, signature) => {
  asked += 1;
  await new Promise((resolve) => setTimeout(resolve, (asked * 7) % 4));
  const key = await crypto.subtle.importKey('raw', publicKey as Bytes, 'Ed25519', false, [
    'verify',
  ]);
  return crypto.subtle.verify('Ed25519', key, signature as Bytes, message as Bytes);
};

beforeAll(() => confirmLateWith(webCrypto));
afterAll(() => confirmLateWith(null));

/** Signs wrongly what stands at these numbers. */
function badly(identity: Identity, numbers: ReadonlySet<number>): Identity {
  let number = 0;
  return {
    ...identity,
    async sign(bytes) {
      const signature = await identity.sign(bytes);
      return numbers.has(number++) ? turned(signature, 300) : signature;
    },
  };
}

async function stage() {
  const story = await setup();
  const { alice, office, log, general, time } = story;
  const key = channelKeyOf(alice.officeKey, office, general);
  const hlc = hlcAt(time.now);
  const write = (texts: readonly string[], bad: readonly number[] = []) =>
    craft({ identity: badly(alice.identity, new Set(bad)), office, log, key, hlc }, texts);
  return { ...story, write };
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => `text ${i}`);

test('A10: a wrongly signed entry is refused, though it was asked about ahead', async () => {
  const { bob, write } = await stage();
  const before = asked;
  const run = runOf(await write(['a'], [0]));
  expect(await bob.logs.admitInTurn(run)).toMatchObject({ kind: 'refused', why: 'bad-signature' });
  expect(asked, 'the platform was asked').toBe(before + 1);
  expect(bob.logs.vectors().get(run.log)?.has(run.chain) ?? false).toBe(false);
});

test('A10: a good chain costs one question, and no check here', async () => {
  const { bob, write } = await stage();
  const before = asked;
  const run = runOf(await write(texts(5)));
  expect(await bob.logs.admitInTurn(run)).toEqual({ kind: 'admitted', next: 5, added: 5 });
  expect(asked).toBe(before + 1);
});

test('A1 to A10: what is looked at ahead ends as what is not, however runs are cut and altered', async () => {
  const { alice, bob, write } = await stage();
  const cases = fc.record({
    length: fc.integer({ min: 1, max: 8 }),
    bad: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
    cuts: fc.array(fc.tuple(fc.nat({ max: 7 }), fc.integer({ min: 1, max: 8 })), {
      minLength: 1,
      maxLength: 4,
    }),
    bit: fc.option(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 3_000 }))),
  });
  const property = fc.asyncProperty(cases, async ({ length, bad, cuts, bit }) => {
    const whole = runOf(await write(texts(length), bad));
    const envelopes = whole.envelopes.map((it, i) =>
      bit?.[0] === i ? turned(it, bit[1] % (it.length * 8)) : it,
    );
    for (const [from, count] of cuts) {
      const run = { ...whole, from, envelopes: envelopes.slice(from, from + count) };
      const [ahead, plain] = [await bob.logs.admitInTurn(run), await alice.logs.admit(run)];
      expect(ahead).toEqual(plain);
    }
    const heldBy = ({ logs }: typeof bob) => logs.vectors().get(whole.log)?.get(whole.chain);
    expect(heldBy(bob)).toBe(heldBy(alice));
  });
  await fc.assert(property, { numRuns: 60 });
});

test('A1: runs that overlap and come at once end as if one had come after the other', async () => {
  const { bob, write } = await stage();
  const run = runOf(await write(texts(9)));
  const part = (from: number, to: number): Run => ({
    ...run,
    from,
    envelopes: run.envelopes.slice(from, to),
  });
  const all = [part(0, 4), part(0, 6), part(2, 9), part(0, 9)];
  await Promise.all(all.map((it) => bob.logs.admitInTurn(it)));
  expect(await bob.logs.admitInTurn(run)).toEqual({ kind: 'admitted', next: 9, added: 0 });
  expect(await bob.logs.read(run.log, run.chain, 0, 20, 1e6)).toEqual(run.envelopes);
});

const YES = { kind: 'yes' } as const;

/** An office that says the same of everything. */
function saying(say: () => Say): Policy {
  return {
    mayWrite: say,
    mayAct: say,
    ends: {},
    endOf: () => Number.POSITIVE_INFINITY,
    months: () => ({ first: 0, last: Number.POSITIVE_INFINITY }),
    supposing: () => ({ mayAct: say, suppose: () => {} }),
  };
}

test('A9: what the office says when a run is admitted counts, not what it said before', async () => {
  const { office, log, write } = await stage();
  const run = runOf(await write(texts(3)));
  let said: Say = YES;
  const policy = saying(() => said);
  const ahead = await lookAhead(nothingHeld(office, log), policy, run);
  expect(ahead?.confirmed).not.toBeNull();
  expect(judge(nothingHeld(office, log), policy, run, ahead).fresh).toHaveLength(3);
  said = { kind: 'refused', why: 'beyond-cutoff' };
  expect(judge(nothingHeld(office, log), policy, run, ahead)).toMatchObject({
    fresh: [],
    stop: { why: 'beyond-cutoff' },
  });
});

test('A10: what was found out about one run says nothing of another', async () => {
  const { office, log, write } = await stage();
  const policy = saying(() => YES);
  const [good, bad] = [runOf(await write(['a'])), runOf(await write(['a'], [0]))];
  const ahead = await lookAhead(nothingHeld(office, log), policy, good);
  for (const those of [ahead, ahead && { ...ahead, run: bad }]) {
    expect(judge(nothingHeld(office, log), policy, bad, those)).toMatchObject({
      fresh: [],
      stop: { why: 'bad-signature' },
    });
  }
});

test('A10: what was read behind one entry is not taken behind another', async () => {
  const { alice, office, log, write } = await stage();
  const policy = saying(() => YES);
  const entries = await write(texts(4));
  const run = runOf(entries.slice(2));
  const endingWith = (head: EntryId): Held => ({
    ...nothingHeld(office, log),
    chain: (id) => ({ id, device: alice.identity.device, next: 2, head }),
  });
  const [mine, theirs] = [
    endingWith(entries[1]?.id as EntryId),
    endingWith(entries[0]?.id as EntryId),
  ];
  const ahead = await lookAhead(mine, policy, run);
  expect(judge(mine, policy, run, ahead).fresh).toHaveLength(2);
  expect(judge(theirs, policy, run, ahead)).toMatchObject({ stop: { why: 'bad-signature' } });
});

test.each<[string, LateCheck | null]>([
  ['has no Ed25519', null],
  ['fails', () => Promise.reject(new DOMException('no', 'NotSupportedError'))],
  ['says no to everything', () => Promise.resolve(false)],
])('A10: where the platform %s, the verdict is the same', async (_, check) => {
  const { bob, write } = await stage();
  confirmLateWith(check);
  try {
    const [good, bad] = [runOf(await write(['a', 'b'])), runOf(await write(['a', 'b'], [1]))];
    expect(await bob.logs.admitInTurn(good)).toEqual({ kind: 'admitted', next: 2, added: 2 });
    expect(await bob.logs.admitInTurn(bad)).toEqual({ kind: 'admitted', next: 1, added: 1 });
  } finally {
    confirmLateWith(webCrypto);
  }
});
