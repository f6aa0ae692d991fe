import type { Benchmark } from '../bench.ts';
import { median, percentile } from '../figures.ts';
import { MESSAGES, openBusy, ROOMS } from './office.ts';

/** Milliseconds between two switches: what one looks at before going on. */
const LOOK = 250;

/** Runs in the page: presses the links of the sidebar one after the other; gives what each took to be painted. */
async function switchAll([names, pause]: [string[], number]): Promise<number[]> {
  const took: number[] = [];
  const painted = () =>
    new Promise<void>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      });
    });
  const links = [...document.querySelectorAll<HTMLElement>('nav a')];
  for (const name of names) {
    const link = links.find((it) => it.textContent?.trim().startsWith(name));
    if (!link) throw new Error(`no link to ${name}`);
    const start = performance.now();
    link.click();
    for (;;) {
      await painted();
      // Until it is placed it is there and cannot be seen.
      const log = document.querySelector('.messages.placed > [role=log]');
      const isThere = log?.getAttribute('aria-label')?.endsWith(name);
      if (isThere && log?.querySelector('article')) break;
      if (performance.now() - start > 10_000) throw new Error(`${name} did not open`);
    }
    took.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return took;
}

export const switching: Benchmark = {
  name: 'switch',
  async run(_, keep) {
    const { face } = await openBusy(keep);
    const others = Array.from(
      { length: ROOMS - 1 },
      (_, i) => `channel-${String(i + 1).padStart(2, '0')}`,
    );
    const first = await face.page.evaluate(switchAll, [others, LOOK] as [string[], number]);
    const again = await face.page.evaluate(switchAll, [
      others.slice(0, 20).flatMap((it) => ['general', it]),
      LOOK,
    ] as [string[], number]);
    const all = [...first, ...again];
    return {
      name: this.name,
      work: `a click on a conversation in the sidebar until its newest page is painted; ${ROOMS} conversations, ${MESSAGES} messages in the one that is left and come back to`,
      floor: '',
      figures: [
        { name: 'median', value: median(all), unit: 'ms', bar: 50 },
        { name: 'p95', value: percentile(all, 0.95), unit: 'ms', bar: 100 },
      ],
      details: { first, again },
    };
  },
};
