import { x25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lockKeyOf } from '../../../src/wire/lockbox.ts';

test('I3: a lock’s public key is the one of its seed (RFC 7748 §6.1), and both sides agree', () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(seed, seed, (one, other) => {
      const [ours, theirs] = [lockKeyOf(one), lockKeyOf(other)];
      expect(ours.box).toEqual(x25519.getPublicKey(one));
      expect(ours.agree(theirs.box)).toEqual(theirs.agree(ours.box));
    }),
    { numRuns: 20 },
  );
});
