import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfabError } from '../../../src/model/errors.ts';
import {
  type ChainId,
  type LogId,
  logOf,
  type OfficeId,
  type PeerId,
  ROSTER,
} from '../../../src/model/ids.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../../src/sync/frames.ts';
import { encode } from '../../../src/wire/cbor.ts';
import {
  MAX_CHAIN,
  MAX_CHAINS,
  MAX_ENVELOPE,
  MAX_FRAME,
  MAX_INVENTORY,
  MAX_RUN,
} from '../../../src/wire/limits.ts';

const office = 'A'.repeat(43) as OfficeId;
const anyBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyChain = fc.maxSafeNat().map((it) => it as ChainId);
const anyLog = fc.oneof(
  fc.constant(ROSTER),
  fc.integer({ min: 24_000, max: 25_000 }).map((it) => logOf(`${'B'.repeat(21)}A` as never, it)),
);
const anyVector = fc
  .uniqueArray(fc.tuple(anyChain, fc.integer({ min: 1, max: MAX_CHAIN })), {
    selector: ([it]) => it,
    maxLength: 20,
  })
  .map((pairs) => new Map(pairs));
const anyRange = fc
  .tuple(anyChain, fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }))
  .map(([chain, from, count]) => ({ chain, from, to: from + count }));
const anyProof = fc.record({
  kind: fc.constantFrom('invite' as const, 'setup' as const),
  key: anyBytes(32),
  signature: anyBytes(64),
});

const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    kind: fc.constant('hello' as const),
    version: fc.nat(0xffff),
    office: fc.constant(office),
    time: fc.maxSafeNat(),
    proof: fc.option(anyProof),
  }),
  fc.constant({ kind: 'welcome' as const }),
  fc.record({
    kind: fc.constant('refuse' as const),
    why: fc.constantFrom('not-member' as const, 'removed' as const),
  }),
  fc.record({
    kind: fc.constant('inventory' as const),
    logs: fc.array(fc.tuple(anyLog, anyBytes(16)), { maxLength: 20 }),
    last: fc.boolean(),
    full: fc.boolean(),
    echo: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('have' as const),
    log: anyLog,
    vector: anyVector,
    echo: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('want' as const),
    log: anyLog,
    ranges: fc.array(anyRange, { maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('entries' as const),
    run: fc.record({
      log: anyLog,
      chain: anyChain,
      from: fc.nat(MAX_CHAIN),
      envelopes: fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 10 }),
    }),
  }),
  fc.record({ kind: fc.constant('receipt' as const), log: anyLog, vector: anyVector }),
  fc.record({
    kind: fc.constant('vouch' as const),
    holder: fc.string({ maxLength: 64 }).map((it) => it as PeerId),
    log: anyLog,
    vector: anyVector,
    signature: anyBytes(64),
  }),
);

const reasonOf = (bytes: Uint8Array): string => {
  try {
    decodeFrame(bytes);
    return 'read';
  } catch (error) {
    if (error instanceof ConfabError) return error.reason;
    throw error;
  }
};

describe('frames', () => {
  it('read as they were written', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
      }),
      { numRuns: 500 },
    );
  });

  it('have one spelling: whatever reads is written the same', () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(), fc.nat(255), (frame, at, value) => {
        const bytes = encodeFrame(frame);
        bytes[at % bytes.length] = value;
        if (reasonOf(bytes) === 'read') expect(encodeFrame(decodeFrame(bytes))).toEqual(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it('that were mutated are read or refused by name, never anything else', () => {
    const edit = fc.record({
      at: fc.nat(),
      value: fc.nat(255),
      how: fc.constantFrom('set', 'cut', 'insert'),
    });
    fc.assert(
      fc.property(anyFrame, fc.array(edit, { minLength: 1, maxLength: 4 }), (frame, edits) => {
        let bytes = encodeFrame(frame);
        for (const { at, value, how } of edits) {
          const place = at % (bytes.length + 1);
          const rest = how === 'insert' ? place : place + 1;
          const middle = how === 'cut' ? [] : [value];
          bytes = Uint8Array.from([
            ...bytes.subarray(0, place),
            ...middle,
            ...bytes.subarray(rest),
          ]);
        }
        expect(['read', 'malformed', 'unsupported']).toContain(reasonOf(bytes));
      }),
      { numRuns: 20_000 },
    );
  });

  it('of random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['read', 'malformed', 'unsupported']).toContain(reasonOf(bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  const digest = new Uint8Array(16);
  const envelopes = (count: number, size: number) =>
    Array.from({ length: count }, () => new Uint8Array(size));
  it.each<[string, unknown]>([
    ['an unknown log', [4, 'rooster', [], false]],
    ['a month 13', [4, `${'B'.repeat(21)}A.202613`, [], false]],
    [
      'a vector out of order',
      [
        4,
        'roster',
        [
          [2, 1],
          [1, 1],
        ],
        false,
      ],
    ],
    [
      'a chain twice',
      [
        4,
        'roster',
        [
          [1, 1],
          [1, 2],
        ],
        false,
      ],
    ],
    ['a chain held up to 0', [4, 'roster', [[1, 0]], false]],
    ['a chain longer than any', [4, 'roster', [[1, MAX_CHAIN + 1]], false]],
    ['a negative chain', [4, 'roster', [[-1, 1]], false]],
    ['a vector of three', [4, 'roster', [[1, 1, 1]], false]],
    ['an empty range', [5, 'roster', [[1, 5, 5]]]],
    ['a backward range', [5, 'roster', [[1, 5, 4]]]],
    ['an empty envelope', [6, 'roster', 1, 0, [new Uint8Array(0)]]],
    ['too large an envelope', [6, 'roster', 1, 0, envelopes(1, MAX_ENVELOPE + 1)]],
    ['too long a run', [6, 'roster', 1, 0, envelopes(MAX_RUN + 1, 1)]],
    ['a short digest', [3, [['roster', new Uint8Array(15)]], true, true, false]],
    [
      'too long an inventory',
      [3, Array.from({ length: MAX_INVENTORY + 1 }, () => ['roster', digest]), true, true, false],
    ],
    ['too many chains', [7, 'roster', Array.from({ length: MAX_CHAINS + 1 }, (_, i) => [i, 1])]],
    ['a short signature', [10, 'peer', 'roster', [[1, 1]], new Uint8Array(63)]],
    ['a peer of no name', [10, 1, 'roster', [[1, 1]], new Uint8Array(64)]],
    ['a number for a flag', [3, [], 1, true, false]],
    ['an unknown refusal', [2, 'because']],
    [
      'a proof of another kind',
      [0, 1, office, 0, ['bribe', new Uint8Array(32), new Uint8Array(64)]],
    ],
    ['an office that is no id', [0, 1, 'office', 0, null]],
    ['a field too many', [1, null]],
    ['a field too few', [7, 'roster']],
    ['a map', { kind: 'hello' }],
    ['nothing', []],
  ])('refuse %s', (_, value) => {
    expect(['malformed', 'unsupported']).toContain(reasonOf(encode(value as never)));
  });

  it('of later versions are told apart from broken ones', () => {
    expect(reasonOf(encode([99, 1]))).toBe('unsupported');
  });

  it('are never written too large', () => {
    const run = {
      log: ROSTER as LogId,
      chain: 1 as ChainId,
      from: 0,
      envelopes: envelopes(5, MAX_ENVELOPE),
    };
    expect(() => encodeFrame({ kind: 'entries', run })).toThrow(RangeError);
    expect(reasonOf(new Uint8Array(MAX_FRAME + 1))).toBe('malformed');
  });

  it('of the largest counts fit', () => {
    const log = logOf(`${'B'.repeat(21)}A` as never, 24_312);
    const chains = Array.from({ length: MAX_CHAINS }, (_, i) => (2 ** 52 + i) as ChainId);
    const vector = new Map(chains.map((it) => [it, MAX_CHAIN]));
    const ranges = chains.map((chain) => ({ chain, from: MAX_CHAIN - 1, to: MAX_CHAIN }));
    const logs = Array.from({ length: MAX_INVENTORY }, () => [log, digest] as const);
    for (const frame of [
      { kind: 'have', log, vector, echo: true },
      { kind: 'want', log, ranges },
      { kind: 'inventory', logs, last: true, full: true, echo: true },
    ] as const) {
      expect(encodeFrame(frame).length).toBeLessThanOrEqual(MAX_FRAME);
    }
  });
});
