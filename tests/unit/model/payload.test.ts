import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAct, readPrivatePart } from '../../../src/model/acts.ts';
import type { EntryId, InviteId } from '../../../src/model/ids.ts';
import { fromWire, toWire } from '../../../src/model/payload.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { decode, encode } from '../../../src/wire/cbor.ts';
import { MAX_NAME, MAX_SEEN, MAX_TEXT } from '../../../src/wire/limits.ts';

const id = (fill: number) => toBase64url(new Uint8Array(32).fill(fill));

test('E8: what is written is what is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, answers) => {
      const message = answers
        ? { kind: 'message' as const, text, replyTo: id(1) as EntryId }
        : { kind: 'message' as const, text };
      expect(fromWire(decode(encode(toWire(message))), MAX_TEXT)).toEqual(message);
    }),
  );
});

test('E8: a code or a field of a later version is kept', () => {
  expect(fromWire([2], MAX_TEXT)).toEqual({ kind: 'unsupported' });
  expect(fromWire([77, 'a', 'b', {}], MAX_TEXT)).toEqual({ kind: 'unsupported' });
  const later = decode(encode([1, 'text', { later: [1, 2] }]));
  expect(fromWire(later, MAX_TEXT)).toEqual({ kind: 'message', text: 'text' });
});

test.each([
  ['no array', { text: 'x' }],
  ['empty', []],
  ['no code', ['1', 'text']],
  ['no text', [1]],
  ['text that is a number', [1, 2]],
  ['a long text', [1, 'x'.repeat(MAX_TEXT + 1)]],
  ['an answer to nothing', [1, 'x', { replyTo: 'something' }]],
  ['fields that are a list', [1, 'x', 5]],
  ['more than there is', [1, 'x', {}, {}]],
  ['null', null],
])('E8: what breaks the schema is not read: %s', (_, value) => {
  expect(fromWire(value, MAX_TEXT)).toBeNull();
});

const invite = {
  t: 'invite',
  seen: [id(1)],
  invite: id(2) as InviteId,
  expires: 1_800_000_000_000,
  uses: 1,
  box: new Uint8Array(40),
};

test('E9: acts are read from null-prototype maps, unknown fields left out', () => {
  const read = readAct(decode(encode({ ...invite, later: 1 })), MAX_SEEN);
  expect(read).toEqual(invite);
});

test.each([
  ['no map', null],
  ['a list', []],
  ['no name', { seen: [] }],
  ['a name that is a number', { t: 1, seen: [] }],
  ['a long name', { t: 'x'.repeat(33), seen: [] }],
  ['a seen that is no list', { t: 'profile', seen: 'all' }],
  ['a seen that is no id', { t: 'profile', seen: ['x'] }],
  ['one seen twice', { t: 'profile', seen: [id(1), id(1)] }],
  ['no uses', { ...invite, uses: 0 }],
  ['half a use', { ...invite, uses: 1.5 }],
  ['an expiry before time began', { ...invite, expires: -1 }],
  ['a box of nothing', { ...invite, box: new Uint8Array() }],
  ['a huge box', { ...invite, box: new Uint8Array(20_000) }],
  ['an invite that is no key', { ...invite, invite: 'x' }],
  ['a join without a device', { t: 'join', seen: [], invite: id(2), proof: new Uint8Array(64) }],
  ['a found without a key', { t: 'found', device: {} }],
  ['an unknown act without seen', { t: 'later' }],
])('A7: an act that breaks its schema is not read: %s', (_, value) => {
  expect(readAct(value, MAX_SEEN)).toBeNull();
});

test('R4: more than MAX_SEEN heads are too many', () => {
  const heads = Array.from({ length: MAX_SEEN + 1 }, (_, i) =>
    toBase64url(new Uint8Array(32).fill(i).fill(i >> 8, 16)),
  );
  expect(readAct({ t: 'profile', seen: heads.slice(1) }, MAX_SEEN)).not.toBeNull();
  expect(readAct({ t: 'profile', seen: heads }, MAX_SEEN)).toBeNull();
  expect(readAct({ t: 'of a later version', seen: heads }, MAX_SEEN)).toBeNull();
});

test('R8: an act of a later version keeps its place and nothing else', () => {
  expect(readAct({ t: 'later', seen: [id(1)], more: 1 }, MAX_SEEN)).toEqual({
    t: 'unknown',
    seen: [id(1)],
  });
});

test('N5, R9: names in a private part that could deceive are left out', () => {
  const read = (value: unknown) => readPrivatePart(value, MAX_NAME);
  expect(read({ name: 'Alice', later: 1 })).toEqual({ name: 'Alice' });
  expect(read({ name: 'ecilA\u{202E}', office: 'x'.repeat(MAX_NAME + 1), title: 'fine' })).toEqual({
    title: 'fine',
  });
  for (const value of [null, 1, 'x', { name: 1 }]) expect(read(value)).toBeNull();
});
