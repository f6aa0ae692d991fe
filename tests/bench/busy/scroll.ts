import type { Benchmark } from '../bench.ts';
import { MESSAGES, openBusy } from './office.ts';

/** Messages that are scrolled past. */
const PAST = 5_000;
/** Pixels a frame: 3,600 a second at 60 frames. */
const STEP = 60;
/** Milliseconds of the empty page. */
const EMPTY = 2_000;
/** Milliseconds after which the scrolling ends, wherever it is. */
const LONGEST = 150_000;

/** Runs in the page: scrolls up at an even pace until so many messages have passed. */
async function scrollUp([past, step, longest]: [number, number, number]) {
  const log = document.querySelector('[role=log]') as HTMLElement;
  const seen = new Set<string>();
  const blanks: number[] = [];
  let blankSince = 0;
  let frames = 0;
  const start = performance.now();
  while (seen.size < past && performance.now() - start < longest) {
    log.scrollTop -= step;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames += 1;
    const box = log.getBoundingClientRect();
    let covered = false;
    for (const row of log.querySelectorAll<HTMLElement>('[data-entry]')) {
      seen.add(row.dataset.entry ?? '');
      const { top, bottom } = row.getBoundingClientRect();
      const middle = box.top + box.height / 2;
      if (top - 120 <= middle && bottom + 120 >= middle) covered = true;
    }
    const now = performance.now();
    if (covered) {
      if (blankSince) blanks.push(now - blankSince);
      blankSince = 0;
    } else if (!blankSince) blankSince = now;
  }
  const seconds = (performance.now() - start) / 1000;
  return { fps: frames / seconds, seen: seen.size, seconds, blank: Math.max(0, ...blanks) };
}

/** Runs in the page: how many frames a second there are at all. */
async function framesOfNothing(milliseconds: number): Promise<number> {
  const start = performance.now();
  let frames = 0;
  while (performance.now() - start < milliseconds) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames += 1;
  }
  return (frames * 1000) / (performance.now() - start);
}

export const scrolling: Benchmark = {
  name: 'scroll',
  async run(bench, keep) {
    const { face } = await openBusy(keep);
    const empty = await bench.open(face.context.newPage(), (it) => it.close());
    const most = await empty.evaluate(framesOfNothing, EMPTY);
    await empty.close();
    await face.page.bringToFront();
    await face.open('channel-01');
    await face.open('general');
    await face.page.locator('.messages.placed').waitFor();
    const found = await face.page.evaluate(scrollUp, [PAST, STEP, LONGEST] as [
      number,
      number,
      number,
    ]);
    return {
      name: this.name,
      work: `scrolling up past ${PAST} of ${MESSAGES} messages at 60 pixels a frame`,
      floor: 'frames a second of an empty page in the same browser',
      figures: [
        {
          name: 'frames kept',
          value: (found.fps / Math.min(60, most)) * 100,
          unit: '%',
          bar: (Math.min(55, most - 5) / Math.min(60, most)) * 100,
        },
        { name: 'longest without rows', value: found.blank, unit: 'ms', bar: 100 },
      ],
      details: { ...found, empty: most },
    };
  },
};
