import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startRelay } from '../../support/relay.ts';
import type { Bench, Benchmark } from '../bench.ts';
import { OPEN_FOR, openFace } from '../face.ts';
import { median, percentile } from '../figures.ts';
import { allHere, join as joinLarge } from './joining.ts';
import { inviteTo, LARGE, largeFolder, type Size, SMALL } from './large.ts';

const ROUNDS = 5;
/** Messages that are scrolled back through. */
const BACK = 50_000;
/** Screens between two looks at how far one has come. */
const STRIDE = 40;
const PORT = 18_791;

/** The profile of a browser that has all of an office, made once by joining it. */
async function profileOf(size: Size): Promise<{ profile: string; relay: string; newest: string }> {
  const { folder, facts } = await largeFolder(size);
  const kept = join(folder, 'browser');
  if (existsSync(kept)) {
    return { profile: join(kept, 'profile'), relay: join(kept, 'relay'), newest: facts.newest };
  }
  const draft = `${kept}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(draft), { recursive: true });
  await cp(join(folder, 'relay'), join(draft, 'relay'), { recursive: true });
  const relay = await startRelay(join(draft, 'relay'), PORT);
  const { Bench: Benches } = await import('../bench.ts');
  const bench = await Benches.begin('profile');
  try {
    const face = await openFace(bench, {
      userDataDir: join(draft, 'profile'),
      sought: [facts.newest],
    });
    await joinLarge(face, inviteTo(relay, facts), 'Dora');
    await face.painted(facts.newest, 120_000);
    await allHere(face, 1_200_000);
    await face.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await face.context.close();
  } finally {
    await bench.end();
    await relay.stop();
  }
  await rename(draft, kept);
  return { profile: join(kept, 'profile'), relay: join(kept, 'relay'), newest: facts.newest };
}

/** A profile keeps the app of the day on which it joined: brings it up to today's. */
async function renewApp(bench: Bench, userDataDir: string, url: string): Promise<void> {
  const face = await openFace(bench, { userDataDir });
  await face.page.goto(`${url}/health`);
  await face.page.evaluate(async () => {
    for (const it of await navigator.serviceWorker.getRegistrations()) await it.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await face.page.goto(url);
  await face.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
  await face.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await sleep(OPEN_FOR);
  await face.context.close();
}

/** Bytes of the page's heap that are in use after garbage was collected, in megabytes. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

async function openings(bench: Bench, size: Size, rounds: number) {
  const { profile, relay: made, newest } = await profileOf(size);
  const folder = bench.path('relay');
  await cp(made, folder, { recursive: true });
  const relay = await bench.open(startRelay(folder, PORT), (it) => it.stop());
  const userDataDir = bench.path('profile');
  await cp(profile, userDataDir, { recursive: true });
  await renewApp(bench, userDataDir, relay.url);
  const painted: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const face = await openFace(bench, { userDataDir, sought: [newest] });
    await face.page.goto(`${relay.url}/health`);
    await face.page.goto(relay.url, { waitUntil: 'commit' });
    const at = await face.painted(newest, 60_000);
    painted.push(at - (await face.watch()).navigated);
    await face.context.close();
  }
  return { painted, relay, userDataDir, newest };
}

export const openLargeOffice: Benchmark = {
  name: 'open-large',
  async run(bench) {
    const small = await openings(bench, SMALL, ROUNDS);
    await small.relay.stop();
    const large = await openings(bench, LARGE, ROUNDS);
    return {
      name: this.name,
      work: `a browser that has ${LARGE.messages} messages in ${LARGE.channels} channels and ${LARGE.months} months is started again: from the navigation to the newest page painted`,
      floor: `the same with ${SMALL.messages} messages in one month`,
      figures: [
        {
          name: 'newest page painted',
          value: median(large.painted),
          unit: 'ms',
          bar: 900,
          floor: median(small.painted),
          ratioBar: 1.2,
        },
      ],
      details: { large: large.painted, small: small.painted },
    };
  },
};

export const heapLarge: Benchmark = {
  name: 'heap-large',
  async run(bench) {
    const { relay, userDataDir, newest } = await openings(bench, LARGE, 0);
    const face = await openFace(bench, { userDataDir, sought: [newest] });
    await face.page.goto(relay.url, { waitUntil: 'commit' });
    await face.painted(newest, 60_000);
    await face.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
    const opened = await heapOf(face.page);
    const { passed, frames } = await scrollBack(face.page, BACK);
    const scrolled = await heapOf(face.page);
    return {
      name: this.name,
      work: `memory of a page with ${LARGE.messages} messages: opened, and after scrolling back through ${BACK}`,
      floor: '',
      figures: [
        { name: 'opened', value: opened, unit: 'MB', bar: 150 },
        { name: 'scrolled back', value: scrolled, unit: 'MB', bar: 150 },
        { name: 'p95 of a step back', value: percentile(frames, 0.95), unit: 'ms' },
      ],
      details: { passed },
    };
  },
};

/** Scrolls up until so many different messages were on screen or beside it. */
export async function scrollBack(page: Page, wanted: number) {
  await page.evaluate(() => {
    const log = document.querySelector('[role=log]') as HTMLElement;
    const seen = new Set<string>();
    Object.assign(window, { seen, log });
    new MutationObserver(() => {
      for (const it of log.querySelectorAll<HTMLElement>('[data-entry]')) {
        seen.add(it.dataset.entry ?? '');
      }
    }).observe(log, { childList: true, subtree: true });
  });
  const frames: number[] = [];
  let passed = 0;
  let still = 0;
  while (passed < wanted && still < 200) {
    const step = await page.evaluate(async (stride) => {
      const { log, seen } = window as unknown as { log: HTMLElement; seen: Set<string> };
      const took: number[] = [];
      for (let i = 0; i < stride; i++) {
        const start = performance.now();
        log.scrollTop -= log.clientHeight * 0.9;
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        took.push(performance.now() - start);
      }
      return { took, seen: seen.size };
    }, STRIDE);
    frames.push(...step.took);
    still = step.seen === passed ? still + 1 : 0;
    passed = step.seen;
  }
  return { passed, frames };
}
