import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { mentionsIn } from '../../../src/messenger/mentions.ts';
import type { MemberId } from '../../../src/model/ids.ts';
import { MAX_MENTIONS } from '../../../src/wire/limits.ts';

const people = ['Ana', 'Ana María', 'Ben', 'יעל כהן', 'C. (Cleo) *'].map((name) => ({
  id: name as MemberId,
  name,
}));
const found = (text: string) =>
  mentionsIn(text, people).map((it) => (typeof it === 'string' ? it : it.member));

test.each([
  ['@Ben, could you?', ['Ben']],
  ['(@ben)', ['Ben']],
  ['@Ana María and @Ana', ['Ana María', 'Ana']],
  ['@Anabel', []],
  ['ana@ben.example', []],
  ['a.@Ben', []],
  ['@Ben@Ben', ['Ben']],
  ['@יעל כהן שלום', ['יעל כהן']],
  ['@C. (Cleo) * hello', ['C. (Cleo) *']],
  ['@channel and @here', ['channel', 'here']],
  ['@channels', []],
  ['`@Ben` and ```\n@Ana\n```', []],
  ['``` @Ben', []],
  ['@nobody', []],
])('M2: %s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

it('gives the name as it is written, so that it is found again', () => {
  expect(mentionsIn('hello @BEN', people)).toEqual([{ member: 'Ben', name: 'BEN' }]);
});

it('names at most so many', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({ id: `${i}` as MemberId, name: `p${i}` }));
  const text = many.map(({ name }) => `@${name}`).join(' ');
  expect(mentionsIn(text, many).length).toBe(MAX_MENTIONS);
});

it('reads anything', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(mentionsIn(`@${text}`, people).length).toBeLessThanOrEqual(people.length + 2);
    }),
  );
});
