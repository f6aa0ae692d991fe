import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader, frameBytes, grantBytes } from '../../../../src/adapters/libp2p/framing.ts';
import { ConfabError } from '../../../../src/model/errors.ts';
import { MAX_FRAME } from '../../../../src/wire/limits.ts';

const WINDOW = 4 * MAX_FRAME;

/** Reads bytes that arrive in pieces. */
function readAll(bytes: Uint8Array, cuts: readonly number[] = []) {
  const reader = new FrameReader(WINDOW);
  const frames: Uint8Array[] = [];
  let granted = 0;
  let from = 0;
  for (const cut of [
    ...cuts.filter((it) => it < bytes.length).sort((a, b) => a - b),
    bytes.length,
  ]) {
    const read = reader.read(bytes.subarray(from, cut));
    frames.push(...read.frames);
    granted += read.granted;
    from = cut;
  }
  return { frames, granted, inFrame: reader.inFrame };
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

describe('the bytes of a sync stream', () => {
  test('are the same frames and grants however they are cut', () => {
    const item = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }).map((frame) => ({ frame, grant: 0 })),
      fc.integer({ min: 1, max: WINDOW }).map((grant) => ({ frame: null, grant })),
    );
    fc.assert(
      fc.property(fc.array(item), fc.array(fc.nat(5_000)), (items, cuts) => {
        const bytes = joined(
          items.map((it) => (it.frame ? frameBytes(it.frame) : grantBytes(it.grant))),
        );
        const read = readAll(bytes, cuts);
        expect(read.frames).toEqual(items.flatMap((it) => (it.frame ? [it.frame] : [])));
        expect(read.granted).toBe(items.reduce((sum, it) => sum + it.grant, 0));
        expect(read.inFrame).toBe(false);
      }),
    );
  });

  test.each([
    ['a frame one byte too large', [0x81, 0x80, 0x10]],
    ['a length that goes on', [0x80, 0x80, 0x80]],
    ['a length that is not the shortest', [0x81, 0x00]],
    ['a grant that goes on', [0x00, 0xff, 0xff, 0xff, 0x01]],
  ])('are refused for %s', (_what, bytes) => {
    expect(() => readAll(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ reason: 'malformed' }),
    );
  });

  test('are refused when more is sent than was granted', () => {
    const reader = new FrameReader(WINDOW);
    const frame = frameBytes(new Uint8Array(MAX_FRAME));
    for (let i = 0; i < 4; i++) reader.read(frame);
    expect(() => reader.read(frameBytes(new Uint8Array(1)))).toThrow(ConfabError);
  });

  test('are refused when more frames wait than the memory that a window is to bound', () => {
    const reader = new FrameReader(WINDOW);
    const small = joined(Array.from({ length: 1_024 }, () => frameBytes(new Uint8Array(1))));
    for (let i = 0; i < 32; i++) reader.read(small);
    expect(() => reader.read(small)).toThrow(expect.objectContaining({ reason: 'malformed' }));
    const other = new FrameReader(WINDOW);
    for (let i = 0; i < 50; i++) {
      for (const { length } of other.read(small).frames) other.took(length);
    }
  });

  test('go on when what was read is taken', () => {
    const reader = new FrameReader(WINDOW);
    const frame = frameBytes(new Uint8Array(MAX_FRAME));
    for (let i = 0; i < 50; i++) {
      reader.read(frame);
      reader.took(MAX_FRAME);
    }
  });

  test('are never anything but read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        try {
          readAll(bytes);
        } catch (error) {
          expect(error).toMatchObject({ reason: 'malformed' });
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
