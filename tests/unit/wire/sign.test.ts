import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64url } from '../../../src/wire/bytes.ts';
import {
  isSoundBoxKey,
  isSoundSigningKey,
  publicKeyOf,
  quickPublicKeyOf,
  signWith,
  verify,
} from '../../../src/wire/sign.ts';
import { turned } from '../../support/craft.ts';
import { hex } from '../../support/expect.ts';

/** RFC 8032 §7.1, tests 1 to 3 and SHA(abc). */
const VECTORS = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  {
    seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    key: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    message:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    signature:
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  },
];

/** The eight points of small order, in their canonical spellings. */
const SMALL = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
];

/** Spellings of small points with y at or above the field's prime, and others that are no point. */
const STRANGE = [
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '0200000000000000000000000000000000000000000000000000000000000000',
];

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const L = ed25519.Point.Fn.ORDER;

test.each(VECTORS)(
  'D1: RFC 8032 §7.1, message $message',
  async ({ seed, key, message, signature }) => {
    expect(publicKeyOf(hex(seed))).toBe(toBase64url(hex(key)));
    expect(await quickPublicKeyOf(hex(seed))).toBe(toBase64url(hex(key)));
    expect(signWith(hex(seed), hex(message))).toEqual(hex(signature));
    expect(verify(toBase64url(hex(key)), hex(message), hex(signature))).toBe(true);
  },
);

test('D1: one turned bit in key, message or signature does not verify', () => {
  const seed = new Uint8Array(32).fill(9);
  const key = ed25519.getPublicKey(seed);
  const message = new Uint8Array([1, 2, 3]);
  const signature = signWith(seed, message);
  for (let bit = 0; bit < 512; bit += 13) {
    expect(verify(toBase64url(key), message, turned(signature, bit))).toBe(false);
    expect(verify(toBase64url(turned(key, bit % 256)), message, signature)).toBe(false);
  }
  expect(verify(toBase64url(key), turned(message, 5), signature)).toBe(false);
});

test('D1: S at or above the group order does not verify', () => {
  expect(L).toBe(ORDER);
  const seed = new Uint8Array(32).fill(9);
  const message = new Uint8Array([1]);
  const signature = signWith(seed, message);
  const s = signature.slice(32).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) + L;
  const larger = signature.slice();
  for (let i = 0; i < 32; i++) larger[32 + i] = Number((s >> BigInt(8 * i)) & 0xffn);
  expect(verify(publicKeyOf(seed), message, signature)).toBe(true);
  expect(verify(publicKeyOf(seed), message, larger)).toBe(false);
});

test('D1: a key of small order verifies nothing', () => {
  // With S = 0 and R = A such a "signature" holds for many messages in lenient verifiers.
  for (const point of [...SMALL, ...STRANGE]) {
    const key = toBase64url(hex(point));
    for (const r of SMALL) {
      const signature = new Uint8Array([...hex(r), ...new Uint8Array(32)]);
      for (let i = 0; i < 8; i++) expect(verify(key, new Uint8Array([i]), signature)).toBe(false);
    }
  }
});

test('D1: what is no key or no signature is false, never an error', () => {
  const key = publicKeyOf(new Uint8Array(32).fill(9));
  for (const length of [0, 1, 63, 65, 1_000]) {
    expect(verify(key, new Uint8Array(), new Uint8Array(length))).toBe(false);
  }
  for (const text of ['', 'A', '!', 'A'.repeat(43), 'A'.repeat(1_000)]) {
    expect(verify(text, new Uint8Array(), new Uint8Array(64))).toBe(false);
  }
});

test('D2: honest signing keys are sound', () => {
  for (let i = 0; i < 20; i++) {
    expect(isSoundSigningKey(publicKeyOf(new Uint8Array(32).fill(i)))).toBe(true);
  }
});

test('D2: keys of small order, of mixed order and in other spellings are not', () => {
  for (const point of [...SMALL, ...STRANGE]) {
    expect(isSoundSigningKey(toBase64url(hex(point))), point).toBe(false);
  }
  const honest = ed25519.Point.fromBytes(ed25519.getPublicKey(new Uint8Array(32).fill(3)));
  for (const point of SMALL.slice(1)) {
    const mixed = honest.add(ed25519.Point.fromBytes(hex(point), true));
    expect(isSoundSigningKey(toBase64url(mixed.toBytes())), point).toBe(false);
  }
  for (const text of ['', 'A', 'not base64!', 'A'.repeat(44)]) {
    expect(isSoundSigningKey(text)).toBe(false);
  }
});

const withHighBit = (key: Uint8Array): Uint8Array => key.with(31, (key[31] as number) | 0x80);

const givesSecret = (key: Uint8Array): boolean => {
  try {
    return x25519.getSharedSecret(new Uint8Array(32).fill(7), key).some((byte) => byte !== 0);
  } catch {
    return false;
  }
};

test('D2: soundness of X25519 keys is what the curve itself says', () => {
  const near = (u: bigint) =>
    Uint8Array.from(Array.from({ length: 32 }, (_, at) => Number((u >> BigInt(8 * at)) & 255n)));
  const P = 2n ** 255n - 19n;
  for (const from of [0n, P - 3n, 2n ** 255n - 3n]) {
    for (let u = from; u < from + 6n && u < 2n ** 256n; u++) {
      expect(isSoundBoxKey(near(u)), `${u}`).toBe(givesSecret(near(u)));
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
      expect(isSoundBoxKey(key)).toBe(givesSecret(key));
    }),
    { numRuns: 50 },
  );
});

test('D2: X25519 keys that give no secret are not sound', () => {
  const low = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ];
  for (const key of low) {
    expect(isSoundBoxKey(hex(key)), key).toBe(false);
    expect(isSoundBoxKey(withHighBit(hex(key))), key).toBe(false);
  }
  for (const length of [0, 31, 33]) expect(isSoundBoxKey(new Uint8Array(length))).toBe(false);
  expect(isSoundBoxKey(new Uint8Array(32).fill(9))).toBe(true);
});
