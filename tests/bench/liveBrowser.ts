import type { Page } from 'playwright-core';
import { servePage } from '../support/page.ts';
import type { Bench, Benchmark } from './bench.ts';
import { clockOffset, type Face, openFace } from './face.ts';
import { median, percentile } from './figures.ts';
import { foundOffice, startBareHub, startPeers, until } from './live.ts';

const ROUNDS = 3;
const MESSAGES = 25;
const WARM_UP = 10;
const BYTES = 250;
/** Milliseconds between messages at least. */
const EVERY = 100;
/** Milliseconds until the composer has certainly done what follows a message. */
const pause = () => new Promise((resolve) => setTimeout(resolve, EVERY));

async function show(...tabs: { page: Page }[]): Promise<void> {
  for (const { page } of tabs) await page.bringToFront();
}

/** Bare gossipsub in a tab of its own beside each Confab. */
class BarePair {
  readonly #from;
  readonly #to;
  #number = 0;

  constructor(
    from: Awaited<ReturnType<typeof openBare>>,
    to: Awaited<ReturnType<typeof openBare>>,
  ) {
    this.#from = from;
    this.#to = to;
  }

  /** Brings its tabs to the front: a browser paints hidden ones once a second. */
  show(): Promise<void> {
    return show(this.#from, this.#to);
  }

  /** Milliseconds one way and there and back, by the clocks of the pages. */
  async round(): Promise<{ there: number; back: number }> {
    const number = ++this.#number;
    const at = (await this.#from.run('say', number, BYTES)) as number;
    const arrived = await this.#to.heard(number);
    const back = await this.#from.heard(-number);
    const { offset: from } = this.#from;
    return { there: arrived + this.#to.offset - (at + from), back: back - at };
  }
}

async function openBare(face: Face, url: string, address: string, echo: boolean) {
  const page = await face.context.newPage();
  await page.goto(url);
  const run = (name: string, ...args: unknown[]) =>
    page.evaluate(
      async ([name, args]) =>
        await (
          globalThis as unknown as { underTest: Record<string, (...args: unknown[]) => unknown> }
        ).underTest[name]?.(...args),
      [name, args] as const,
    );
  await run('join', address, echo);
  const heard = async (number: number): Promise<number> => {
    let at: number | undefined;
    await until(`text ${number}`, 10_000, async () => {
      const all = (await run('heardSoFar')) as [number, number][];
      at = all.find(([it]) => it === number)?.[1];
      return at !== undefined;
    });
    return at ?? Number.NaN;
  };
  return { page, run, heard, offset: await clockOffset(page) };
}

async function openPair(bench: Bench, ana: Face, ben: Face): Promise<BarePair> {
  const module = new URL('bare.browser.ts', import.meta.url);
  const served = await bench.open(servePage(module), (it) => it.close());
  const hub = await startBareHub(bench);
  const from = await openBare(ana, served.url, hub.address, false);
  const to = await openBare(ben, served.url, hub.address, true);
  await until('both in the mesh', 10_000, async () => (await hub.call('mesh')) === 2);
  return new BarePair(from, to);
}

/** Milliseconds from Enter in one page to painted in the other. */
async function live(ana: Face, ben: Face, offset: number, number: number): Promise<number> {
  const text = `message ${number} of the day`;
  await ben.seek(text);
  const at = await ana.say('general', text);
  const shown = await ben.painted(text);
  await pause();
  return shown - at + offset;
}

async function measure(bench: Bench, invite: string, webrtc: boolean) {
  const ana = await openFace(bench, { webrtc });
  const ben = await openFace(bench, { webrtc });
  await ana.join(invite, 'Ana');
  await ben.join(invite, 'Ben');
  // Opened again: members whom the relay knows when they connect.
  for (const face of [ana, ben]) {
    await face.page.reload();
    await face.open('general');
    await face.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
  }
  const offset = (await clockOffset(ben.page)) - (await clockOffset(ana.page));
  const pair = webrtc ? null : await openPair(bench, ana, ben);
  for (let i = 0; i < WARM_UP; i++) await pair?.round();
  await show(ana, ben);
  for (let i = 0; i < WARM_UP; i++) await live(ana, ben, offset, -i);
  const took: number[] = [];
  const bare: { there: number; back: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await pair?.show();
    for (let i = 0; pair && i < MESSAGES; i++) bare.push(await pair.round());
    await show(ana, ben);
    for (let i = 0; i < MESSAGES; i++) took.push(await live(ana, ben, offset, round * 100 + i));
  }
  await ana.context.close();
  await ben.context.close();
  return { took, bare };
}

export const liveBrowser: Benchmark = {
  name: 'live-browser',
  async run(bench) {
    const worker = await startPeers(bench);
    const { invite } = await foundOffice(bench, worker);
    const { took, bare } = await measure(bench, invite, false);
    const direct = await measure(bench, invite, true);
    const back = bare.map((it) => it.back);
    const there = median(bare.map((it) => it.there));
    return {
      name: this.name,
      work: 'a message from Enter in one Chromium to painted in another, through the relay',
      floor: `a bare gossipsub publish of ${BYTES} bytes between pages of the same two browsers through a bare hub, there and back`,
      figures: [
        {
          name: 'median',
          value: median(took),
          unit: 'ms',
          bar: 60,
          floor: median(back),
          ratioBar: 3,
        },
        {
          name: 'p95',
          value: percentile(took, 0.95),
          unit: 'ms',
          bar: 120,
          floor: percentile(back, 0.95),
        },
        { name: 'median, against one way', value: median(took), unit: 'ms', floor: there },
        { name: 'median over WebRTC', value: median(direct.took), unit: 'ms' },
      ],
      details: { messages: took.length },
    };
  },
};
