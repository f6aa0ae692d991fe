import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FilePart, isThumbnail } from '../../../src/model/attachment.ts';
import type { FileId } from '../../../src/model/ids.ts';
import { fromWire, toWire } from '../../../src/model/payload.ts';
import { pictureSize } from '../../../src/model/picture.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { type Cbor, decode, encode } from '../../../src/wire/cbor.ts';
import {
  MAX_BLUR,
  MAX_FILES,
  MAX_THUMBNAIL,
  MAX_THUMBNAIL_SIDE,
  PAYLOAD_LIMITS,
} from '../../../src/wire/limits.ts';
import { fakeFileContents } from '../../support/fakeFileContent.ts';

const fileId = (fill: number) => toBase64url(new Uint8Array(32).fill(fill)) as FileId;
const read = (value: unknown) =>
  fromWire(decode(encode(value as Cbor)), PAYLOAD_LIMITS) as { files?: FilePart[] } | null;
const key = new Uint8Array(32).fill(5);
const wire = (name: string, size: number, more?: object, fill = 1) => [
  name,
  'image/png',
  size,
  key,
  fileId(fill),
  ...(more ? [more] : []),
];
const thumbnail = fakeFileContents[0]?.thumbnail as Uint8Array;

const part = fc.record(
  {
    id: fc.integer({ min: 0, max: 255 }).map(fileId),
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    name: fc.constantFrom('a.png', 'Straße.pdf', 'رسم.pdf'),
    type: fc.constantFrom('image/png', 'application/octet-stream'),
    size: fc.nat(),
    pixels: fc.record({
      width: fc.integer({ min: 1, max: 9_999 }),
      height: fc.integer({ min: 1, max: 9_999 }),
    }),
    blur: fc.uint8Array({ minLength: 1, maxLength: 25 }),
    thumbnail: fc.constant(thumbnail),
  },
  { requiredKeys: ['id', 'key', 'name', 'type', 'size'] },
) as fc.Arbitrary<FilePart>;

test('M11: what is written is what is read, also with an empty text', () => {
  const files = fc.uniqueArray(part, { selector: ({ id }) => id, minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(files, (files) => {
      const message = { kind: 'message' as const, text: '', files };
      expect(fromWire(decode(encode(toWire(message))), PAYLOAD_LIMITS)).toEqual(message);
    }),
  );
});

test('M11: a name from elsewhere is made safe, whatever it was', () => {
  const files = [wire('../../x\u202Egnp.exe', 1)];
  expect(read([1, '', { files }])?.files?.[0]?.name).toBe('xgnp.exe');
});

test('M11: a file that claims 2^53 − 1 bytes is read as its message says', () => {
  const files = [wire('big', Number.MAX_SAFE_INTEGER)];
  expect(read([1, '', { files }])?.files?.[0]?.size).toBe(Number.MAX_SAFE_INTEGER);
});

test('M11: what is no file breaks the schema', () => {
  const broken = [
    [],
    ['a', 'b', 1, key],
    ['a', 'b', -1, key, fileId(1)],
    ['a', 'b', 1, key.slice(1), fileId(1)],
    ['a', 'b', 1, key, 'x'],
    ['a', 'b', 1, key, fileId(1), 5],
    ['a', 'b', 1, key, fileId(1), { blur: 'text' }],
  ];
  for (const file of broken) expect(read([1, '', { files: [file] }])).toBeNull();
});

test('M11: further files, and the same again, are ignored; so are later keys', () => {
  const files = Array.from({ length: MAX_FILES + 5 }, (_, i) => wire('a', 1, { later: 1 }, i));
  expect(read([1, '', { files }])?.files).toHaveLength(MAX_FILES);
  expect(read([1, '', { files: [wire('a', 1), wire('b', 1)] }])?.files).toHaveLength(1);
});

test('M11: of a preview only what is small in bytes and pixels stays', () => {
  const huge = new Uint8Array(MAX_THUMBNAIL + 1);
  huge.set(thumbnail);
  const bomb = thumbnail.slice();
  // A still WebP that says it is 16,384 pixels wide.
  bomb.set([0xff, 0x3f, 0], 24);
  for (const it of [huge, bomb, new Uint8Array(100), new Uint8Array([0xff, 0xd8])]) {
    expect(isThumbnail(it, PAYLOAD_LIMITS)).toBe(false);
    const files = [wire('a', 1, { thumbnail: it, blur: new Uint8Array(99) })];
    const kept = read([1, '', { files }])?.files?.[0];
    expect(kept?.thumbnail ?? kept?.blur).toBeUndefined();
  }
  expect(isThumbnail(thumbnail, PAYLOAD_LIMITS)).toBe(true);
});

test('M11: a blur of MAX_BLUR bytes stays, of one more it is left out', () => {
  const blurOf = (length: number) => {
    const files = [wire('a', 1, { blur: new Uint8Array(length).fill(7) })];
    return read([1, 'text', { files }])?.files?.map(({ blur }) => blur?.length);
  };
  expect(blurOf(MAX_BLUR)).toEqual([MAX_BLUR]);
  expect(blurOf(MAX_BLUR + 1)).toEqual([undefined]);
});

/** A still WebP whose head says that size. */
function sized(width: number, height: number): Uint8Array {
  const picture = thumbnail.slice();
  for (const [at, side] of [
    [24, width],
    [27, height],
  ] as const) {
    picture.set([(side - 1) & 255, (side - 1) >> 8, 0], at);
  }
  expect(pictureSize(picture)).toEqual({ width, height });
  return picture;
}

test('M11: a thumbnail of MAX_THUMBNAIL_SIDE pixels a side stays, of one more on either it is left out', () => {
  const most = MAX_THUMBNAIL_SIDE;
  const stays = (picture: Uint8Array) => {
    const files = [wire('a', 1, { thumbnail: picture })];
    return read([1, 'text', { files }])?.files?.map((it) => it.thumbnail !== undefined);
  };
  expect(stays(sized(most, most))).toEqual([true]);
  expect(stays(sized(most + 1, most))).toEqual([false]);
  expect(stays(sized(most, most + 1))).toEqual([false]);
});

test('the size of a picture is read from its head', () => {
  const sizes = fakeFileContents.flatMap(({ thumbnail }) => (thumbnail ? [thumbnail] : []));
  expect(sizes.map(pictureSize)).toEqual([
    { width: 240, height: 160 },
    { width: 160, height: 240 },
    { width: 200, height: 200 },
  ]);
  const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc2, 0, 11, 8, 1, 0, 2, 0, 1];
  expect(pictureSize(Uint8Array.from(jpeg))).toEqual({ height: 256, width: 512 });
  const lossless = [...'RIFF....WEBPVP8L....'].map((it) => it.charCodeAt(0));
  expect(pictureSize(Uint8Array.from([...lossless, 0x2f, 0xff, 0xc0, 0x3f, 0, 0]))).toEqual({
    width: 256,
    height: 256,
  });
});

test('whatever bytes come as a picture, reading its size ends', () => {
  const start = fc.constantFrom([0xff, 0xd8], [...thumbnail.slice(0, 16)], []);
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 400 }), (start, rest) => {
      const size = pictureSize(Uint8Array.from([...start, ...rest]));
      if (size) expect(size.width).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 3_000 },
  );
});
