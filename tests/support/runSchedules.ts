import { afterAll, it } from 'vitest';
import { forgetFounded, OfficeSchedule } from './officeSchedule.ts';

/** Schedules a run over all parts; `SCHEDULES=n` for more or fewer, `SEED=n` for one alone. */
const COUNT = Number(process.env.SCHEDULES ?? 1_000);
const ONLY = process.env.SEED === undefined ? null : Number(process.env.SEED);
/** Seeds that once failed; they run whatever the count. */
const REGRESSIONS: readonly number[] = [21, 55, 140, 179, 191];
/** Files that share the seeds, so that they run beside each other. */
const PARTS = 4;

const isOf = (part: number) => (seed: number) => seed % PARTS === part % PARTS;

/** Runs this part's share of the seeds, each as its own schedule. */
export function runSchedules(part: number): void {
  const all = new Set([...REGRESSIONS, ...Array.from({ length: COUNT }, (_, i) => i + 1)]);
  const seeds = (ONLY === null ? [...all] : [ONLY]).filter(isOf(part));
  afterAll(forgetFounded);
  it(`nothing is lost, doubled or different after ${seeds.length} seeded schedules`, async () => {
    for (const seed of seeds) await OfficeSchedule.run(seed);
  });
}
