import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { makeRandom } from '../../../src/adapters/memory/random.ts';
import { judge } from '../../../src/log/judge.ts';
import type { Admission, Run } from '../../../src/log/run.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { type ChainId, type LogId, ROSTER } from '../../../src/model/ids.ts';
import { type Cbor, decode, encode } from '../../../src/wire/cbor.ts';
import { decodeEnvelope } from '../../../src/wire/envelope.ts';
import { cpuTimeOf } from '../../support/cpuTime.ts';
import { setup } from '../../support/story.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 32);
/** Milliseconds that one mutant may take to be judged. */
const MOST = 50;

type Random = (below: number) => number;

const random = (seed: number): Random => {
  const next = makeRandom(seed);
  return (below) => Math.floor(next() * below);
};

const bytesOfLength = (length: number, pick: Random): Uint8Array =>
  Uint8Array.from({ length }, () => pick(256));

/** What one could do to an envelope on its way, or hand over in its place. */
const MUTATIONS: readonly ((bytes: Uint8Array, other: Uint8Array, pick: Random) => Uint8Array)[] = [
  (bytes, _, pick) => {
    const copy = bytes.slice();
    for (let i = 0; i <= pick(4); i++) {
      const at = pick(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << pick(8));
    }
    return copy;
  },
  (bytes, _, pick) => bytes.slice(0, pick(bytes.length)),
  (bytes, _, pick) => new Uint8Array([...bytes, ...bytesOfLength(1 + pick(80), pick)]),
  (bytes, other, pick) => {
    const at = pick(bytes.length);
    return new Uint8Array([...bytes.slice(0, at), ...other.slice(at)]);
  },
  swapFields,
  (_, __, pick) => bomb(pick),
  (_, __, pick) => bytesOfLength(pick(600), pick),
  (bytes, _, pick) => {
    const copy = bytes.slice();
    copy.set(bytesOfLength(1 + pick(9), pick).subarray(0, copy.length), pick(copy.length - 10));
    return copy;
  },
];

/** A well-formed envelope with a field of another one, another kind or another size. */
function swapFields(bytes: Uint8Array, other: Uint8Array, pick: Random): Uint8Array {
  const fields = [...(decode(bytes) as Cbor[])];
  const theirs = decode(other) as Cbor[];
  const at = pick(fields.length);
  const strange: Cbor[] = [
    theirs[at] as Cbor,
    null,
    -1,
    Number.MAX_SAFE_INTEGER,
    '',
    'text',
    [],
    Object.create(null),
    bytesOfLength(pick(100), pick),
    { t: 'join', seen: [], device: null },
    { t: 'found' },
    { t: 'later act', seen: ['not an id'] },
    Array.from({ length: pick(300) }, () => 'x'),
  ];
  fields[at] = strange[pick(strange.length)] as Cbor;
  if (pick(5) === 0) fields.splice(pick(8), 1);
  return encode(fields);
}

/** Few bytes that claim to hold much, or that nest. */
function bomb(pick: Random): Uint8Array {
  const heads = [0x81, 0x9b, 0xbb, 0xa1, 0x5b, 0x7b, 0x9f, 0xbf, 0xdb, 0xc2, 0x98, 0xb8];
  const head = heads[pick(heads.length)] as number;
  const bytes = new Uint8Array(3 + pick(60_000)).fill(head);
  bytes.set([0x88, 0x01]);
  return bytes;
}

async function targets() {
  const story = await setup();
  const { alice, bob, general, log } = story;
  for (let i = 0; i < 6; i++) await alice.say(general, `message ${i}`);
  const roster = await alice.logs.get(ROSTER);
  const runs = [...(await alice.runs(log)), ...(await alice.runs(ROSTER))];
  return { ...story, held: { log: await bob.logs.get(log), roster }, runs };
}

test(`A12: 60,000 mutated envelopes do no harm and change nothing (SEED=${SEED})`, async () => {
  const { bob, held, runs, log } = await targets();
  const pick = random(SEED);
  const envelopes = runs.flatMap((run) => run.envelopes);
  const before = [Y.encodeStateAsUpdate(held.log.doc), Y.encodeStateAsUpdate(held.roster.doc)];
  let slowest = 0;
  let readable = 0;
  for (let i = 0; i < 60_000; i++) {
    const run = runs[pick(runs.length)] as Run;
    const at = pick(run.envelopes.length);
    const other = envelopes[pick(envelopes.length)] as Uint8Array;
    const mutate = MUTATIONS[pick(MUTATIONS.length)] as (typeof MUTATIONS)[number];
    const bytes = mutate(run.envelopes[at] as Uint8Array, other, pick);
    if (reads(bytes)) readable++;
    slowest = Math.max(slowest, await least(() => reads(bytes)));
    // Signatures take 2 ms: every twentieth mutant goes all the way.
    if (i % 20 === 0 && !run.envelopes.some((it) => same(it, bytes))) {
      const target = run.log === ROSTER ? held.roster : held.log;
      const mutant = { ...run, from: at, envelopes: [bytes] };
      const { fresh, stop } = judge(target, bob.office, mutant);
      expect(fresh, `mutant ${i}`).toEqual([]);
      expect(stop).not.toBeNull();
      slowest = Math.max(slowest, await least(() => judge(target, bob.office, mutant)));
    }
  }
  expect(readable).toBeGreaterThan(1_000);
  expect(slowest).toBeLessThan(MOST);
  expect([Y.encodeStateAsUpdate(held.log.doc), Y.encodeStateAsUpdate(held.roster.doc)]).toEqual(
    before,
  );
  expect(bob.logs.vectors().has(log)).toBe(false);
});

test(`A12: 40,000 mutated runs do no harm and change nothing (SEED=${SEED})`, async () => {
  const { bob, runs, log } = await targets();
  const pick = random(SEED + 1);
  const state = () => JSON.stringify([...bob.logs.vectors()].map(([id, it]) => [id, [...it]]));
  const good = runs.map((run) => run.envelopes[0] as Uint8Array);
  const before = state();
  let slowest = 0;
  for (let i = 0; i < 40_000; i++) {
    const run = mutateRun(runs, pick, i % 20 === 0);
    if (good.some((it) => same(it, run.envelopes[0] as Uint8Array))) continue;
    const admissions: Admission[] = [];
    const judging = async () => admissions.push(await bob.admit(run));
    slowest = Math.max(slowest, await least(judging));
    const [admission] = admissions;
    if (admission?.kind === 'admitted') expect(admission.added, `mutant ${i}`).toBe(0);
    if (i % 1_000 === 0) expect(state(), `mutant ${i}`).toBe(before);
  }
  expect(slowest).toBeLessThan(MOST);
  expect(state()).toBe(before);
  expect((await bob.logs.get(log)).entries()).toEqual([]);
});

/** A run in which the first envelope is bad: what follows it cannot be good. */
function mutateRun(runs: readonly Run[], pick: Random, whole: boolean): Run {
  const run = runs[pick(runs.length)] as Run;
  const other = runs[pick(runs.length)] as Run;
  const envelopes = [...run.envelopes];
  const mutate = MUTATIONS[
    whole ? 0 : 1 + pick(MUTATIONS.length - 1)
  ] as (typeof MUTATIONS)[number];
  envelopes[0] = mutate(envelopes[0] as Uint8Array, other.envelopes[0] as Uint8Array, pick);
  const from = [0, 0, 0, 1, 7, -1, Number.MAX_SAFE_INTEGER][pick(7)] as number;
  const chain = [run.chain, run.chain, other.chain, pick(2 ** 31)][pick(4)] as ChainId;
  const log = [run.log, run.log, other.log, `${'A'.repeat(22)}.202601`][pick(4)] as LogId;
  return { log, chain, from, envelopes };
}

function reads(bytes: Uint8Array): boolean {
  try {
    decodeEnvelope(bytes);
    return true;
  } catch (error) {
    if (error instanceof ConfabError) return false;
    throw error;
  }
}

/** Milliseconds that work takes; what took long is done again, in case the machine was busy. */
async function least(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4 && least > MOST; i++) {
    least = Math.min(least, await cpuTimeOf(work));
  }
  return least;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
