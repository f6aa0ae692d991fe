import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_TOPIC, readAct, readPrivatePart } from '../../../src/model/acts.ts';
import type { ConversationId, EntryId, InviteId, LogId, MemberId } from '../../../src/model/ids.ts';
import {
  fromWire,
  type MessagePayload,
  type Personal,
  type Remark,
  toWire,
} from '../../../src/model/payload.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { type Cbor, decode, encode } from '../../../src/wire/cbor.ts';
import {
  MAX_EMOJI,
  MAX_FACE,
  MAX_FACE_SIDE,
  MAX_MENTIONS,
  MAX_NAME,
  MAX_SEEN,
  MAX_TEXT,
  PAYLOAD_LIMITS,
  PRIVATE_LIMITS,
} from '../../../src/wire/limits.ts';

const id = (fill: number) => toBase64url(new Uint8Array(32).fill(fill));

const read = (value: unknown) => fromWire(value, PAYLOAD_LIMITS);
const target = id(1) as EntryId;
const member = toBase64url(new Uint8Array(16).fill(3)) as MemberId;

const ids = fc.integer({ min: 0, max: 255 }).map((fill) => id(fill) as EntryId);
const text = fc.string({ unit: 'binary' });
const mentions = fc.array(
  fc.oneof(
    fc.constant('channel' as const),
    fc.constant('here' as const),
    fc.constant({ member, name: 'Ana María' }),
  ),
  { minLength: 1, maxLength: 5 },
);
const message: fc.Arbitrary<MessagePayload> = fc.oneof(
  fc.record(
    { kind: fc.constant('message' as const), text, replyTo: ids, thread: ids, mentions },
    { requiredKeys: ['kind', 'text'] },
  ),
  fc.record({
    kind: fc.constant('message' as const),
    text,
    thread: ids,
    also: fc.constant(true as const),
  }),
);
const remark: fc.Arbitrary<Remark> = fc.oneof(
  fc.record(
    { kind: fc.constant('edit' as const), target: ids, text, mentions },
    { requiredKeys: ['kind', 'target', 'text'] },
  ),
  fc.record({ kind: fc.constant('delete' as const), target: ids }),
  fc.record({
    kind: fc.constant('reaction' as const),
    target: ids,
    emoji: fc.constantFrom('👍', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👩🏿‍❤️‍💋‍👩🏿', ':later:'),
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('pin' as const), target: ids, on: fc.boolean() }),
);

test('M1, M2, M3: what is written is what is read', () => {
  fc.assert(
    fc.property(fc.oneof(message, remark), (payload) => {
      expect(read(decode(encode(toWire(payload))))).toEqual(payload);
    }),
  );
});

test('M12: what people keep for themselves is read as it is written, and all else refused', () => {
  const conversation = toBase64url(new Uint8Array(16).fill(4)) as ConversationId;
  const log = `${conversation}.202601` as LogId;
  const kept: Personal[] = [
    { kind: 'save', target, log, on: true },
    ...[true, 1_790_000_000_000, 'mentions'].map(
      (value): Personal => ({ kind: 'prefer', conversation, what: 'star', value }),
    ),
  ];
  for (const it of kept) expect(read(decode(encode(toWire(it))))).toEqual(it);
  expect(read([7, target, log, true, { later: 1 }])).toMatchObject({ kind: 'save' });
  expect(read([7, target, 'roster', true])).toBeNull();
  expect(read([7, target, 'x', true])).toBeNull();
  expect(read([7, target, log, 1])).toBeNull();
  expect(read([8, conversation, 'star', null])).toBeNull();
  expect(read([8, conversation, 'star', 'x'.repeat(33)])).toBeNull();
  expect(read([8, target, 'star', true])).toBeNull();
});

test('M1: a text that tells what its author does', () => {
  expect(read([1, 'waves', { me: true }])).toEqual({ kind: 'message', text: 'waves', me: true });
  expect(read([1, 'waves', { me: false }])).toEqual({ kind: 'message', text: 'waves' });
});

test('E8: a code or a field of a later version is kept', () => {
  expect(read([77, 'a', 'b', {}])).toEqual({ kind: 'unsupported' });
  const later = { later: [1, 2] };
  const wire = (value: Cbor) => read(decode(encode(value)));
  expect(wire([1, 'text', later])).toEqual({ kind: 'message', text: 'text' });
  expect(wire([2, target, 'text', later])).toEqual({ kind: 'edit', target, text: 'text' });
  expect(wire([3, target, later])).toEqual({ kind: 'delete', target });
  expect(wire([4, target, '👍', true, later])).toMatchObject({ kind: 'reaction', on: true });
  expect(wire([5, target, false, later])).toEqual({ kind: 'pin', target, on: false });
});

test('M1: only a message of a thread stands in the conversation too', () => {
  expect(read([1, 'text', { also: true }])).toEqual({ kind: 'message', text: 'text' });
  expect(read([1, 'text', { also: false, thread: target }])).not.toHaveProperty('also');
});

test('M2: mentions beyond the bound, and names that could deceive, are left out', () => {
  const many = Array.from({ length: MAX_MENTIONS + 10 }, () => [member, 'Ana']);
  expect(read([1, 'text', { mentions: many }])).toHaveProperty('mentions.length', MAX_MENTIONS);
  const crooked = [[member, '\u{202E}anA'], 'here'];
  expect(read([1, 'text', { mentions: crooked }])).toHaveProperty('mentions', ['here']);
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
  ['a mention of nobody', [1, 'x', { mentions: [['nobody', 'Ana']] }]],
  ['a mention of more than all', [1, 'x', { mentions: ['everyone'] }]],
  ['an edit of nothing', [2, 'x', 'text']],
  ['an edit without text', [2, target]],
  ['a long edit', [2, target, 'x'.repeat(MAX_TEXT + 1)]],
  ['a deletion of nothing', [3]],
  ['a deletion with more', [3, target, 'x']],
  ['a reaction without a picture', [4, target, '', true]],
  ['a reaction that says neither', [4, target, '👍']],
  ['a long reaction', [4, target, 'x'.repeat(MAX_EMOJI + 1), true]],
  ['a reaction of white space', [4, target, 'a b', true]],
  ['a reaction that turns what follows', [4, target, '\u{202E}', true]],
  ['half a character', [4, target, '\u{D83D}', true]],
  ['a pin of nothing', [5, null, true]],
  ['a pin that says neither', [5, target, 1]],
])('A11: what breaks the schema is not read: %s', (_, value) => {
  expect(read(value)).toBeNull();
});

const invite = {
  t: 'invite',
  seen: [id(1)],
  invite: id(2) as InviteId,
  lock: new Uint8Array(32),
  proof: new Uint8Array(64),
  expires: 1_800_000_000_000,
  uses: 1,
  role: 'member',
  approve: false,
  for: null,
  recovery: false,
  channels: [],
  box: new Uint8Array(48),
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
  ['a box that is none', { ...invite, box: 'x' }],
  ['a huge box', { ...invite, box: new Uint8Array(50_000) }],
  ['an invite for owners', { ...invite, role: 'owner' }],
  ['an invite without a proof', { ...invite, proof: new Uint8Array(63) }],
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
  const readPart = (value: unknown) => readPrivatePart(value, PRIVATE_LIMITS);
  expect(readPart({ name: 'Alice', later: 1 })).toEqual({ name: 'Alice' });
  expect(
    readPart({ name: 'ecilA\u{202E}', office: 'x'.repeat(MAX_NAME + 1), title: 'fine' }),
  ).toEqual({
    title: 'fine',
  });
  for (const value of [null, 1, 'x', { name: 1 }]) expect(readPart(value)).toBeNull();
});

test('N5: a received topic of MAX_TOPIC characters counts, a longer one is absent, an empty one clears', () => {
  const topicOf = (topic: string) => readPrivatePart({ title: 'fine', topic }, PRIVATE_LIMITS);
  const most = 'x'.repeat(MAX_TOPIC);
  expect(topicOf(most)).toEqual({ title: 'fine', topic: most });
  expect(topicOf(`${most}x`)).toEqual({ title: 'fine' });
  expect(topicOf('')).toEqual({ title: 'fine', topic: '' });
  for (const broken of [' x', 'two  spaces', '\u{202E}x', 'a\nb']) {
    expect(topicOf(broken)).toEqual({ title: 'fine' });
  }
});

/** The head of a JPEG of that size, padded to a length. */
function jpeg(width: number, height: number, length = 64): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255]);
  return bytes;
}

test('R19: a picture in a private part is small and square, or none', () => {
  const faceOf = (face: unknown) => readPrivatePart({ name: 'Alice', face }, PRIVATE_LIMITS)?.face;
  expect(faceOf(jpeg(160, 160))).toEqual(jpeg(160, 160));
  expect(faceOf(new Uint8Array())).toEqual(new Uint8Array());
  const bombs = [jpeg(MAX_FACE_SIDE + 1, MAX_FACE_SIDE + 1), jpeg(65_535, 65_535), jpeg(0, 0)];
  for (const bytes of [...bombs, jpeg(160, 90), jpeg(160, 160, MAX_FACE + 1), new Uint8Array(64)])
    expect(faceOf(bytes)).toBeUndefined();
  expect(readPrivatePart({ name: 'Alice', face: jpeg(9_000, 9_000) }, PRIVATE_LIMITS)).toEqual({
    name: 'Alice',
  });
});
