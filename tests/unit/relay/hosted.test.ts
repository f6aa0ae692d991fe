import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Archive } from '../../../relay/archive.ts';
import { HostedOffice } from '../../../relay/hosted.ts';
import { type PeerId, ROSTER } from '../../../src/model/ids.ts';
import { type Device, setup } from '../../support/story.ts';

const BY = 'somebody' as PeerId;
let folder: string;
let archive: Archive;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-hosted-'));
  archive = new Archive(folder);
});

afterEach(async () => {
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
});

const host = ({ office, time }: Device) =>
  new HostedOffice(office.id, archive, () => time.now, {
    fit: (_, __, entries) => ({ count: entries.length, limit: null }),
    full: () => {},
    forged: () => {},
    mayAsk: () => true,
  });

/** Gives the relay all that a device holds. */
async function pour(from: Device, to: HostedOffice): Promise<void> {
  const logs = [...from.logs.vectors().keys()].filter((log) => log !== ROSTER);
  for (let round = 0; round < 3; round++) {
    for (const log of [ROSTER, ...logs]) {
      for (const run of await from.runs(log)) await to.admit(run, BY);
    }
  }
}

test('Y10: a hundred sessions that tell and compare ends read each envelope once', async () => {
  const { alice, general, log } = await setup();
  for (let start = 0; start < 5; start++) {
    await alice.say(general, `${start}`);
    await alice.restart();
  }
  await pour(alice, host(alice));
  const relay = host(alice);
  const chains = [...relay.vectors().values()].reduce((sum, { size }) => sum + size, 0);
  expect(chains).toBeGreaterThan(6);
  const reads = vi.spyOn(archive, 'read');
  for (let session = 0; session < 100; session++) {
    for (const [name, ends] of await relay.ends()) {
      const tagOf = await relay.tags(name);
      const numbers = ends.map(({ chain }) => chain);
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      for (const { chain, next, tag } of ends) expect(tagOf?.(chain, next)).toEqual(tag);
    }
  }
  expect(reads).toHaveBeenCalledTimes(chains);

  // What grows is told with its new end, which nobody has to read.
  const entry = await alice.say(general, 'more');
  for (const run of await alice.runs(log)) await relay.admit(run, BY);
  reads.mockClear();
  const ends = new Map(await relay.ends()).get(log) ?? [];
  expect(ends.find(({ chain }) => chain === entry.at.chain)).toMatchObject({
    next: entry.at.number + 1,
    tag: entry.at.bytes.slice(-8),
  });
  expect(reads).not.toHaveBeenCalled();
});

test('an entry of the roster costs no look at all the others', async () => {
  const { alice } = await setup();
  const relay = host(alice);
  const whole = vi.spyOn(relay.policy, 'update');
  await pour(alice, relay);
  expect(relay.isFounded).toBe(true);
  expect(whole).not.toHaveBeenCalled();
  expect([...relay.policy.roster.devices.keys()]).toEqual([...alice.office.roster.devices.keys()]);
});
