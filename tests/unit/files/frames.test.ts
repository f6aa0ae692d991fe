import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeFileFrame,
  encodeFileFrame,
  type FileFrame,
  MAX_PLACES,
} from '../../../src/files/frames.ts';
import type { ConversationId, FileId, OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { MAX_CHUNK, MAX_FILE_FRAME, MAX_WANTED } from '../../../src/wire/limits.ts';

const id = toBase64url(new Uint8Array(32).fill(1));
const file = id as FileId;
const conversation = toBase64url(new Uint8Array(16).fill(1)) as ConversationId;

const frames: FileFrame[] = [
  { kind: 'hello', version: 1, office: id as OfficeId },
  { kind: 'ask', file },
  { kind: 'has', file, held: 'all', until: 5 },
  { kind: 'has', file, held: new Uint8Array([1, 2]), until: 0 },
  { kind: 'want', file, places: [0, MAX_PLACES - 1] },
  { kind: 'chunk', file, place: 3, bytes: new Uint8Array(9) },
  { kind: 'chunk', file, place: 3, bytes: null },
  { kind: 'cancel', file },
  { kind: 'refuse', file: null, why: 'unknown-office' },
  { kind: 'refuse', file, why: 'quota' },
  { kind: 'offer', file, conversation, places: 9 },
  { kind: 'kept', file, place: 1 },
  { kind: 'forget', file },
  { kind: 'forgotten', file },
];

test('J6: what is written is what is read', () => {
  for (const frame of frames) expect(decodeFileFrame(encodeFileFrame(frame))).toEqual(frame);
});

test('J6: the largest chunk fits a frame', () => {
  const bytes = new Uint8Array(MAX_CHUNK);
  const frame = encodeFileFrame({ kind: 'chunk', file, place: MAX_PLACES - 1, bytes });
  expect(frame.length).toBeLessThanOrEqual(MAX_FILE_FRAME);
});

test('J6: whatever bytes come, they are a frame or an error by name', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeFileFrame(bytes);
      } catch (error) {
        expect(['malformed', 'unsupported']).toContain((error as { reason: string }).reason);
      }
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['too many places', [3, file, Array.from({ length: MAX_WANTED + 1 }, (_, i) => i)]],
  ['no place', [3, file, []]],
  ['a place that no file has', [3, file, [MAX_PLACES]]],
  ['2^53 − 1 places', [7, file, conversation, Number.MAX_SAFE_INTEGER]],
  ['a bitmap longer than any file', [2, file, new Uint8Array(MAX_PLACES), 0]],
  ['a chunk larger than any', [4, file, 1, new Uint8Array(MAX_CHUNK + 1)]],
  ['a path for an id', [1, '../../etc/passwd']],
  ['a field too many', [1, file, 1]],
])('J6: %s is refused', (_, value) => {
  expect(() => decodeFileFrame(encode(value as never))).toThrow('malformed');
});
