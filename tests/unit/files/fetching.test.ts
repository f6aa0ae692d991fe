import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { Fetching } from '../../../src/files/fetching.ts';
import type { Link } from '../../../src/files/link.ts';
import { Places } from '../../../src/files/places.ts';
import type { FileKey, Shelf, Shelved } from '../../../src/files/shelf.ts';
import type { ChunkId, FileId } from '../../../src/model/ids.ts';
import { chunkIdOf } from '../../../src/wire/chunks.ts';
import { CHUNK } from '../../../src/wire/limits.ts';

const COUNT = 60;
/** Chunks that may be lost at a crash, and come twice. */
const MOST = 8;
const file = 'top' as FileId;

const chunkAt = (place: number) => new Uint8Array(20).fill(place);

/** A file whose manifest is here, fetched from a holder that gives at once, onto a disk that waits. */
async function begin() {
  const names = await Promise.all(Array.from({ length: COUNT }, (_, i) => chunkIdOf(chunkAt(i))));
  const places = [file as string as ChunkId, ...names];
  const held = new Places();
  held.set(0, true);
  const layout = { size: COUNT * CHUNK, places: places.length, chunks: COUNT };
  const shelved = { manifest: { file, layout, places }, held, here: 0 } as unknown as Shelved;
  const writes: (() => void)[] = [];
  const shelf = {
    file: async () => shelved,
    has: async (name: ChunkId) => name === places[0],
    put: () => new Promise<void>((resolve) => writes.push(resolve)),
    note: async () => {},
  } as unknown as Shelf;
  const wanted: number[] = [];
  const given: Uint8Array<ArrayBuffer>[] = [];
  // What came is no longer under way: there is always room for more.
  const link = {
    room: MOST,
    want: (_: FileId, more: readonly number[]) => {
      wanted.push(...more);
      for (const place of more) {
        const bytes = chunkAt(place - 1);
        given.push(bytes);
        void fetching.take(link, place, bytes);
      }
    },
  } as unknown as Link;
  const clock = makeVirtualClock();
  const fetching = new Fetching({
    file,
    known: { size: layout.size } as FileKey,
    shelf,
    clock,
    makeRoom: async () => true,
    onProgress: () => {},
    onDone: () => {},
    onStarved: () => {},
    onFailed: (why) => expect.fail(why),
    onLie: () => expect.fail('a lie'),
  });
  fetching.offer(link, Places.of('all'));
  await fetching.start();
  await clock.settle();
  return { wanted, given, writes, settle: () => clock.settle() };
}

test('no more is asked for than a crash may cost, however slow the disk is', async () => {
  const { wanted, writes, settle } = await begin();
  for (let kept = 0; kept < 20; kept++) {
    await expect.poll(() => writes.length).toBeGreaterThan(kept);
    expect(wanted.length - kept).toBeLessThanOrEqual(MOST);
    writes[kept]?.();
    await settle();
  }
  expect(wanted.length).toBeGreaterThan(20);
});

test('what came gives its memory back once it is kept, not before', async () => {
  const { given, writes, settle } = await begin();
  await expect.poll(() => writes.length).toBeGreaterThan(1);
  expect(given.slice(0, 2).map((it) => it.length)).toEqual([20, 20]);
  writes[0]?.();
  await settle();
  await expect.poll(() => given.slice(0, 2).filter((it) => it.length === 0)).toHaveLength(1);
});
