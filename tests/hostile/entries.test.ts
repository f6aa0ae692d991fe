import { describe, expect, test } from 'vitest';
import { type Held, judge, type Policy } from '../../src/log/judge.ts';
import type { Run } from '../../src/log/run.ts';
import type { ChainId } from '../../src/model/ids.ts';
import { hlcAt, monthOf } from '../../src/model/time.ts';
import { BeatGuard } from '../../src/presence/guard.ts';
import { decodeFrame, readRun } from '../../src/sync/frames.ts';
import { bytesOf, toBase64url } from '../../src/wire/bytes.ts';
import { type Cbor, decode, encode } from '../../src/wire/cbor.ts';
import { decodeEnvelope } from '../../src/wire/envelope.ts';
import { channelKeyOf, hashOf } from '../../src/wire/hash.ts';
import {
  MAX_CHAIN,
  MAX_DEPTH,
  MAX_ENVELOPE,
  MAX_FRAME,
  MAX_PRESENCE,
  MAX_RUN,
} from '../../src/wire/limits.ts';
import { confirmWith } from '../../src/wire/sign.ts';
import { craft, runOf } from '../support/craft.ts';
import { setup } from '../support/story.ts';

/**
 * What is not already held by tests/unit/log/judge.test.ts (forged, altered, reordered, replayed,
 * truncated and doubled entries), tests/unit/wire/cbor.test.ts (spelling, nesting, prototypes,
 * trailing bytes), tests/unit/wire/sign.test.ts and tests/unit/office/office.test.ts (odd keys).
 */

async function stage() {
  const story = await setup();
  const { alice, office, log, general, time } = story;
  const key = channelKeyOf(alice.officeKey, office, general);
  return { ...story, by: { identity: alice.identity, office, log, key, hlc: hlcAt(time.now) } };
}

/** Says yes to everything, and counts what it is asked. */
const everybody = (month: number): Policy => ({
  endOf: () => Infinity,
  ends: {},
  mayWrite: () => ({ kind: 'yes' }),
  mayAct: () => ({ kind: 'yes' }),
  months: () => ({ first: month, last: month + 1 }),
  supposing: () => ({ mayAct: () => ({ kind: 'yes' }), suppose: () => {} }),
});

const thrown = (work: () => unknown): { reason?: string } => {
  try {
    work();
  } catch (error) {
    return error as { reason?: string };
  }
  return {};
};

/** Milliseconds of the quickest of a few tries. */
function least(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

test('A2: a chain of MAX_CHAIN entries takes no more', async () => {
  const { by, time } = await stage();
  const [, second] = await craft(by, ['a', 'b']);
  if (!second) throw new Error('nothing crafted');
  const { device, id: head, bytes, chain, log } = second;
  const held: Held = {
    office: by.office,
    log,
    chain: () => ({ id: chain, device, next: MAX_CHAIN, head }),
    envelope: () => undefined,
  };
  const run: Run = { log, chain, from: MAX_CHAIN, envelopes: [bytes] };
  const { stop } = judge(held, everybody(monthOf(time.now)), run);
  expect(stop).toMatchObject({ kind: 'refused', why: 'chain-full' });
});

test('A10: a run without one good signature costs at most MAX_CHECKS of them and ten', async () => {
  const { by, bob } = await stage();
  const sign = async () => new Uint8Array(64).fill(1);
  const texts = Array.from({ length: MAX_RUN }, (_, i) => String(i));
  const bad = runOf(await craft({ ...by, identity: { ...by.identity, sign } }, texts));
  let checks = 0;
  confirmWith(() => {
    checks += 1;
    return false;
  });
  expect(await bob.admit(bad)).toMatchObject({ kind: 'refused', why: 'bad-signature' });
  confirmWith(() => false);
  // The newest, halving 500, and MAX_CHECKS (64) one by one.
  expect(checks).toBeGreaterThan(64);
  expect(checks).toBeLessThanOrEqual(64 + 10);
});

describe('bytes that want more memory or time than they are', () => {
  const count = (major: number, value: number): number[] => [
    (major << 5) | 26,
    (value >>> 24) & 255,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
  ];

  test.each([
    ['a byte string', 2],
    ['a text', 3],
    ['an array', 4],
    ['a map', 5],
  ])('V5: %s of four billion is refused before anything is built', (_, major) => {
    const bytes = Uint8Array.from([0x88, 1, ...count(major, 0xffff_ffff), 0]);
    expect(least(() => thrown(() => decode(bytes)))).toBeLessThan(5);
    expect(thrown(() => decode(bytes)).reason).toBe('malformed');
    expect(thrown(() => decodeEnvelope(bytes)).reason).toBe('malformed');
  });

  test('V5: counts just beyond what is there are refused as such', () => {
    const items = 70_000;
    const bytes = new Uint8Array(5 + items).fill(0);
    bytes.set(count(4, items + 1));
    const error = thrown(() => decode(bytes));
    expect([error.reason, String(error)]).toEqual([
      'malformed',
      expect.stringContaining('truncated'),
    ]);
    // What is inside is never read.
    bytes[5] = 0xff;
    expect(String(thrown(() => decode(bytes)))).toContain('truncated');
  });

  test('V4: a million brackets, open or closed, end at MAX_DEPTH', () => {
    for (const fill of [0x81, 0x9f, 0xa1, 0xbf]) {
      const bytes = new Uint8Array(1_000_000).fill(fill);
      expect(least(() => thrown(() => decode(bytes)))).toBeLessThan(5);
      expect(thrown(() => decode(bytes)).reason).toBe('malformed');
    }
    let deep: Cbor = null;
    for (let i = 0; i < MAX_DEPTH; i++) deep = [deep];
    expect(thrown(() => decode(encode(deep)))).toEqual({});
    expect(thrown(() => decode(Uint8Array.from([0x81, ...encode(deep)]))).reason).toBe('malformed');
  });

  test('V6: `__proto__` and its like are names like any other, everywhere', async () => {
    const { by, bob } = await stage();
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
    const evil = Object.fromEntries(
      [...names]
        .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
        .map((it) => [it, { polluted: true }]),
    ) as unknown as Cbor;
    const read = decode(encode(evil)) as Record<string, unknown>;
    expect(Object.getPrototypeOf(read)).toBe(null);
    const entries = await craft(by, [evil, [1, 'text', evil], [evil]] as Cbor[]);
    expect(await bob.admit(runOf(entries))).toMatchObject({ kind: 'admitted', added: 3 });
    expect(await bob.texts(by.log)).toBeDefined();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('A2: 64 KiB pass, 64 KiB and one byte do not, and are not even read', async () => {
    const { by, bob } = await stage();
    const { log, chain } = runOf(await craft(by, ['a']));
    for (const [length, why] of [
      [MAX_ENVELOPE, 'malformed'],
      [MAX_ENVELOPE + 1, 'too-large'],
    ] as const) {
      const envelopes = [new Uint8Array(length).fill(0x9f)];
      const admission = await bob.admit({ log, chain, from: 0, envelopes });
      expect(admission).toMatchObject({ kind: 'refused', why });
    }
  });
});

describe('names of chains and logs that mean other things elsewhere', () => {
  test.each([-1, 2 ** 53, Number.NaN, 1.5, Number.POSITIVE_INFINITY])(
    'A8: chain %s holds nothing',
    async (id) => {
      const { by, bob } = await stage();
      const run = runOf(await craft(by, ['a']));
      const admission = await bob.admit({ ...run, chain: id as ChainId });
      expect(admission.kind).toBe('refused');
      expect([...(bob.logs.vectors().get(by.log) ?? [])]).toEqual([]);
    },
  );

  test.each(['__proto__', 'roster/../x', '', 'roster.202601', `${'A'.repeat(22)}.999999`])(
    'Y8: log %j is no name that a frame may hold',
    (name) => {
      expect(thrown(() => readRun(name, 1, 0, [])).reason).toBe('malformed');
      expect(thrown(() => decodeFrame(encode([6, name, 1, 0, []]))).reason).toBe('malformed');
    },
  );
});

test('Y: a frame of more than MAX_FRAME bytes is no frame, however good it is', () => {
  const envelopes = Array.from({ length: 5 }, () => new Uint8Array(60_000));
  const bytes = encode([6, 'roster', 1, 0, envelopes]);
  expect(bytes.length).toBeGreaterThan(MAX_FRAME);
  expect(thrown(() => decodeFrame(bytes)).reason).toBe('malformed');
  const fewer = encode([6, 'roster', 1, 0, envelopes.slice(1)]);
  expect(decodeFrame(fewer).kind).toBe('entries');
});

test('P1: a beat of more than MAX_PRESENCE bytes is none, however good it is', async () => {
  const { alice, office, time } = await setup();
  const guard = new BeatGuard(
    office,
    () => true,
    () => time.now,
  );
  const make = async (ciphertext: Uint8Array) => {
    const { device } = alice.identity;
    const [keyId, nonce] = [new Uint8Array(16), new Uint8Array(24)];
    const names = [toBase64url(keyId), nonce, ciphertext] as const;
    const signed = hashOf('confab/1/beat', office, device, time.now, ...names);
    const signature = await alice.identity.sign(signed);
    return encode([bytesOf(device), time.now, keyId, nonce, ciphertext, signature]);
  };
  expect(guard.judge(await make(new Uint8Array(MAX_PRESENCE)))).toBe('reject');
  expect(guard.judge(await make(new Uint8Array(80)))).toMatchObject({ at: time.now });
});
