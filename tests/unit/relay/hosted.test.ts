import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Archive } from '../../../relay/archive.ts';
import { HostedOffice, type Hosting } from '../../../relay/hosted.ts';
import type { Run } from '../../../src/log/run.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { type PeerId, ROSTER } from '../../../src/model/ids.ts';
import { inviteIdOf } from '../../../src/wire/proofs.ts';
import { turned } from '../../support/craft.ts';
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

const host = ({ office, time }: Device, more: Partial<Hosting> = {}) =>
  new HostedOffice(office.id, archive, () => time.now, {
    fit: (_, __, entries) => ({ count: entries.length, limit: null }),
    full: () => {},
    forged: () => {},
    misfit: () => 0,
    mayAsk: () => true,
    ...more,
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

/** The relay holds the beginning of a chain of Alice's, of which more comes; gives what was held against whom. */
async function signedWrongly() {
  const blamed: string[] = [];
  const pause = { wait: 0 };
  const { alice, general, log } = await setup();
  const relay = host(alice, {
    forged: (source) => void blamed.push(`${source} forged`),
    misfit: (source, checks) => {
      if (checks > 0) blamed.push(`${source} ${checks}`);
      return pause.wait;
    },
  });
  await alice.say(general, 'one');
  await pour(alice, relay);
  const texts = ['two', 'three', 'four'];
  for (const text of texts) await alice.say(general, text);
  const [run] = await alice.runs(log);
  if (!run) throw new Error('no run');
  const { device } = (await alice.logs.get(log)).entries()[0]?.at ?? {};
  const author = device && alice.office.roster.devices.get(device)?.peer;
  if (!author) throw new Error('no author');
  /** The entries from a number on, the last of them altered. */
  const altered = (from: number, to = run.envelopes.length): Run => {
    const envelopes = run.envelopes.slice(from, to);
    const last = envelopes.at(-1) as Uint8Array;
    return {
      ...run,
      from,
      envelopes: [...envelopes.slice(0, -1), turned(last, last.length * 8 - 9)],
    };
  };
  return { relay, run, altered, author, blamed, pause };
}

test('Y10: what does not follow on what the relay holds tells against nobody but its author', async () => {
  const { relay, altered, author, blamed } = await signedWrongly();
  expect(await relay.admit(altered(1, 2), BY)).toMatchObject({ why: 'bad-signature', next: 1 });
  expect(blamed.splice(0)).toEqual(['somebody 1']);
  // Who wrote it knows what it follows.
  expect(await relay.admit(altered(1, 2), author)).toMatchObject({ why: 'bad-signature' });
  expect(blamed.splice(0)).toEqual([`${author} forged`]);
  // So does who brings all that comes before.
  expect(await relay.admit(altered(0, 2), BY)).toMatchObject({ why: 'bad-signature' });
  expect(blamed.splice(0)).toEqual(['somebody forged']);
  // Of a run that is good in part, its author may have signed the rest wrongly.
  expect(await relay.admit(altered(1), BY)).toMatchObject({ kind: 'admitted', next: 3 });
  expect(blamed).toEqual(['somebody 3']);
});

test('Y10: who brought too much of it waits, but with chains of their own and from their beginning', async () => {
  const { relay, run, author, pause } = await signedWrongly();
  pause.wait = 5_000;
  const rest: Run = { ...run, from: 1, envelopes: run.envelopes.slice(1) };
  expect(await relay.admit(rest, BY)).toEqual({ kind: 'later', why: 'quota', wait: 5_000 });
  const some = { ...rest, envelopes: rest.envelopes.slice(0, 1) };
  expect(await relay.admit(some, author)).toMatchObject({ kind: 'admitted', next: 2 });
  expect(await relay.admit(run, BY)).toMatchObject({ kind: 'admitted', next: 4 });
});

test('R1: what the relay could not write is forgotten, and counts once it is brought again', async () => {
  const { alice } = await setup();
  const relay = host(alice);
  await pour(alice, relay);
  const before = new Set(relay.policy.roster.invites.keys());
  const invite = inviteIdOf(await alice.invite());
  vi.spyOn(archive, 'append').mockRejectedValueOnce(new ConfabError('storage-full', 'the disk'));
  const runs = await alice.runs(ROSTER);
  const bring = async () => {
    for (const run of runs) await relay.admit(run, BY);
  };
  await expect(bring()).rejects.toMatchObject({ reason: 'storage-full' });
  expect(relay.policy.hasInvite(invite)).toBe(false);
  expect(new Set(relay.policy.roster.invites.keys())).toEqual(before);
  await bring();
  expect(relay.policy.roster.invites.has(invite)).toBe(true);
});
