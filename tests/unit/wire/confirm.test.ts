import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmNatively } from '../../../src/adapters/node/confirm.ts';
import { toBase64url, utf8 } from '../../../src/wire/bytes.ts';
import { confirmWith, verify } from '../../../src/wire/sign.ts';

const ORDER = ed25519.Point.Fn.ORDER;
const MESSAGE = utf8('what is signed');

/** Points of small order, canonical: adding one to R or A gives what engines disagree on. */
const TORSION = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
].map((hex) => ed25519.Point.fromHex(hex, false));

const little = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));

/** A signature of a valid one's shape, bent in one of the ways in which engines differ. */
function bend(signature: Uint8Array, way: number, at: number): Uint8Array {
  const bent = signature.slice();
  if (way === 0) bent[at % 64] = (bent[at % 64] ?? 0) ^ (1 << (at % 8));
  if (way === 1) {
    const s = signature.slice(32).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    bent.set(little(s + ORDER), 32);
  }
  if (way === 2) {
    const torsion = TORSION[at % TORSION.length] as (typeof TORSION)[number];
    bent.set(ed25519.Point.fromBytes(signature.slice(0, 32), false).add(torsion).toBytes());
  }
  return bent;
}

beforeAll(() => confirmNatively());
afterAll(() => confirmWith(() => false));

test('D1: what OpenSSL confirms, the one implementation confirms too', () => {
  const cases = fc.tuple(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.integer({ min: 0, max: 3 }),
    fc.nat({ max: 511 }),
  );
  fc.assert(
    fc.property(cases, ([seed, way, at]) => {
      const key = ed25519.getPublicKey(seed);
      const signature = bend(ed25519.sign(MESSAGE, seed), way, at);
      const alone = ed25519.verify(signature, MESSAGE, key, { zip215: false });
      expect(verify(toBase64url(key), MESSAGE, signature)).toBe(alone);
    }),
    { numRuns: 300 },
  );
});

test('D1: keys that are not sound are never left to OpenSSL', () => {
  const small = TORSION[1]?.toBytes() as Uint8Array;
  const signature = new Uint8Array(64);
  signature.set(small);
  expect(verify(toBase64url(small), MESSAGE, signature)).toBe(
    ed25519.verify(signature, MESSAGE, small, { zip215: false }),
  );
});

test('D1: a platform that confirms everything confirms nothing by keys that are not sound', () => {
  confirmWith(() => true);
  try {
    for (const point of TORSION) {
      expect(verify(toBase64url(point.toBytes()), MESSAGE, new Uint8Array(64))).toBe(false);
    }
  } finally {
    confirmNatively();
  }
});
