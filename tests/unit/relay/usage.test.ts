import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Archive } from '../../../relay/archive.ts';
import { ARCHIVE_FILE } from '../../../relay/archiveFile.ts';
import { makeRandom } from '../../../src/adapters/memory/random.ts';
import type { Chain } from '../../../src/log/judge.ts';
import type { ChainId, DeviceId, EntryId, LogId, OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { MAX_ENVELOPE } from '../../../src/wire/limits.ts';

const DAY = 86_400_000;
const idOf = (byte: number): string => toBase64url(new Uint8Array(32).fill(byte));
const ACME = idOf(1) as OfficeId;
const OTHER = idOf(2) as OfficeId;
const ANA = idOf(3) as DeviceId;
const BEN = idOf(4) as DeviceId;
const LOG = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;

let folder: string;
let now = Date.UTC(2026, 0, 15, 12);
let archive: Archive;
const heads = new Map<string, number>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-usage-'));
  now = Date.UTC(2026, 0, 15, 12);
  heads.clear();
  archive = new Archive(folder, () => now);
});
afterEach(async () => {
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Adds envelopes of these lengths to a chain. */
async function add(device: DeviceId, id: number, lengths: readonly number[], office = ACME) {
  const key = `${office}/${id}`;
  const from = heads.get(key) ?? 0;
  const next = from + lengths.length;
  heads.set(key, next);
  const chain: Chain = { id: id as ChainId, device, next, head: idOf(9) as EntryId };
  const envelopes = lengths.map((length) => new Uint8Array(length).fill(1));
  await archive.append(office, LOG, chain, from, envelopes);
}

const reopen = async (): Promise<void> => {
  await archive.close();
  archive = new Archive(folder, () => now);
};
const onDisk = (): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

test('counts offices and devices apart, over restarts, and days by UTC', async () => {
  await add(ANA, 1, [400, 400]);
  await add(BEN, 2, [400]);
  await add(ANA, 1, [400], OTHER);
  const [ana, all] = [archive.usedToday(ACME, ANA), archive.used(ACME)];
  expect(ana).toBeGreaterThan(800);
  expect(ana).toBeLessThan(1_300);
  expect(all).toBe(ana + archive.usedToday(ACME, BEN));
  expect(archive.usedToday(OTHER, ANA)).toBeLessThan(ana);
  await reopen();
  expect([archive.usedToday(ACME, ANA), archive.used(ACME)]).toEqual([ana, all]);
  now += DAY / 2;
  expect([archive.usedToday(ACME, ANA), archive.used(ACME)]).toEqual([0, all]);
  await add(ANA, 1, [400]);
  expect(archive.usedToday(ACME, ANA)).toBeLessThan(ana);
  // A clock set back gives no second quota.
  now -= DAY;
  expect(archive.usedToday(ACME, ANA)).toBeGreaterThan(0);
  await reopen();
  expect(archive.usedToday(ACME, ANA)).toBeGreaterThan(0);
});

test('a clock that was once far ahead stops no later day, also over a restart', async () => {
  const right = now;
  now = Date.UTC(2089, 0, 1);
  await add(ANA, 1, [400]);
  await add(BEN, 2, [400]);
  now = right;
  expect(archive.usedToday(ACME, ANA), 'no second quota for it').toBeGreaterThan(400);
  now += DAY;
  expect(archive.usedToday(ACME, ANA)).toBe(0);
  await reopen();
  expect(archive.usedToday(ACME, BEN)).toBeGreaterThan(400);
  now += DAY;
  await reopen();
  expect([archive.usedToday(ACME, ANA), archive.usedToday(ACME, BEN)]).toEqual([0, 0]);
});

test('counts nothing that could not be written', async () => {
  await add(ANA, 1, [400]);
  const before = [archive.usedToday(ACME, ANA), archive.used(ACME)];
  const other = new DatabaseSync(join(folder, ARCHIVE_FILE));
  other.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
  await expect(add(ANA, 1, [400])).rejects.toThrow();
  other.exec('ROLLBACK');
  other.close();
  expect([archive.usedToday(ACME, ANA), archive.used(ACME)]).toEqual(before);
});

test.each<[string, (pick: (n: number) => number, at: number) => number]>([
  ['small ones', () => 220],
  ['ordinary ones', (pick) => 250 + pick(800)],
  ['ones of just over half a page', () => 8_200],
  ['ones that leave most of a page empty, and smaller ones', (_, at) => (at % 2 ? 9_000 : 7_600)],
  ['ones just over a page', () => 16_500],
  ['the largest', () => MAX_ENVELOPE],
  ['all sizes', (pick) => 200 + pick(MAX_ENVELOPE - 200)],
])('counts what %s take on disk, or a little more', async (_, lengthOf) => {
  const random = makeRandom(7);
  const pick = (n: number) => Math.floor(random() * n);
  const empty = onDisk();
  for (let at = 0; archive.used(ACME) < 12 * 1024 * 1024; ) {
    const lengths = Array.from({ length: 1 + pick(40) }, () => lengthOf(pick, at++));
    await add(ANA, 1 + pick(20), lengths);
  }
  const counted = archive.used(ACME);
  await archive.close();
  const used = onDisk() - empty;
  expect(used / counted).toBeLessThan(1.03);
  expect(used / counted).toBeGreaterThan(0.8);
});

test('takes over an archive that did not count yet', async () => {
  await add(ANA, 1, [400, 600]);
  await archive.close();
  const db = new DatabaseSync(join(folder, ARCHIVE_FILE));
  db.exec('DROP TABLE usage; ALTER TABLE office DROP COLUMN bytes; PRAGMA user_version = 1');
  db.close();
  archive = new Archive(folder, () => now);
  expect(archive.used(ACME)).toBe(1_080);
  expect(archive.usedToday(ACME, ANA)).toBe(0);
  await add(ANA, 1, [400]);
  await reopen();
  expect(archive.usedToday(ACME, ANA)).toBeGreaterThan(400);
});
