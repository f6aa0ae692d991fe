import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './bench.ts';
import { NEWEST } from './catchupBrowser.ts';
import { OPEN_FOR, openFace } from './face.ts';
import { median } from './figures.ts';
import { BYTES, MESSAGES, openFilled } from './filled.ts';

const ROUNDS = 5;

export const reopenBrowser: Benchmark = {
  name: 'reopen-browser',
  async run(bench, keep) {
    const { invite, relay } = await openFilled(bench, keep);
    const userDataDir = bench.path('profile');
    const first = await openFace(bench, { userDataDir, sought: [NEWEST] });
    await first.join(invite, 'Dora');
    await first.painted(NEWEST, 60_000);
    await first.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
    await first.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await sleep(OPEN_FOR);
    await first.context.close();
    const painted: number[] = [];
    const floors: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // A browser started anew, as in the morning; starting it is not counted.
      const face = await openFace(bench, { userDataDir, sought: [NEWEST] });
      await face.page.goto(`${relay.url}/health`);
      const start = performance.now();
      await face.page.goto(`${relay.url}/health`);
      floors.push(performance.now() - start);
      await face.page.goto(relay.url, { waitUntil: 'commit' });
      const at = await face.painted(NEWEST, 30_000);
      painted.push(at - (await face.watch()).navigated);
      await face.context.close();
    }
    return {
      name: this.name,
      work: `a browser with ${MESSAGES} messages of ${BYTES} bytes is started again: from the navigation to the newest page painted`,
      floor: 'a navigation of the same browser to a page of one line',
      figures: [
        {
          name: 'newest page painted',
          value: median(painted),
          unit: 'ms',
          bar: 700,
          floor: median(floors),
        },
      ],
      details: { painted, floors },
    };
  },
};
