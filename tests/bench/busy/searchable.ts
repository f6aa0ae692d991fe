import type { Page } from 'playwright-core';
import type { Benchmark } from '../bench.ts';
import { median, percentile } from '../figures.ts';
import { startPeers, until } from '../live.ts';
import { MESSAGES, openBusy, ROOMS } from './office.ts';

const SAID = 60;
/** Milliseconds between two messages that arrive. */
const SAY_EVERY = 300;
const BYTES = 120;
/** A word that is in each of them, and in no other message of the office. */
const WORD = 'quite';
/** The number of the first of them. */
const FIRST = 1_000;
/** Milliseconds until all that the browser holds is indexed, at most. */
const INDEXED_WITHIN = 120_000;

interface Noted {
  /** By number of a message, when it was painted in its conversation and among the results. */
  readonly painted: Record<string, number>;
  readonly found: Record<string, number>;
}

/** Runs in the page: from now on notes when what the speaker says was painted, by the page's clock. */
function noteWhere(): void {
  const noted: Noted = { painted: {}, found: {} };
  Object.assign(window, { noted });
  const afterPaint = (done: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    });
  const look = (where: string, into: Record<string, number>) => {
    for (const it of document.querySelectorAll(where)) {
      const number = /(\d+) so much to say/.exec(it.textContent ?? '')?.[1];
      if (number === undefined || number in into) continue;
      into[number] = Number.NaN;
      afterPaint(() => {
        into[number] = performance.now();
      });
    }
  };
  new MutationObserver(() => {
    look('article', noted.painted);
    look('.hit-text', noted.found);
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Milliseconds from painted in the conversation to painted among the results, by number. */
async function delays(page: Page): Promise<Map<number, number>> {
  const noted = await page.evaluate(() => (window as unknown as { noted: Noted }).noted);
  return new Map(
    Object.entries(noted.found).flatMap(([number, at]) => {
      const painted = noted.painted[number] ?? Number.NaN;
      const isNew = Number(number) > FIRST && !Number.isNaN(at - painted);
      return isNew ? [[Number(number), Math.max(0, at - painted)] as const] : [];
    }),
  );
}

/** Asks for what the speaker says, the newest first, and waits until all that is here was searched. */
async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Search', exact: true }).first().click();
  await page.getByRole('searchbox', { name: 'Search messages' }).fill(`${WORD} `);
  await page.getByRole('list', { name: 'Results' }).getByRole('link').first().waitFor();
  await page.getByText('Newest first').click();
  await page.waitForFunction(() => !document.querySelector('p.search-note'), null, {
    timeout: INDEXED_WITHIN,
  });
}

export const searchable: Benchmark = {
  name: 'searchable',
  async run(bench, keep) {
    const { face, invite } = await openBusy(keep);
    const { page } = face;
    const { call } = await startPeers(bench);
    const peer = await call('recent', bench.path('speaker'), invite, 'Searched');
    const isPainted = (number: number) => async () =>
      (await page.getByRole('log').getByText(`${number} so much to say`).count()) > 0;
    const isFound = (number: number) => async () => (await delays(page)).has(number);
    await face.open('general');
    await call('say', peer, FIRST, BYTES);
    await until('the first is painted', 15_000, isPainted(FIRST));
    await ask(page);
    // Started anew: nothing of the months is at hand.
    await page.reload();
    await face.open('general');
    await ask(page);
    await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
    await page.evaluate(noteWhere);
    await call('say', peer, FIRST + 1, BYTES);
    await until('the first is found', 60_000, isFound(FIRST + 1));
    await call('saySteadily', peer, FIRST + 2, SAID, SAY_EVERY, BYTES);
    await until('all are found', 60_000, isFound(FIRST + 1 + SAID));
    const { [FIRST + 1]: first = Number.NaN, ...others } = Object.fromEntries(await delays(page));
    const took = Object.values(others);
    if (took.length < SAID) throw new Error(`only ${took.length} were found`);
    return {
      name: this.name,
      work: `from a message painted in its conversation to painted among the results that are open beside it; ${ROOMS} conversations, ${MESSAGES} messages in the month in which it stands`,
      floor: '',
      figures: [
        { name: 'median', value: median(took), unit: 'ms', bar: 100 },
        { name: 'p95', value: percentile(took, 0.95), unit: 'ms', bar: 100 },
        { name: 'the first after a start', value: first, unit: 'ms', bar: 100 },
      ],
      details: { took, first },
    };
  },
};
