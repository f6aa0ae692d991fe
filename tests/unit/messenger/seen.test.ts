import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenMarks } from '../../../src/messenger/seen.ts';
import type { ChainId, LogId, MemberId } from '../../../src/model/ids.ts';
import { fromWire, MAX_SEEN_CHAINS, toWire } from '../../../src/model/payload.ts';
import { PAYLOAD_LIMITS } from '../../../src/wire/limits.ts';

const log = 'log' as LogId;
const chain = (id: number) => id as ChainId;

test('M13: how far people read depends on nothing but the set of their words', () => {
  const word = fc.record({
    member: fc.constantFrom('a', 'b').map((it) => it as MemberId),
    upTo: fc.array(fc.tuple(fc.nat(3).map(chain), fc.nat(9)), { maxLength: 4 }),
  });
  const places = [0, 1, 2, 3].flatMap((id) =>
    [0, 4, 8].map((number) => ({ log, chain: chain(id), number })),
  );
  const read = (words: readonly { member: MemberId; upTo: [ChainId, number][] }[]) => {
    const marks = new SeenMarks();
    for (const { member, upTo } of words) marks.take(log, member, upTo);
    return places.map((place) => marks.by(place).sort());
  };
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(read([...words].reverse())).toEqual(read(words));
      expect(read([...words, ...words])).toEqual(read(words));
    }),
  );
});

test('M13: a later word takes nothing back', () => {
  const marks = new SeenMarks();
  const ben = 'ben' as MemberId;
  expect(marks.take(log, ben, [[chain(1), 5]])).toBe(true);
  expect(marks.take(log, ben, [[chain(1), 3]])).toBe(false);
  expect(marks.by({ log, chain: chain(1), number: 4 })).toEqual([ben]);
  expect(marks.by({ log, chain: chain(1), number: 5 })).toEqual([]);
  expect(marks.by({ log: 'other' as LogId, chain: chain(1), number: 0 })).toEqual([]);
});

test('M13: what breaks the schema is no word; what is too long is cut', () => {
  const read = (value: unknown) => fromWire(value, PAYLOAD_LIMITS);
  const said = { kind: 'seen' as const, upTo: [[chain(7), 3]] as [ChainId, number][] };
  expect(read(toWire(said))).toEqual(said);
  expect(read([6, [[7, 3]], { later: 1 }])).toEqual(said);
  for (const bad of [
    [6],
    [6, 7],
    [6, [7]],
    [6, [[7]]],
    [6, [[7, -1]]],
    [6, [[7, 'x']]],
    [6, [], 1],
  ]) {
    expect(read(bad), JSON.stringify(bad)).toBeNull();
  }
  const many = Array.from({ length: MAX_SEEN_CHAINS + 5 }, (_, i) => [i, 1]);
  expect(read([6, many])).toMatchObject({ upTo: { length: MAX_SEEN_CHAINS } });
});
