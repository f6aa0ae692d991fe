import type { Benchmark } from './bench.ts';
import { openFace } from './face.ts';
import { median } from './figures.ts';
import { BYTES, MESSAGES, openFilled } from './filled.ts';
import { textOf } from './peer.ts';

const ROUNDS = 3;
/** How the newest message begins. */
export const NEWEST = textOf(MESSAGES - 1, 40);
/** Milliseconds until all are there, at most. */
const ALL_WITHIN = 120_000;

export const catchupBrowser: Benchmark = {
  name: 'catchup-browser',
  async run(bench, keep) {
    const { invite } = await openFilled(bench, keep);
    const newest: number[] = [];
    const all: number[] = [];
    const longest: number[] = [];
    const tasks: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const face = await openFace(bench, { sought: [NEWEST] });
      await face.page.goto(invite);
      await face.page.getByRole('textbox', { name: 'Your name' }).fill(`Carla ${round}`);
      await face.page.getByRole('button', { name: 'Join office' }).click();
      const { acted } = await face.watch();
      const painted = await face.painted(NEWEST, ALL_WITHIN);
      newest.push(painted - acted);
      all.push((await allThere(face)) - acted);
      const { longTasks } = await face.watch();
      const during = longTasks.filter(({ at }) => at >= acted);
      longest.push(Math.max(0, ...during.map(({ took }) => took)));
      tasks.push(during.map(({ at, took }) => [Math.round(at - acted), took]));
      await face.context.close();
    }
    return {
      name: this.name,
      work: `a browser with an empty profile joins by a link, from the click on: ${MESSAGES} messages of ${BYTES} bytes from the relay`,
      floor: '',
      figures: [
        { name: 'newest page painted', value: median(newest), unit: 'ms', bar: 1_000 },
        { name: 'all', value: median(all) / 1000, unit: 's', bar: 6 },
        { name: 'longest task', value: median(longest), unit: 'ms', bar: 100 },
      ],
      details: { newest, all, longest, tasks },
    };
  },
};

/** When the page says that it is connected and receives no more; milliseconds on its clock. */
async function allThere(face: Awaited<ReturnType<typeof openFace>>): Promise<number> {
  const done = await face.page.waitForFunction(
    () => {
      const status = document.querySelector('[role=status]')?.textContent ?? '';
      const receiving = document.querySelector('.status-more:not(.status-safety)');
      if (!status.includes('Connected') || receiving) return null;
      return performance.timeOrigin + performance.now();
    },
    null,
    { timeout: ALL_WITHIN, polling: 20 },
  );
  return (await done.jsonValue()) ?? Number.NaN;
}
