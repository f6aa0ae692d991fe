import { beforeEach, expect, test } from 'vitest';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeStateStore } from '../../../src/adapters/memory/stateStore.ts';
import type { Admitted } from '../../../src/log/judge.ts';
import { Allowance } from '../../../src/messenger/allowance.ts';
import { type DeviceId, type LogId, type MemberId, ROSTER } from '../../../src/model/ids.ts';

const LOG = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const QUOTA = 10_000;
const HOUR = 3_600_000;
const owners: Record<string, string> = { laptop: 'ben', phone: 'ben', tablet: 'cleo', own: 'ana' };
let clock: VirtualClock;
let disk: Disk;
let now: number;

beforeEach(() => {
  clock = makeVirtualClock();
  disk = new Disk();
  now = Date.UTC(2026, 0, 15, 12);
});

async function started(): Promise<Allowance> {
  const allowance = new Allowance({
    state: makeStateStore(disk),
    clock: { ...clock, now: () => now },
    self: 'own' as DeviceId,
    memberOf: (device) => (owners[device] as MemberId | undefined) ?? null,
    quota: QUOTA,
  });
  await allowance.start();
  return allowance;
}

/** How many of twenty entries of a KiB, from number 10 on, are taken. */
function take(allowance: Allowance, device: string, kept = 0, log = LOG): number {
  const entries = Array.from(
    { length: 20 },
    (_, i) => ({ device, number: 10 + i, bytes: new Uint8Array(984) }) as unknown as Admitted,
  );
  const room = allowance.roomFor(log, kept);
  const { count } = room.fit(entries);
  room.took(entries.slice(0, count));
  return count;
}

test('A14: counts members, not devices, and each apart', async () => {
  const allowance = await started();
  expect(take(allowance, 'laptop')).toBe(9);
  expect([take(allowance, 'phone'), take(allowance, 'tablet')]).toEqual([0, 9]);
  expect(take(allowance, 'phone', 0, ROSTER), 'a twentieth more for the roster').toBe(1);
  expect(take(allowance, 'own'), 'its own come back').toBe(20);
});

test('A14: devices that are nobody’s are one, but for their joins', async () => {
  const allowance = await started();
  expect([take(allowance, 'false 1'), take(allowance, 'false 2')]).toEqual([9, 0]);
  expect(take(allowance, 'false 3', 0, ROSTER)).toBe(10);
});

test('A14: what a relay keeps is free, however much it is', async () => {
  const allowance = await started();
  for (let i = 0; i < 100; i++) expect(take(allowance, 'laptop', 30)).toBe(20);
  expect(take(allowance, 'laptop', 15), 'five kept, nine more').toBe(14);
  expect([take(allowance, 'phone', 12), take(allowance, 'phone', 30)]).toEqual([2, 20]);
});

test('A14: a day gives room again, by a clock that goes forward, also over restarts', async () => {
  let allowance = await started();
  expect(take(allowance, 'laptop')).toBe(9);
  await clock.advance(10_000);
  allowance = await started();
  expect(take(allowance, 'phone')).toBe(0);
  const { wait } = allowance
    .roomFor(LOG, 0)
    .fit([{ device: 'phone', number: 0, bytes: new Uint8Array(9_999) } as never]);
  expect(wait).toBe(12 * HOUR);
  now += wait;
  expect(take(allowance, 'phone')).toBe(9);
  await allowance.close();
  now -= 13 * HOUR;
  allowance = await started();
  expect(take(allowance, 'laptop')).toBe(0);
  await allowance.close();
});

test('A14: a clock that was once far ahead stops no later day, also over a restart', async () => {
  let allowance = await started();
  const right = now;
  now = Date.UTC(2089, 0, 1);
  expect(take(allowance, 'laptop')).toBe(9);
  now = right;
  expect(take(allowance, 'laptop'), 'no second quota for it').toBe(0);
  await allowance.close();
  now += 24 * HOUR;
  allowance = await started();
  expect(take(allowance, 'laptop')).toBe(9);
  now += 24 * HOUR;
  expect(take(allowance, 'laptop')).toBe(9);
  await allowance.close();
});
