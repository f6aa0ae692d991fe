import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { decodeFileFrame, type FileFrame } from '../../../src/files/frames.ts';
import { Link, STALLED } from '../../../src/files/link.ts';
import type { FileId, OfficeId, PeerId } from '../../../src/model/ids.ts';
import type { FrameStream, Network } from '../../../src/ports.ts';

const id = (letter: string): string => `${letter.repeat(42)}A`;
const file = id('B') as FileId;
const other = id('C') as FileId;

/** A link to somebody who takes everything and says nothing. */
function makeLink() {
  const clock = makeVirtualClock();
  const sent: FileFrame[] = [];
  const ends: boolean[] = [];
  const stream = {
    send: async (bytes: Uint8Array<ArrayBuffer>) => void sent.push(decodeFileFrame(bytes)),
    close: async () => {},
    async *[Symbol.asyncIterator]() {
      await new Promise(() => {});
    },
  } as unknown as FrameStream;
  const link = new Link('p' as PeerId, {
    office: id('A') as OfficeId,
    network: { open: async () => stream } as unknown as Network,
    clock,
    onFrame: () => {},
    onEnd: (_, fault) => ends.push(fault),
  });
  return { clock, sent, ends, link };
}

test('what is stopped gives its places back, and its holder is at no fault', async () => {
  const { clock, sent, ends, link } = makeLink();
  const room = link.room;
  link.want(file, [0, 1]);
  link.want(other, [0]);
  link.settle(other, 0);
  link.cancel(file);
  expect(link.room).toBeGreaterThanOrEqual(room);
  await clock.advance(2 * STALLED);
  expect(sent.at(-1)).toEqual({ kind: 'cancel', file });
  expect(ends).toEqual([]);
});

test('a chunk that was on its way when it was stopped is let pass, once', () => {
  const { link } = makeLink();
  link.want(file, [0, 1]);
  link.cancel(file);
  expect(link.settle(file, 0)).toBe(false);
  expect([0, 0, 1, 2].map((place) => link.cameLate(file, place))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('what a relay refused is not waited for', async () => {
  const { clock, sent, ends, link } = makeLink();
  await link.bring(file, 0, new Uint8Array(10));
  expect(link.takeBack(file)).toBe(true);
  await clock.advance(2 * STALLED);
  expect(ends).toEqual([]);
  expect(sent.map(({ kind }) => kind)).toEqual(['hello', 'chunk']);
});

test('who was asked and gives nothing is at fault', async () => {
  const { clock, ends, link } = makeLink();
  link.want(file, [0]);
  await clock.advance(STALLED);
  expect(ends).toEqual([true]);
});
