import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ConversationId,
  isId16,
  isId32,
  isLogId,
  type LogId,
  logOf,
  partsOf,
  ROSTER,
} from '../../../src/model/ids.ts';
import { bytesOf, fromBase64url, toBase64url } from '../../../src/wire/bytes.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

test('N1: ids of 32 and 16 bytes have one spelling', () => {
  fc.assert(
    fc.property(bytes(32), bytes(16), (long, short) => {
      expect(isId32(toBase64url(long))).toBe(true);
      expect(isId16(toBase64url(short))).toBe(true);
      expect(bytesOf(toBase64url(long))).toEqual(long);
    }),
  );
});

test('N1: text that looks like an id is one only if it is read and written the same', () => {
  const character = fc.constantFrom(...'ABCDwxyz0189-_=+/ \n');
  const text = (length: number) => fc.array(character, { minLength: length, maxLength: length });
  fc.assert(
    fc.property(fc.oneof(text(43), text(22)), (characters) => {
      const it = characters.join('');
      const read = fromBase64url(it);
      const canonical = read !== null && toBase64url(read) === it;
      expect(isId32(it) || isId16(it)).toBe(canonical);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['', 'A', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(43)}\n`, `${'A'.repeat(42)}B`])(
  'N1: %j is no id',
  (text) => {
    expect(isId32(text)).toBe(false);
    expect(isId16(text)).toBe(false);
  },
);

test('N2: a log’s id says its conversation and month', () => {
  fc.assert(
    fc.property(bytes(16), fc.integer({ min: 0, max: 9_999 * 12 + 11 }), (id, month) => {
      const conversation = toBase64url(id) as ConversationId;
      const log = logOf(conversation, month);
      expect(isLogId(log)).toBe(true);
      expect(partsOf(log)).toEqual({ conversation, month });
    }),
  );
  expect(logOf('AAAAAAAAAAAAAAAAAAAAAA' as ConversationId, 2026 * 12)).toBe(
    'AAAAAAAAAAAAAAAAAAAAAA.202601',
  );
  expect(partsOf(ROSTER)).toBeNull();
});

test.each([
  '',
  'Roster',
  'roster\n',
  'AAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAA.',
  'AAAAAAAAAAAAAAAAAAAAAA.202600',
  'AAAAAAAAAAAAAAAAAAAAAA.202613',
  'AAAAAAAAAAAAAAAAAAAAAA.20261',
  'AAAAAAAAAAAAAAAAAAAAAA.2026011',
  'AAAAAAAAAAAAAAAAAAAAAB.202601',
  'AAAAAAAAAAAAAAAAAAAAA.202601',
  'AAAAAAAAAAAAAAAAAAAAAA.202601\n',
  '../../../etc/passwd',
])('N2: %j names no log', (text) => {
  expect(isLogId(text)).toBe(false);
  expect(() => partsOf(text as LogId)).toThrow(TypeError);
});
