/** What the schedules and histories calculate with is what everything else does. */
import * as real from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quickCurves } from '../../support/quickCurves.ts';

const quick = quickCurves(real);
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('gives the keys, secrets and signatures of the real curves', () => {
  fc.assert(
    fc.property(seeds, seeds, fc.uint8Array(), (seed, other, message) => {
      expect(quick.ed25519.getPublicKey(seed)).toEqual(real.ed25519.getPublicKey(seed));
      expect(quick.ed25519.sign(message, seed)).toEqual(real.ed25519.sign(message, seed));
      expect(quick.x25519.keygen(seed)).toEqual(real.x25519.keygen(seed));
      const box = real.x25519.getPublicKey(other);
      const secret = real.x25519.getSharedSecret(seed, box);
      expect(quick.x25519.getSharedSecret(seed, box)).toEqual(secret);
    }),
    { numRuns: 50 },
  );
});

test('gives no secret with a key that gives none', () => {
  const nothing = new Uint8Array(32);
  const seed = new Uint8Array(32).fill(1);
  expect(() => real.x25519.getSharedSecret(seed, nothing)).toThrow();
  expect(() => quick.x25519.getSharedSecret(seed, nothing)).toThrow();
});
