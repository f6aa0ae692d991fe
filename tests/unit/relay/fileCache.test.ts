import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CachedFile, dropFileCache, FileCache } from '../../../relay/fileCache.ts';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import { makeBlobStore } from '../../../src/adapters/node/blobStore.ts';
import type {
  ChunkId,
  ConversationId,
  FileId,
  MemberId,
  OfficeId,
} from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { chunkIdOf } from '../../../src/wire/chunks.ts';
import { CHUNK_TAG } from '../../../src/wire/limits.ts';

const DAY = 86_400_000;
const LIMITS = { bytes: 100_000, days: 14 };
const idOf = (byte: number): string => toBase64url(new Uint8Array(32).fill(byte));
const office = idOf(1) as OfficeId;
const ANA = idOf(2) as MemberId;
const BEN = idOf(3) as MemberId;
const GENERAL = 'general' as ConversationId;
const BOARD = 'board' as ConversationId;

let folder: string;
let clock: VirtualClock;
let cache: FileCache;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-files-'));
  clock = makeVirtualClock();
  cache = new FileCache(folder, LIMITS, clock);
});

afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reopen(): Promise<void> {
  await cache.close();
  cache = new FileCache(folder, LIMITS, clock);
}

/** What else is asked of the cache in turn is done. */
const settled = () => cache.offer({ ...offered('settled'), member: 'nobody' as MemberId });

const chunk = (byte: number, length = 1_000) => new Uint8Array(length).fill(byte);

const offered = (name: string, conversation = GENERAL, member = ANA) => ({
  office,
  name: name as FileId,
  member,
  places: 2,
  conversation,
});

/** A file of two chunks, of which the first is here. */
async function bring(byte: number, conversation = GENERAL, member = ANA): Promise<CachedFile> {
  const first = chunk(byte);
  const name = await chunkIdOf(first);
  const file = await cache.offer(offered(name, conversation, member));
  if (!file) throw new Error('no room');
  expect(await cache.put(file, 0, first)).toBe(true);
  return file;
}

const find = ({ name }: CachedFile) => cache.find(office, name);

async function namesOnDisk(): Promise<ChunkId[]> {
  const blobs = makeBlobStore(folder);
  const names = await blobs.list();
  await blobs.close();
  return names;
}

test('J9: offers that nothing follows stay within the limit, and push out their member’s own only', async () => {
  const bens = await bring(1, GENERAL, BEN);
  for (let i = 0; i < 300; i++) await cache.offer(offered(`file-${i}`));
  expect(cache.bytes).toBeLessThanOrEqual(LIMITS.bytes);
  const db = new DatabaseSync(join(folder, 'files.sqlite'), { readOnly: true });
  const { rows } = db.prepare('SELECT count(*) AS rows FROM file').get() ?? {};
  db.close();
  expect(rows).toBeLessThan(LIMITS.bytes / 2 / 256);
  expect(find(bens)?.held.has(0)).toBe(true);
  expect(cache.find(office, 'file-299' as FileId)).not.toBeNull();
});

test('counts the same after a restart, and nothing when all is gone', async () => {
  const [one, two] = [await bring(1), await bring(2, BOARD, BEN)];
  await cache.put(one, 1, chunk(3));
  const { bytes } = cache;
  expect(bytes).toBeGreaterThan(3_000);
  await reopen();
  expect(cache.bytes).toBe(bytes);
  await cache.forget(one, [GENERAL]);
  await cache.forget(two, [BOARD]);
  expect(cache.bytes).toBe(0);
  expect(await namesOnDisk()).toEqual([]);
});

test('refuses chunks that hold nothing', async () => {
  const file = await bring(1);
  for (const length of [0, CHUNK_TAG]) {
    const putting = cache.put(file, 1, chunk(2, length));
    await expect(putting).rejects.toMatchObject({ reason: 'malformed' });
  }
});

test('keeps one chunk at a place, whatever is brought for it', async () => {
  const file = await bring(1);
  const { bytes } = cache;
  await Promise.all([cache.put(file, 1, chunk(2)), cache.put(file, 1, chunk(3))]);
  expect(cache.bytes - bytes).toBeLessThan(2_000);
  expect(await namesOnDisk()).toHaveLength(2);
  // Which of the two is named first, and so kept, is not ours to say.
  expect([chunk(2), chunk(3)]).toContainEqual(await cache.get(file, 1));
});

test('J9: what is sent again begins its days anew', async () => {
  const file = await bring(1);
  const other = await bring(2);
  await clock.advance(13 * DAY);
  const again = await cache.offer(offered(file.name, BOARD));
  expect(again?.until).toBe(clock.now() + LIMITS.days * DAY);
  await clock.advance(2 * DAY);
  await settled();
  expect(find(other)).toBeNull();
  expect(find(file)?.held.has(0)).toBe(true);
  expect(find(file)?.conversations).toEqual([BOARD, GENERAL]);
  await clock.advance(13 * DAY);
  await settled();
  expect(find(file)).toBeNull();
});

test('J9: keeps a file that one conversation lost for those of another', async () => {
  const file = await bring(1);
  const both = await cache.offer(offered(file.name, BOARD));
  await cache.forget(both as CachedFile, [GENERAL]);
  expect(find(file)?.conversations).toEqual([BOARD]);
  await cache.forget(find(file) as CachedFile, [BOARD]);
  expect(find(file)).toBeNull();
});

test('a chunk without a row, which a crash left, goes at the next start', async () => {
  const file = await bring(1);
  const blobs = makeBlobStore(folder);
  await blobs.put(await chunkIdOf(chunk(7)), chunk(7));
  await blobs.close();
  await reopen();
  await settled();
  expect(await namesOnDisk()).toEqual([file.name]);
  expect(await cache.get(find(file) as CachedFile, 0)).toEqual(chunk(1));
});

test('what is brought for a file that was let go of meanwhile leaves nothing', async () => {
  const file = await bring(1);
  const gone = cache.forget(file, [GENERAL]);
  expect(await cache.put(file, 1, chunk(2))).toBe(false);
  await gone;
  expect(await namesOnDisk()).toEqual([]);
  expect(cache.bytes).toBe(0);
});

test('a cache of the first layout counts its rows from now on', async () => {
  const file = await bring(1);
  const { bytes } = cache;
  await cache.close();
  const db = new DatabaseSync(join(folder, 'files.sqlite'));
  db.exec('DROP INDEX file_by_age; DROP INDEX file_by_member; UPDATE file SET bytes = 1000');
  db.exec('PRAGMA user_version = 1');
  db.close();
  cache = new FileCache(folder, LIMITS, clock);
  expect(cache.bytes).toBe(bytes);
  expect(find(file)?.held.has(0)).toBe(true);
});

test('of a relay that keeps no files any more, those that it kept go, and nothing else', async () => {
  await settled();
  await cache.close();
  writeFileSync(join(folder, 'archive.sqlite'), '');
  expect(readdirSync(folder)).toContain('files.sqlite');
  dropFileCache(folder);
  expect(readdirSync(folder)).toEqual(['archive.sqlite']);
  cache = new FileCache(folder, LIMITS, clock);
  expect(cache.bytes).toBe(0);
});

test('files in a folder in which no relay kept any stay', async () => {
  await cache.close();
  rmSync(join(folder, 'files.sqlite'));
  rmSync(join(folder, 'files'), { recursive: true, force: true });
  writeFileSync(join(folder, 'files'), 'somebody’s own');
  dropFileCache(folder);
  expect(readdirSync(folder)).toContain('files');
  rmSync(join(folder, 'files'));
  cache = new FileCache(folder, LIMITS, clock);
});
