import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Part, type ReadableBytes, withoutMetadata } from '../../../src/files/metadata.ts';

const text = (words: string): number[] => [...words].map((it) => it.charCodeAt(0));
const SECRET = 'GPS 48.137 N 11.575 E';

const fileOf = (bytes: Uint8Array): ReadableBytes => ({
  size: bytes.length,
  read: async (from, to) => bytes.slice(from, to),
});

async function cleaned(bytes: readonly number[]): Promise<number[] | null> {
  const file = Uint8Array.from(bytes);
  const parts = await withoutMetadata(fileOf(file));
  const written = (part: Part): number[] =>
    part instanceof Uint8Array ? [...part] : [...file.subarray(part.from, part.to)];
  return parts?.flatMap(written) ?? null;
}

const segment = (marker: number, content: readonly number[]): number[] => [
  0xff,
  marker,
  (content.length + 2) >> 8,
  (content.length + 2) & 0xff,
  ...content,
];
/** Exif in either byte order, with an orientation among other things. */
const exif = (little: boolean, orientation: number): number[] => {
  const u16 = (value: number): number[] => (little ? [value, 0] : [0, value]);
  const u32 = (value: number): number[] => (little ? [value, 0, 0, 0] : [0, 0, 0, value]);
  const tag = (id: [number, number]): number[] => (little ? [id[1], id[0]] : id);
  return [
    ...text('Exif\0\0'),
    ...text(little ? 'II' : 'MM'),
    ...u16(42),
    ...u32(8),
    ...u16(2),
    ...[...tag([0x01, 0x0f]), ...u16(2), ...u32(1), ...u32(0)],
    ...[...tag([0x01, 0x12]), ...u16(3), ...u32(1), ...u16(orientation), 0, 0],
    ...text(SECRET),
  ];
};

const JFIF = segment(0xe0, [...text('JFIF\0'), 1, 2, 0, 0, 1, 0, 1, 0, 0]);
const ICC = segment(0xe2, text('ICC_PROFILE\0 colours'));
const SCAN = [...segment(0xda, [1, 2, 3]), 5, 0xff, 0x00, 7, 0xff, 0xd3, 9];
/** A second scan, and a table between them whose content looks like an end. */
const AGAIN = [...segment(0xc4, [0xff, 0xd9, 1]), ...segment(0xda, [4]), 8, 0xff, 0x00];
const jpeg = (...segments: readonly number[][]): number[] => [
  0xff,
  0xd8,
  ...segments.flat(),
  ...SCAN,
  ...AGAIN,
  0xff,
  0xd9,
];

describe('JPEG', () => {
  test('loses Exif, XMP, IPTC, comments and what stands behind its end, and nothing else', async () => {
    const full = [
      ...jpeg(
        JFIF,
        segment(0xe1, exif(false, 1)),
        segment(0xe1, text(`http://ns.adobe.com/xap/1.0/\0${SECRET}`)),
        ICC,
        segment(0xe2, text(`MPF\0${SECRET}`)),
        segment(0xed, text(SECRET)),
        segment(0xfe, text(SECRET)),
      ),
      ...text(SECRET),
    ];
    expect(await cleaned(full)).toEqual(jpeg(JFIF, ICC));
  });

  test.each([true, false])('keeps how it is to be turned (little endian %s)', async (little) => {
    const out = (await cleaned(jpeg(segment(0xe1, exif(little, 6))))) ?? [];
    expect(String.fromCharCode(...out)).not.toContain('GPS');
    const again = await cleaned(out);
    expect(again).toEqual(out);
    expect(out.slice(2, 4)).toEqual([0xff, 0xe1]);
    expect(out[2 + 4 + 6 + 8 + 2 + 9]).toBe(6);
  });

  test('is not promised to be clean when it is cut off anywhere', async () => {
    const whole = jpeg(JFIF, segment(0xe1, exif(true, 8)), ICC);
    for (let length = 2; length < whole.length - 1; length++)
      expect(await cleaned(whole.slice(0, length)), `${length} bytes`).toBeNull();
  });

  test('is scanned across the pieces in which it is read', async () => {
    const long = [0xff, 0xd8, ...segment(0xda, [1]), ...new Array(256 * 1024 - 8).fill(1)];
    for (const shift of [0, 1, 2, 3]) {
      const file = [...long, ...new Array(shift).fill(1), 0xff, 0xd9];
      expect(await cleaned([...file, ...text(SECRET)])).toEqual(file);
    }
  });
});

const chunk = (type: string, content: readonly number[]): number[] => [
  ...[0, 0, content.length >> 8, content.length & 0xff],
  ...text(type),
  ...content,
  ...[1, 2, 3, 4],
];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

test('PNG loses its texts, times and Exif, and what stands behind its end', async () => {
  const picture = [chunk('IHDR', [1]), chunk('iCCP', [2]), chunk('IDAT', [3, 4])].flat();
  const remarks = ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'].flatMap((it) => chunk(it, text(SECRET)));
  const full = [...PNG, ...remarks, ...picture, ...remarks, ...chunk('IEND', []), ...text(SECRET)];
  expect(await cleaned(full)).toEqual([...PNG, ...picture, ...chunk('IEND', [])]);
  expect(await cleaned(full.slice(0, 60))).toBeNull();
});

const riff = (type: string, content: readonly number[]): number[] => [
  ...text(type),
  ...[content.length, 0, 0, 0],
  ...content,
  ...(content.length % 2 ? [0] : []),
];
const webp = (flags: number, ...chunks: readonly number[][]): number[] => {
  const content = [...text('WEBP'), ...riff('VP8X', [flags, 0, 0, 0, 1, 0, 0, 1, 0, 0])];
  const all = [...content, ...chunks.flat()];
  return [...text('RIFF'), all.length, 0, 0, 0, ...all];
};

test('WebP loses Exif and XMP, and says so', async () => {
  const picture = [riff('ICCP', [1]), riff('VP8 ', [1, 2, 3])];
  const full = webp(0x2c, ...picture, riff('EXIF', text(SECRET)), riff('XMP ', text(SECRET)));
  expect(await cleaned([...full, ...text(SECRET)])).toEqual(webp(0x20, ...picture));
});

test('other files are left to whoever sends them', async () => {
  expect(await cleaned(text('%PDF-1.7 and more of it'))).toBeNull();
  expect(await cleaned([])).toBeNull();
});

test('whatever the bytes are, it ends', async () => {
  const start = fc.constantFrom([0xff, 0xd8], PNG, text('RIFF\x20\0\0\0WEBP'));
  await fc.assert(
    fc.asyncProperty(start, fc.array(fc.nat(255), { maxLength: 300 }), async (first, rest) => {
      const out = await cleaned([...first, ...rest]);
      expect(out === null || out.length <= first.length + rest.length + 60).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
