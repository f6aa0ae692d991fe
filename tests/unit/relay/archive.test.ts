import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Archive } from '../../../relay/archive.ts';
import type { Chain } from '../../../src/log/judge.ts';
import type { ChainId, DeviceId, EntryId, LogId, OfficeId } from '../../../src/model/ids.ts';
import { ROSTER } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';

const idOf = (byte: number): string => toBase64url(new Uint8Array(32).fill(byte));
const ACME = idOf(1) as OfficeId;
const OTHER = idOf(2) as OfficeId;
const LOG = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const envelope = (byte: number, length = 400): Uint8Array => new Uint8Array(length).fill(byte);

/** A chain as it stands after `next` entries. */
const chain = (id: number, next: number): Chain => ({
  id: id as ChainId,
  device: idOf(3) as DeviceId,
  next,
  head: idOf(next % 256) as EntryId,
});

describe('the archive', () => {
  let folder: string;
  let archive: Archive;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'confab-archive-'));
    archive = new Archive(folder);
  });
  afterEach(async () => {
    await archive.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const reopen = async (): Promise<void> => {
    await archive.close();
    archive = new Archive(folder);
  };
  const bytesIn = (log: LogId, id: number, from = 0): number[] =>
    archive.read(ACME, log, id as ChainId, from, 1000, Infinity).map((it) => it[0] as number);

  test('gives back what was appended, in order, from any number on', async () => {
    await archive.append(ACME, LOG, chain(7, 3), 0, [envelope(0), envelope(1), envelope(2)]);
    await archive.append(ACME, LOG, chain(7, 4), 3, [envelope(3)]);
    expect(bytesIn(LOG, 7)).toEqual([0, 1, 2, 3]);
    expect(bytesIn(LOG, 7, 2)).toEqual([2, 3]);
    expect(bytesIn(LOG, 7, 4)).toEqual([]);
    expect(bytesIn(LOG, 8)).toEqual([]);
  });

  test('keeps offices, logs and chains apart', async () => {
    await Promise.all([
      archive.append(ACME, LOG, chain(7, 1), 0, [envelope(1)]),
      archive.append(ACME, ROSTER, chain(7, 1), 0, [envelope(2)]),
      archive.append(ACME, LOG, chain(2 ** 53 - 1, 1), 0, [envelope(3)]),
      archive.append(OTHER, LOG, chain(7, 1), 0, [envelope(4)]),
    ]);
    await reopen();
    expect([bytesIn(LOG, 7), bytesIn(ROSTER, 7), bytesIn(LOG, 2 ** 53 - 1)]).toEqual([
      [1],
      [2],
      [3],
    ]);
    expect(archive.read(OTHER, LOG, 7 as ChainId, 0, 9, Infinity)[0]?.[0]).toBe(4);
    expect(archive.offices().sort()).toEqual([ACME, OTHER].sort());
  });

  test('knows its chains after a restart', async () => {
    await archive.append(ACME, LOG, chain(7, 2), 0, [envelope(0), envelope(1)]);
    await archive.append(ACME, LOG, chain(7, 3), 2, [envelope(2)]);
    expect(
      archive
        .chains(ACME)
        .get(LOG)
        ?.get(7 as ChainId),
    ).toEqual(chain(7, 3));
    await reopen();
    expect([...archive.chains(ACME).keys()]).toEqual([LOG]);
    expect(archive.chains(ACME).get(LOG)?.size).toBe(1);
    const kept = archive
      .chains(ACME)
      .get(LOG)
      ?.get(7 as ChainId);
    expect(kept && { ...chain(7, 3), device: kept.device, head: kept.head }).toEqual(chain(7, 3));
    expect(kept?.next).toBe(3);
    expect(archive.vectors(ACME)).toEqual(new Map([[LOG, new Map([[7, 3]])]]));
    await archive.append(ACME, LOG, chain(7, 4), 3, [envelope(3)]);
    expect(bytesIn(LOG, 7)).toEqual([0, 1, 2, 3]);
  });

  test('reads at least one envelope and otherwise keeps to count and bytes', async () => {
    const all = Array.from({ length: 10 }, (_, i) => envelope(i, 1000));
    await archive.append(ACME, LOG, chain(7, 10), 0, all);
    const count = (entries: number, bytes: number): number =>
      archive.read(ACME, LOG, 7 as ChainId, 0, entries, bytes).length;
    expect([count(4, Infinity), count(100, 3_500), count(100, 10), count(100, 3_000)]).toEqual([
      4, 3, 1, 3,
    ]);
  });

  test('shows in vectors only what is durable; reads what is being written, and goes on from there', async () => {
    const appended = archive.append(ACME, LOG, chain(7, 1), 0, [envelope(1)]);
    expect(archive.vectors(ACME).size).toBe(0);
    // The next run of the chain must fit, also after something else could not be written.
    expect(
      archive
        .chains(ACME)
        .get(LOG)
        ?.get(7 as ChainId)?.next,
    ).toBe(1);
    expect(archive.offices()).toEqual([]);
    expect(bytesIn(LOG, 7)).toEqual([1]);
    await archive.settled();
    expect(
      archive
        .vectors(ACME)
        .get(LOG)
        ?.get(7 as ChainId),
    ).toBe(1);
    await appended;
  });

  test('refuses a gap and an overlap, and changes nothing by it', async () => {
    await archive.append(ACME, LOG, chain(7, 1), 0, [envelope(0)]);
    await expect(archive.append(ACME, LOG, chain(7, 3), 2, [envelope(2)])).rejects.toThrow(
      RangeError,
    );
    await expect(archive.append(ACME, LOG, chain(7, 1), 0, [envelope(9)])).rejects.toThrow(
      RangeError,
    );
    await expect(archive.append(ACME, LOG, chain(9, 2), 1, [envelope(1)])).rejects.toThrow(
      RangeError,
    );
    await reopen();
    expect(bytesIn(LOG, 7)).toEqual([0]);
  });

  test('forgets all of a turn that cannot be written, and goes on', async () => {
    await archive.append(ACME, LOG, chain(7, 1), 0, [envelope(0)]);
    const good = archive.append(ACME, LOG, chain(7, 2), 1, [envelope(1)]);
    const bad = archive.append(OTHER, LOG, { ...chain(8, 1), device: '?' as DeviceId }, 0, [
      envelope(1),
    ]);
    const results = await Promise.allSettled([good, bad]);
    expect(results.map((it) => it.status)).toEqual(['rejected', 'rejected']);
    expect((results[0] as PromiseRejectedResult).reason).toMatchObject({
      reason: 'storage-failed',
    });
    expect(bytesIn(LOG, 7)).toEqual([0]);
    expect(archive.offices()).toEqual([ACME]);
    await archive.append(ACME, LOG, chain(7, 2), 1, [envelope(1)]);
    await archive.append(OTHER, LOG, chain(8, 1), 0, [envelope(5)]);
    await reopen();
    expect(bytesIn(LOG, 7)).toEqual([0, 1]);
    expect(archive.offices().sort()).toEqual([ACME, OTHER].sort());
  });

  test('writes what waits when it is closed, refuses more, and closes twice', async () => {
    const appended = archive.append(ACME, LOG, chain(7, 1), 0, [envelope(1)]);
    await archive.close();
    await archive.close();
    await appended;
    await expect(archive.append(ACME, LOG, chain(7, 2), 1, [envelope(2)])).rejects.toMatchObject({
      reason: 'closed',
    });
    archive = new Archive(folder);
    expect(bytesIn(LOG, 7)).toEqual([1]);
  });

  test('belongs to one opening at a time', async () => {
    expect(() => new Archive(folder)).toThrow(expect.objectContaining({ reason: 'in-use' }));
    await archive.append(ACME, LOG, chain(7, 1), 0, [envelope(1)]);
    await reopen();
    expect(bytesIn(LOG, 7)).toEqual([1]);
  });

  test('is readable by its owner only', () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) {
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test('takes under 450 bytes on disk for an envelope of 400, chains interleaved', async () => {
    const count = 20_000;
    const chains = 40;
    for (let i = 0; i < count; i += 200) {
      const batch = Array.from({ length: 200 }, (_, k) => {
        const id = 2 ** 52 + ((i + k) % chains) * 7919;
        const number = Math.floor((i + k) / chains);
        return archive.append(ACME, LOG, chain(id, number + 1), number, [envelope(1)]);
      });
      await Promise.all(batch);
    }
    await archive.close();
    const bytes = readdirSync(folder).reduce((sum, it) => sum + statSync(join(folder, it)).size, 0);
    expect(bytes / count).toBeLessThan(450);
    archive = new Archive(folder);
  });

  test('has everything it acknowledged after a kill -9, and is free at once', async () => {
    await archive.close();
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(new URL('archive.child.ts', import.meta.url)),
        folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 300) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    archive = new Archive(folder);
    const next =
      archive
        .vectors(ACME)
        .get(LOG)
        ?.get(7 as ChainId) ?? 0;
    expect(acknowledged).toBeGreaterThanOrEqual(300);
    expect(next).toBeGreaterThanOrEqual(acknowledged);
    expect(bytesIn(LOG, 7, next - 1)).toEqual([(next - 1) % 256]);
  });
});
