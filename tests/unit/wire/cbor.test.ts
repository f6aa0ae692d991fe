import { decode as cborgDecode } from 'cborg';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Cbor,
  decode,
  decodeLeading,
  encode,
  encodeReadable,
} from '../../../src/wire/cbor.ts';
import { MAX_DEPTH } from '../../../src/wire/limits.ts';
import { expectReason, hex } from '../../support/expect.ts';

/** The shape in which maps are read. */
const bare = (object: Record<string, Cbor>): Cbor =>
  Object.assign(Object.create(null), Object.fromEntries(Object.entries(object)));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '\u{FEFF}mark',
    'é',
    '日本語',
    '😀'.repeat(20),
  ),
);

const { value } = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { maxDepth: MAX_DEPTH - 2 },
    fc.maxSafeInteger(),
    fc.integer({ min: -300, max: 300 }),
    text,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 60 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: false }).map(bare),
  ),
}));

test('V1: what is written is what is read', () => {
  fc.assert(
    fc.property(value, (it) => {
      expect(decode(encode(it))).toEqual(it);
    }),
    { numRuns: 2_000 },
  );
});

test('V1: bytes that are read are the only spelling of what they say', () => {
  const twisted = fc
    .tuple(value, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }))
    .map(([it, changes]) => {
      const bytes = new Uint8Array(encode(it));
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
  let read = 0;
  fc.assert(
    fc.property(twisted, (bytes) => {
      let it: Cbor;
      try {
        it = decode(bytes);
      } catch {
        return;
      }
      read++;
      expect(encode(it)).toEqual(bytes);
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(5_000);
});

test('V1: another reader of CBOR understands the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.maxSafeInteger(), fc.uint8Array()), { maxLength: 5 }),
      (it) => {
        expect(cborgDecode(encode(it))).toEqual(it);
      },
    ),
  );
});

test.each([
  ['an integer in two bytes that fits in one', '18 17'],
  ['an integer in three bytes that fits in two', '19 00ff'],
  ['an integer in five bytes that fits in three', '1a 0000ffff'],
  ['an integer in nine bytes that fits in five', '1b 00000000ffffffff'],
  ['a negative integer in two bytes that fits in one', '38 00'],
  ['a length in two bytes that fits in one', '58 01 00'],
  ['a count in two bytes that fits in one', '98 01 00'],
  ['an array of indefinite length', '9f 00 ff'],
  ['a map of indefinite length', 'bf 6161 00 ff'],
  ['bytes of indefinite length', '5f 4100 ff'],
  ['text of indefinite length', '7f 6161 ff'],
  ['map keys out of order', 'a2 6162 00 6161 00'],
  ['a longer map key before a shorter', 'a2 626161 00 6162 00'],
  ['a map key twice', 'a2 6161 00 6161 00'],
])('V2: only the canonical spelling is read: not %s', (_, bytes) => {
  expectReason('malformed', () => decode(hex(bytes)));
});

test.each([
  ['a half float', 'f9 3c00'],
  ['a float', 'fa 3f800000'],
  ['a double', 'fb 3ff0000000000000'],
  ['NaN', 'f9 7e00'],
  ['undefined', 'f7'],
  ['an unknown simple value', 'e0'],
  ['a simple value in two bytes', 'f8 18'],
  ['a break', 'ff'],
  ['a tag', 'c0 60'],
  ['a big number', 'c2 41 01'],
  ['an integer beyond 53 bits', '1b 0020000000000000'],
  ['a negative integer beyond 53 bits', '3b 001fffffffffffff'],
  ['the largest integer', '1b ffffffffffffffff'],
  ['a map key that is a number', 'a1 01 01'],
  ['a map key that is bytes', 'a1 4161 01'],
])('V3: nothing but the known kinds is read: not %s', (_, bytes) => {
  expectReason('malformed', () => decode(hex(bytes)));
});

test('V3: the largest and the smallest integer are read', () => {
  for (const it of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    expect(decode(encode(it))).toBe(it);
  }
});

test.each([
  ['a lone continuation', '61 80'],
  ['an overlong spelling', '62 c080'],
  ['a surrogate', '63 eda080'],
  ['a code point beyond the last', '64 f4908080'],
  ['a cut character', '61 c3'],
  ['a surrogate in long text', `78 30 ${'61'.repeat(45)} eda080`],
  ['a surrogate in a map key', 'a1 63 eda080 00'],
])('V3: text is UTF-8: not %s', (_, bytes) => {
  expectReason('malformed', () => decode(hex(bytes)));
});

test('V3: text keeps a byte order mark, short or long', () => {
  for (const it of ['\u{FEFF}', '\u{FEFF}hello', `\u{FEFF}${'hello '.repeat(50)}`]) {
    expect(decode(encode(it))).toBe(it);
  }
});

test('V4: nesting ends at MAX_DEPTH', () => {
  const nested = (depth: number) => hex(`${'81'.repeat(depth)}00`);
  expect(decode(nested(MAX_DEPTH))).toBeTruthy();
  expectReason('malformed', () => decode(nested(MAX_DEPTH + 1)));
  expectReason('malformed', () => decode(hex(`${'a16161'.repeat(MAX_DEPTH + 1)}00`)));
  expectReason('malformed', () => decode(hex('81'.repeat(60_000))));
});

test.each([
  ['an array of 2^32', '9b 0000000100000000'],
  ['an array of 2^53', '9b 0020000000000000'],
  ['a map of 2^52', 'bb 0010000000000000'],
  ['2^40 bytes', '5b 0000010000000000'],
  ['2^40 characters', '7b 0000010000000000'],
  ['arrays of more than there is, nested', '9a 00010000 9a 00010000 9a 00010000 00'],
])('V5: a count beyond the bytes at hand is refused at once: %s', (_, bytes) => {
  const began = performance.now();
  expectReason('malformed', () => decode(hex(bytes)));
  expect(performance.now() - began).toBeLessThan(50);
});

test('V5: cut bytes are refused, wherever they are cut', () => {
  const whole = encode([1, 'two', new Uint8Array(300), { four: [4, null] }, -70_000]);
  for (let length = 0; length < whole.length; length++) {
    expectReason('malformed', () => decode(whole.subarray(0, length)));
  }
});

test('V6: bytes behind the value are refused', () => {
  expectReason('malformed', () => decode(hex('00 00')));
  expect(decodeLeading(hex('01 02 03'))).toEqual([1, hex('02 03')]);
});

test('V6: maps have no prototype, so that no key means more than a key', () => {
  const it = decode(encode(bare(JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}'))));
  expect(Object.getPrototypeOf(it)).toBeNull();
  expect(Object.keys(it as object).sort()).toEqual(['__proto__', 'constructor']);
  expect((it as { admin?: unknown }).admin).toBeUndefined();
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

test('V6: byte strings are copies', () => {
  const bytes = encode(new Uint8Array([1, 2, 3]));
  const it = decode(bytes) as Uint8Array;
  bytes.fill(0);
  expect(it).toEqual(new Uint8Array([1, 2, 3]));
});

test.each([
  ['a float', 1.5],
  ['undefined', undefined],
  ['a function', () => 1],
  ['a big integer', 2n ** 60n],
  ['a map with number keys', new Map([[1, 1]])],
])('V3: what could not be read back is not written: %s', (_, it) => {
  expectReason('malformed', () => encodeReadable(it));
});
