import { createRequire } from 'node:module';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { confirmNatively } from '../../../src/adapters/node/confirm.ts';
import { toBase64url, utf8 } from '../../../src/wire/bytes.ts';
import { confirmAhead, confirmLateWith, confirmWith, verify } from '../../../src/wire/sign.ts';

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

const sodium = createRequire(import.meta.url)('sodium-native');
const ENGINES = [
  ['OpenSSL', () => confirmNatively(Number.POSITIVE_INFINITY)],
  ['libsodium', () => confirmNatively(0)],
] as const;

beforeAll(() => confirmNatively());
afterAll(() => confirmWith(() => false));

test.each(ENGINES)('D1: what %s confirms, the one implementation confirms too', (_, engine) => {
  engine();
  const cases = fc.tuple(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.integer({ min: 0, max: 3 }),
    fc.nat({ max: 511 }),
  );
  try {
    fc.assert(
      fc.property(cases, ([seed, way, at]) => {
        const key = ed25519.getPublicKey(seed);
        const signature = bend(ed25519.sign(MESSAGE, seed), way, at);
        const alone = ed25519.verify(signature, MESSAGE, key, { zip215: false });
        expect(verify(toBase64url(key), MESSAGE, signature)).toBe(alone);
      }),
      { numRuns: 300 },
    );
  } finally {
    confirmNatively();
  }
});

test('D1: libsodium confirms, where there are many signatures', () => {
  const asked = vi.spyOn(sodium, 'crypto_sign_verify_detached');
  confirmNatively(1);
  try {
    const seed = new Uint8Array(32).fill(7);
    const [key, signature] = [toBase64url(ed25519.getPublicKey(seed)), ed25519.sign(MESSAGE, seed)];
    expect(verify(key, MESSAGE, signature)).toBe(true);
    expect(asked).not.toHaveBeenCalled();
    expect(verify(key, MESSAGE, signature)).toBe(true);
    expect(asked).toHaveBeenCalledOnce();
    expect(asked).toHaveReturnedWith(true);
  } finally {
    asked.mockRestore();
    confirmNatively();
  }
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

type Bytes = Uint8Array<ArrayBuffer>;

/** WebCrypto, as a browser asks it. */
async function webCrypto(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) {
  const key = await crypto.subtle.importKey('raw', publicKey as Bytes, 'Ed25519', false, [
    'verify',
  ]);
  return crypto.subtle.verify('Ed25519', key, signature as Bytes, message as Bytes);
}

/** With the equation alone: keys and numbers in any spelling, and with cofactor. */
const lenient = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  Promise.resolve(ed25519.verify(signature, message, publicKey, { zip215: true }));

test.each([
  ['WebCrypto', webCrypto],
  ['the most lenient engine', lenient],
])('D1: what %s confirms ahead, the one implementation confirms too', async (_, check) => {
  confirmWith(() => false);
  confirmLateWith(check);
  const cases = fc.tuple(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.integer({ min: 0, max: 3 }),
    fc.nat({ max: 511 }),
  );
  try {
    const property = fc.asyncProperty(cases, async ([seed, way, at]) => {
      const key = ed25519.getPublicKey(seed);
      const signature = bend(ed25519.sign(MESSAGE, seed), way, at);
      const alone = ed25519.verify(signature, MESSAGE, key, { zip215: false });
      const confirmed = await confirmAhead(toBase64url(key), MESSAGE, signature);
      if (confirmed) expect(alone, 'confirmed').toBe(true);
      expect(verify(toBase64url(key), MESSAGE, signature, confirmed)).toBe(alone);
    });
    await fc.assert(property, { numRuns: 150 });
  } finally {
    confirmLateWith(null);
    confirmNatively();
  }
});

/** Spellings of R that RFC 8032 §5.1.3 refuses: beyond the field, and a sign where x is 0. */
const STRANGE_R = [
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

test('D1: a platform that confirms everything is not asked about what is not spelled as it must be', async () => {
  let asked = 0;
  const agree = () => {
    asked += 1;
    return true;
  };
  confirmWith(agree);
  confirmLateWith(async () => agree());
  try {
    const key = toBase64url(ed25519.getPublicKey(new Uint8Array(32).fill(7)));
    const good = ed25519.sign(MESSAGE, new Uint8Array(32).fill(7));
    for (const point of TORSION) {
      const bad = toBase64url(point.toBytes());
      expect(await confirmAhead(bad, MESSAGE, good)).toBeNull();
      expect(verify(bad, MESSAGE, good)).toBe(false);
    }
    for (const r of STRANGE_R) {
      const signature = good.slice();
      signature.set(Uint8Array.from(Buffer.from(r, 'hex')));
      expect(await confirmAhead(key, MESSAGE, signature)).toBeNull();
      expect(verify(key, MESSAGE, signature)).toBe(false);
    }
    const over = good.slice();
    over.set(little(ORDER), 32);
    expect(await confirmAhead(key, MESSAGE, over)).toBeNull();
    expect(verify(key, MESSAGE, over)).toBe(false);
    expect(await confirmAhead(key, MESSAGE, good.slice(1))).toBeNull();
    expect(verify(key, MESSAGE, good.slice(1))).toBe(false);
    expect(asked).toBe(0);
    expect(await confirmAhead(key, MESSAGE, good)).not.toBeNull();
    expect(verify(key, utf8('another message'), good)).toBe(true);
    expect(asked).toBe(2);
  } finally {
    confirmLateWith(null);
    confirmNatively();
  }
});

test('D1: what was confirmed ahead counts for that key, message and signature alone', async () => {
  const seed = new Uint8Array(32).fill(7);
  const key = toBase64url(ed25519.getPublicKey(seed));
  const other = toBase64url(ed25519.getPublicKey(new Uint8Array(32).fill(8)));
  const message = MESSAGE.slice();
  const signature = ed25519.sign(message, seed);
  confirmLateWith(webCrypto);
  try {
    const asking = confirmAhead(key, message, signature);
    const confirmed = await asking;
    expect(confirmed?.covers(key, message, signature)).toBe(true);
    expect(verify(other, message, signature, confirmed)).toBe(false);
    expect(verify(key, utf8('something else'), signature, confirmed)).toBe(false);
    expect(verify(key, message, bend(signature, 0, 9), confirmed)).toBe(false);
    message[0] = 0;
    expect(verify(key, message, signature, confirmed), 'altered meanwhile').toBe(false);
  } finally {
    confirmLateWith(null);
  }
});
