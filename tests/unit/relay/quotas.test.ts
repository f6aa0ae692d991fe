import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Archive } from '../../../relay/archive.ts';
import { HostedOffice } from '../../../relay/hosted.ts';
import { ACTS, FLOOR, type Quota } from '../../../relay/limits.ts';
import { Quotas } from '../../../relay/quotas.ts';
import type { Admitted } from '../../../src/log/judge.ts';
import type { Admission } from '../../../src/log/run.ts';
import { type DeviceId, type OfficeId, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import { hlcAt } from '../../../src/model/time.ts';
import type { Limit } from '../../../src/sync/frames.ts';
import { craft, runOf } from '../../support/craft.ts';
import { type Device, exchange, give, newcomer, setup } from '../../support/story.ts';

const BY = 'somebody' as PeerId;
const KIB = 1024;
/** Bytes of a message, and of what a member may write in a day here. */
const MESSAGE = 2 * KIB;
const QUOTA: Quota = { member: 200 * KIB, device: 30 * KIB, office: 10_000 * KIB };
const DAY = 86_400_000;

let folder: string;
let archive: Archive;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-quotas-'));
});
afterEach(async () => {
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
});

function relayOf({ office, time }: Device, quota = QUOTA) {
  const clock = { now: () => time.now };
  archive = new Archive(folder, clock.now);
  const quotas = new Quotas(archive, quota, clock);
  const told: { author: PeerId; limit: Limit }[] = [];
  const relay = new HostedOffice(office.id, archive, clock.now, {
    fit: (...asked) => quotas.fit(...asked),
    full: (author, limit) => void told.push({ author, limit }),
    forged: () => {},
    misfit: () => 0,
    mayAsk: () => true,
  });
  return { relay, told };
}

async function pourRoster(from: Device, relay: HostedOffice): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const run of await from.runs(ROSTER)) await relay.admit(run, BY);
  }
}

/** One more device of Bob's, that Bob's own invite lets in. */
async function linked(name: string, bob: Device, alice: Device): Promise<Device> {
  const member = bob.office.memberOf(bob.identity.device);
  const secret = await bob.invite({ for: member });
  const device = await newcomer(name, alice);
  await give(bob, device);
  await device.join(secret);
  await exchange(bob, device);
  return device;
}

/** A run of more messages than a member may write in a day. */
async function flood(
  device: Device,
  { alice, office, log, time }: Awaited<ReturnType<typeof setup>>,
) {
  const key = alice.keyring.current(log)?.key ?? new Uint8Array();
  const texts = Array.from({ length: 150 }, () => [1, 'x'.repeat(MESSAGE)]);
  return runOf(
    await craft({ identity: device.identity, office, log, key, hlc: hlcAt(time.now) }, texts),
  );
}
const next = (admission: Admission): number => (admission.kind === 'admitted' ? admission.next : 0);

test('A13: a member who has three devices has one quota, and a little for each device', async () => {
  const on = await setup();
  const { alice, bob, time } = on;
  const others = [await linked('Phone', bob, alice), await linked('Tablet', bob, alice)];
  const { relay } = relayOf(alice);
  await pourRoster(bob, relay);
  const run = await flood(bob, on);
  const all = next(await relay.admit(run, BY));
  expect(all * MESSAGE).toBeGreaterThan(QUOTA.member * 0.75);
  for (const device of others) {
    const some = next(await relay.admit(await flood(device, on), BY));
    expect(some, device.name).toBeGreaterThan(0);
    expect(some * MESSAGE, device.name).toBeLessThan(QUOTA.device);
  }
  const other = next(await relay.admit(await flood(alice, on), BY));
  expect(Math.abs(other - all), 'another member').toBeLessThan(3);
  time.now += DAY;
  expect(next(await relay.admit(run, BY))).toBeGreaterThan(all);
});

test('A13: devices whose joins came to nothing have one quota together', async () => {
  const on = await setup();
  const { alice } = on;
  const secret = await alice.invite();
  const joined: Device[] = [];
  for (const name of ['Cleo', 'Mallory', 'Mallet', 'Trudy']) {
    const device = await newcomer(name, alice);
    await give(alice, device);
    await device.join(secret);
    joined.push(device);
  }
  for (const device of joined) await give(device, alice);
  const isIn = ({ identity }: Device) => alice.office.roster.devices.has(identity.device);
  const [member] = joined.filter(isIn);
  const nobodies = joined.filter((device) => !isIn(device));
  expect([member === undefined, nobodies.length]).toEqual([false, 3]);
  const { relay } = relayOf(alice);
  await pourRoster(alice, relay);
  let sum = 0;
  for (const device of nobodies) sum += next(await relay.admit(await flood(device, on), BY));
  const one = next(await relay.admit(await flood(member as Device, on), BY));
  expect([sum > 0, Math.abs(sum - one) < 5]).toEqual([true, true]);
});

test('A13: what has no room says when there may be', async () => {
  const on = await setup();
  const { alice, bob, time } = on;
  const { relay, told } = relayOf(alice);
  await pourRoster(alice, relay);
  const run = await flood(bob, on);
  const from = next(await relay.admit(run, BY));
  const wait = DAY - (time.now % DAY);
  const rest = { ...run, from, envelopes: run.envelopes.slice(from) };
  expect(await relay.admit(rest, BY)).toEqual({ kind: 'later', why: 'quota', wait });
  expect(told.at(-1)?.limit).toEqual({ why: 'device-quota', wait });
});

test('acts of a member count whatever device does them', async () => {
  const { alice, time } = await setup();
  const clock = { now: () => time.now };
  archive = new Archive(folder, clock.now);
  const quotas = new Quotas(archive, { ...QUOTA, member: 1e12, office: 1e12 }, clock);
  const account = { name: 'Ana', devices: ['a', 'b'] as never[], hasFloor: true };
  const [run] = await alice.runs(ROSTER);
  const acts = (device: string) =>
    Array.from({ length: 6_000 }, () => ({ device, bytes: run?.envelopes[0] })) as never[];
  const floor = Math.floor(ACTS.burst * FLOOR);
  const doneBy = (device: string) =>
    quotas.fit(alice.office.id, ROSTER, acts(device), account).count;
  expect([doneBy('a'), doneBy('b')]).toEqual([ACTS.burst + floor, floor]);
});

test('A13: of thousands of accounts those that acted lately are remembered, and none that could not', () => {
  const clock = { now: () => 0 };
  archive = new Archive(folder, clock.now);
  const act = { device: 'x', bytes: new Uint8Array(100) } as unknown as Admitted;
  const fill = (quotas: Quotas) => {
    for (let n = 0; n < 5_000; n++) {
      const device = `device ${n}` as DeviceId;
      const account = { name: `member ${n}`, devices: [device], hasFloor: true };
      quotas.fit('office' as OfficeId, ROSTER, [{ ...act, device }], account);
    }
    return quotas.size;
  };
  expect(fill(new Quotas(archive, { member: 0, device: 0, office: 0 }, clock))).toBe(0);
  const remembered = fill(new Quotas(archive, QUOTA, clock));
  expect(remembered).toBeGreaterThan(100);
  expect(remembered).toBeLessThan(4_100);
});
