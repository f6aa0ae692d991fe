import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomBytes } from '../../../src/wire/bytes.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { PADDING } from '../../../src/wire/limits.ts';
import { NONCE_BYTES, open, seal } from '../../../src/wire/seal.ts';
import { turned } from '../../support/craft.ts';
import { expectReason } from '../../support/expect.ts';

const key = new Uint8Array(32).fill(7);
const bound = encode(['somewhere']);
const TAG = 16;

/** Seals bytes as they are, however they are padded. */
function sealRaw(plaintext: Uint8Array) {
  const nonce = randomBytes(NONCE_BYTES);
  return { nonce, ciphertext: xchacha20poly1305(key, nonce, bound).encrypt(plaintext) };
}

test('E3: what is sealed opens again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(open(key, seal(key, text, bound), bound)).toBe(text);
    }),
  );
});

test('E3: plaintext is padded to the next multiple of PADDING', () => {
  for (const [length, steps] of [
    [0, 1],
    [62, 1],
    [63, 2],
    [126, 2],
    [127, 3],
  ] as const) {
    const bytes = new Uint8Array(length);
    const size = Math.ceil(encode(bytes).length / PADDING) * PADDING;
    const { ciphertext } = seal(key, bytes, bound);
    expect(ciphertext.length).toBe(size + TAG);
    expect(size / PADDING, `${length} bytes`).toBeLessThanOrEqual(steps);
  }
});

test('E3: the same text is never sealed to the same bytes', () => {
  const made = Array.from({ length: 50 }, () => String(seal(key, 'same', bound).ciphertext));
  expect(new Set(made).size).toBe(50);
});

test('E3, E4: another key, another place or one turned bit does not open', () => {
  const sealed = seal(key, 'secret', bound);
  const attempts = [
    () => open(new Uint8Array(32), sealed, bound),
    () => open(key, sealed, encode(['elsewhere'])),
    () => open(key, { ...sealed, nonce: turned(sealed.nonce, 3) }, bound),
    () => open(key, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 15) }, bound),
    () => open(key, { ...sealed, ciphertext: new Uint8Array() }, bound),
  ];
  for (const attempt of attempts) expectReason('malformed', attempt);
  for (let bit = 0; bit < sealed.ciphertext.length * 8; bit++) {
    const ciphertext = turned(sealed.ciphertext, bit);
    expectReason('malformed', () => open(key, { ...sealed, ciphertext }, bound));
  }
});

test('E3: wrong padding does not open', () => {
  const bare = encode('text');
  const padded = (length: number, fill = 0) => {
    const bytes = new Uint8Array(length).fill(fill);
    bytes.set(bare);
    return sealRaw(bytes);
  };
  expect(open(key, padded(PADDING), bound)).toBe('text');
  for (const wrong of [
    padded(bare.length),
    padded(PADDING - 1),
    padded(PADDING + 1),
    padded(2 * PADDING),
    padded(PADDING, 1),
    sealRaw(new Uint8Array()),
    sealRaw(new Uint8Array(PADDING).fill(0xff)),
  ]) {
    expectReason('malformed', () => open(key, wrong, bound));
  }
});
