import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packVector, unpackVector, Vectors } from '../../../src/log/vectors.ts';
import { type ChainId, type LogId, ROSTER, type Vector } from '../../../src/model/ids.ts';

const vectors = fc
  .uniqueArray(
    fc.tuple(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 1, max: 2_700_000 })),
    { selector: ([chain]) => chain },
  )
  .map((pairs): Vector => new Map(pairs as [ChainId, number][]));

test('a vector is kept and read back, and the same one gives the same bytes whatever its order', () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      const packed = packVector(vector);
      expect(unpackVector(packed)).toEqual(vector);
      expect(packVector(new Map([...vector].reverse()))).toEqual(packed);
    }),
  );
});

test('pairs that were kept before are read too', () => {
  expect(unpackVector([[5, 2]])).toEqual(new Map([[5, 2]]));
});

test('that nothing differs is told without reading, and not claimed once a vector was read or grew', () => {
  const log = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
  const packed = packVector(new Map([[7 as ChainId, 3]]));
  const [held, read] = [new Vectors(), new Vectors()];
  held.keep(log, packed);
  expect(read.isSameUnread(log, held)).toBe(false);
  read.keep(log, new Uint8Array(packed));
  expect(read.isSameUnread(log, held)).toBe(true);
  held.set(log, new Map([[7 as ChainId, 4]]));
  expect(read.isSameUnread(log, held)).toBe(false);
});

test('all are read when they are gone through, each once', () => {
  const all = new Vectors();
  all.keep(ROSTER, packVector(new Map([[1 as ChainId, 1]])));
  expect([...all.keys()]).toEqual([ROSTER]);
  expect([...all]).toEqual([[ROSTER, new Map([[1, 1]])]]);
  expect(all.get(ROSTER)).toBe(all.get(ROSTER));
  expect(all.delete(ROSTER)).toBe(true);
  expect(all.size).toBe(0);
});
