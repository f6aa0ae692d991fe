import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTorsionFree } from '../../../src/wire/subgroup.ts';

const { Point } = ed25519;

/** A point of order 8: its multiples are all of small order. */
const EIGHTH = Point.fromHex(
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  false,
);
const SMALL = Array.from({ length: 8 }, (_, i) => EIGHTH.multiplyUnsafe(BigInt(i)));

test('D2: of a point and all that differ from it by a small order, just that one is free of torsion', () => {
  const scalars = fc.bigInt({ min: 1n, max: Point.Fn.ORDER - 1n });
  fc.assert(
    fc.property(scalars, (scalar) => {
      const point = Point.BASE.multiply(scalar);
      const found = SMALL.map((small) => isTorsionFree(point.add(small)));
      expect(found).toEqual([true, false, false, false, false, false, false, false]);
    }),
    { numRuns: 200 },
  );
});

test('D2: it says what the library says, of any point', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      let point: InstanceType<typeof Point>;
      try {
        point = Point.fromBytes(bytes, false);
      } catch {
        return;
      }
      expect(isTorsionFree(point)).toBe(point.isTorsionFree());
    }),
    { numRuns: 300 },
  );
});

test('D2: of the points of small order only the neutral one is free of it', () => {
  expect(new Set(SMALL.map((it) => it.toHex())).size).toBe(8);
  expect(SMALL.map(isTorsionFree)).toEqual(SMALL.map((it) => it.isTorsionFree()));
  expect(SMALL.map(isTorsionFree)).toEqual([true, ...SMALL.slice(1).map(() => false)]);
});
