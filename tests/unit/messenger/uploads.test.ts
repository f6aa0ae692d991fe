import { beforeEach, expect, test, vi } from 'vitest';
import { makeBlobStore } from '../../../src/adapters/memory/blobStore.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeStateStore } from '../../../src/adapters/memory/stateStore.ts';
import { Shelf } from '../../../src/files/shelf.ts';
import type { Library } from '../../../src/messenger/library.ts';
import { Uploads } from '../../../src/messenger/uploads.ts';
import type { FilePart } from '../../../src/model/attachment.ts';
import type { ChunkId, FileId } from '../../../src/model/ids.ts';
import { MAX_BLUR } from '../../../src/wire/limits.ts';
import { makeFile } from '../../support/fileSource.ts';

const SIZE = 1_000;

let disk: Disk;
let shelf: Shelf;
let uploads: Uploads;
/** What messages carry. */
let carried: Map<FileId, FilePart>;

beforeEach(async () => {
  disk = new Disk();
  shelf = new Shelf(makeBlobStore(disk));
  carried = new Map();
  const library = {
    secret: new Uint8Array(32),
    seal: (_: string, value: unknown) => value,
    unseal: (_: string, value: unknown) => value,
    part: (file: FileId) => carried.get(file) ?? null,
  };
  uploads = new Uploads({
    library: library as unknown as Library,
    shelf,
    state: makeStateStore(disk),
    makeRoom: async () => true,
    onChange: () => {},
  });
  await uploads.start();
});

const take = () => uploads.take({ source: makeFile(SIZE) });

/** What was given up is gone: so is something else that is given up after it. */
async function settled(): Promise<void> {
  const other = uploads.take({ source: makeFile(SIZE, 2) });
  const { id } = await other.ready;
  other.cancel();
  await vi.waitFor(async () => expect(await shelf.has(id as string as ChunkId)).toBe(false), {
    timeout: 10_000,
  });
}

test('a file that was chosen twice stays until neither is wanted', async () => {
  const [one, two] = [take(), take()];
  const { id } = await one.ready;
  const again = await take().ready;
  await two.ready;
  expect(again.id).toBeOneOf([id, (await two.ready).id]);
  one.cancel();
  two.cancel();
  await settled();
  const part = uploads.part(again.id);
  expect(part).not.toBeNull();
  expect(await shelf.read(again.id, part as FilePart, 0, SIZE)).toHaveLength(SIZE);
});

test('each of those who chose it gives it up once', async () => {
  const one = take();
  const { id } = await one.ready;
  const two = take();
  await two.ready;
  one.cancel();
  one.cancel();
  await settled();
  expect(uploads.part(id)).not.toBeNull();
  two.cancel();
  await settled();
  expect([uploads.part(id), uploads.busy, disk.blobs.size]).toEqual([null, false, 0]);
});

test('what is sent once and chosen again waits for the second message', async () => {
  const one = take();
  const { id } = await one.ready;
  await take().ready;
  carried.set(id, uploads.part(id) as FilePart);
  uploads.sent(id);
  expect(uploads.part(id)).not.toBeNull();
  uploads.sent(id);
  expect([uploads.part(id), disk.blobs.size]).toEqual([null, 2]);
});

test('content that is chosen again while it is given up is there', async () => {
  const one = take();
  await one.ready;
  one.cancel();
  const two = take();
  const { id } = await two.ready;
  await settled();
  const part = uploads.part(id) as FilePart;
  expect(await shelf.read(id, part, 0, SIZE)).toHaveLength(SIZE);
});

test('what is cancelled as it becomes ready leaves nothing', async () => {
  const one = take();
  // The last it does is to note that it waits.
  one.state.subscribe(() => {
    const is = one.state.get();
    if (is.kind === 'taking' && is.done === SIZE) one.cancel();
  });
  await expect(one.ready).rejects.toMatchObject({ reason: 'closed' });
  await settled();
  expect([one.state.get().kind, uploads.busy, disk.blobs.size]).toEqual(['cancelled', false, 0]);
});

test('M11: a blur of MAX_BLUR bytes goes with its file, a longer one stays behind', async () => {
  const blurOf = async (length: number, seed: number) => {
    const source = makeFile(SIZE, seed);
    return (await uploads.take({ source, blur: new Uint8Array(length) }).ready).blur?.length;
  };
  expect(await blurOf(MAX_BLUR, 3)).toBe(MAX_BLUR);
  expect(await blurOf(MAX_BLUR + 1, 4)).toBeUndefined();
});
