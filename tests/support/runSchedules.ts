import { afterAll, it } from 'vitest';
import { forgetFounded } from './foundedOffice.ts';
import { OfficeSchedule } from './officeSchedule.ts';

/** Schedules a run over all parts; `SCHEDULES=n` for more or fewer, `SEED=n` for one alone. */
const COUNT = Number(process.env.SCHEDULES ?? 1_000);
const ONLY = process.env.SEED === undefined ? null : Number(process.env.SEED);
/** Seeds that found a fault in the schedules as they are; they run whatever the count. */
const REGRESSIONS: readonly number[] = [21, 140, 191, 261, 304];
/** Files that share the seeds, so that they run beside each other. */
const PARTS = 4;
/** Schedules in one test, so that its time limit holds on a busy machine too. */
const AT_ONCE = 25;

const isOf = (part: number) => (seed: number) => seed % PARTS === part % PARTS;

/** Runs this part's share of the seeds, each as its own schedule; one that is asked for runs in every part. */
export function runSchedules(part: number): void {
  const all = new Set([...REGRESSIONS, ...Array.from({ length: COUNT }, (_, i) => i + 1)]);
  const seeds = ONLY === null ? [...all].filter(isOf(part)) : [ONLY];
  afterAll(forgetFounded);
  for (let at = 0; at < seeds.length; at += AT_ONCE) {
    const some = seeds.slice(at, at + AT_ONCE);
    it(`nothing is lost, doubled or different under seeds ${some[0]} to ${some.at(-1)}`, async () => {
      for (const seed of some) await OfficeSchedule.run(seed);
    });
  }
}
