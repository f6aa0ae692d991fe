/**
 * A browser over the gallery for the tests of a file. Each of them opens its scene anew with nothing
 * stored; the page is another one only after a test that failed, for opening one takes as long as most
 * tests:
 *
 *   setUpGallery(() => openOffice('read'));
 *   test('…', async () => { await page.getByRole('button', …).click(); });
 *
 * With CONFAB_PICTURES=FOLDER the screens that are tested leave their pictures there.
 */
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { AXE, type Gallery, openGallery } from './gallery.ts';

declare const axe: { run(options: RunOptions): Promise<AxeResults> } | undefined;

let gallery: Gallery;
export let context: BrowserContext;
/** The page of the test that runs. */
export let page: Page;
/**
 * What the browser complained about in this test: errors, and everything that the policy refused.
 * There must be nothing at its end; who provokes a complaint takes it out.
 */
export const complaints: string[] = [];

export const THEMES = ['light', 'dark'] as const;
export const SIZES = {
  wide: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

/** The size in which the next test begins. */
let size: (typeof SIZES)[keyof typeof SIZES] = SIZES.wide;

/** `begin` is done with each new page. */
export function setUpGallery(begin: () => Promise<unknown> = async () => {}): void {
  beforeAll(async () => {
    gallery = await openGallery();
    context = await launchBrowser();
  });
  afterAll(async () => {
    await context?.close();
    await gallery?.close();
  });
  beforeEach(async () => {
    if (!isAsNew) await openEmpty();
    await page.setViewportSize(size);
    await begin();
  });
  afterEach(async ({ task }) => {
    isAsNew = false;
    // What a test broke off in may still go on.
    if (task.result?.state === 'fail') await page.close();
    else await forget();
    // Taken out: what an open page still complains of is told by the next test.
    expect(complaints.splice(0)).toEqual([]);
  });
}

/** Whether nothing is stored, and what the page shows is only waiting to be left. */
let isAsNew = false;

async function openEmpty(): Promise<void> {
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await goTo(gallery.blank);
  await forget();
}

/** Makes that what is opened next finds nothing of what was there; what the page shows it shows until then. */
async function forget(): Promise<void> {
  await page.evaluate(() => {
    // A page that is left keeps where one was.
    Storage.prototype.setItem = () => {};
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.unrouteAll();
  await page.emulateMedia({ colorScheme: null });
  // Nothing is to lie under a pointer that nobody has moved yet.
  await page.mouse.move(-1, -1);
  isAsNew = true;
}

/**
 * Goes to an address. A dialog that just closed takes its entry out of the history a moment later, and such
 * a way back ends another that has only begun.
 */
async function goTo(url: string): Promise<void> {
  for (let tries = 3; ; tries--) {
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (tries === 1 || !String(error).includes('ERR_ABORTED')) throw error;
    }
  }
}

/** To be polled: the focus comes back a moment after what had it is gone. */
export const hasFocus = (it: Locator): Promise<boolean> =>
  it.evaluate((element) => element === document.activeElement);

/** Waits until nothing stands over the page, in its history either: a reload would be ended by the way back. */
export const nothingAbove = (): Promise<unknown> =>
  page.waitForFunction(() => !(history.state as { layers?: number } | null)?.layers);

/** Opens a scene of tests/support/gallery/main.tsx. */
export async function open(scene: string, hash?: string): Promise<void> {
  // From one place of a scene to another the page would not be loaded anew.
  if (hash && isAsNew) await goTo(gallery.blank);
  isAsNew = false;
  await goTo(gallery.scene(scene, hash));
}

/** The same, of an open office: what it begins with is there when it resolves. */
export async function openOffice(scene: string, hash?: string): Promise<void> {
  await open(scene, hash);
  await page.locator('.messages.placed article, .page').first().waitFor();
}

/** Waits until nothing moves or fades that comes to an end, nor anything that began meanwhile. */
export const still = (): Promise<void> =>
  page.evaluate(async () => {
    const moving = () =>
      document
        .getAnimations()
        .filter(({ playState }) => playState === 'running')
        .filter((it) => Number.isFinite(it.effect?.getComputedTiming().endTime));
    for (let all = moving(); all.length > 0; all = moving())
      await Promise.all(all.map((it) => it.finished.catch(() => {})));
  });

/** Waits until an element has kept its place and its size for ten frames; gives them. */
export const rested = (it: Locator): Promise<DOMRect> =>
  it.evaluate(
    (element) =>
      new Promise<DOMRect>((resolve) => {
        let last = '';
        let same = 0;
        const look = (): void => {
          const box = element.getBoundingClientRect().toJSON() as DOMRect;
          const now = JSON.stringify(box);
          same = now === last ? same + 1 : 0;
          last = now;
          if (same > 10) resolve(box);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** Waits until the log has not scrolled or changed its size or its rows for ten frames. */
export const settled = (): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const list = document.querySelector('[role=log]') as HTMLElement;
        let last = '';
        let same = 0;
        const look = (): void => {
          const rows = list.firstElementChild?.nextElementSibling?.childElementCount;
          const now = `${list.scrollTop} ${list.scrollHeight} ${rows}`;
          same = now === last ? same + 1 : 0;
          last = now;
          if (same > 10) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** Turns the wheel over the log, and waits until it has gone as far as it goes and stands still. */
export async function turnWheel(by: number): Promise<void> {
  const log = page.getByRole('log').first();
  const top = () => log.evaluate((it) => it.scrollTop);
  // A list that is still measuring its rows as it opens goes back to where reading begins.
  await settled();
  await log.hover();
  const before = await log.evaluate((it, by) => {
    const left = by < 0 ? it.scrollTop : it.scrollHeight - it.clientHeight - it.scrollTop;
    return left < 1 ? null : it.scrollTop;
  }, by);
  await page.mouse.wheel(0, by);
  if (before !== null) await expect.poll(top).not.toBe(before);
  await settled();
}

/** What axe asks that another theme of the same screen may answer otherwise: themes are colours alone. */
const ABOUT_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds, shortened to what helps; `about` all it knows, or what depends on colours alone. */
export async function faults(about: 'all' | 'colours' = 'all'): Promise<string[]> {
  await still();
  // Sent as a text: vitest would rewrite an `import()` that is written here.
  await page.evaluate(`import('${AXE}').then(() => {})`);
  // All that is sound would be told too, node by node: of a thousand emoji, for longer than asking takes.
  const options: RunOptions = { resultTypes: ['violations'] };
  if (about === 'colours') options.runOnly = ABOUT_COLOURS;
  return page.evaluate(async (options) => {
    if (!axe) throw new Error('axe is not here');
    const { violations } = await axe.run(options);
    return violations.flatMap((it) =>
      it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
  }, options);
}

/** The same in every theme, of a screen that stands; a picture of each, where `name` is given. */
export async function faultsInThemes(name?: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    const about = colorScheme === THEMES[0] ? 'all' : 'colours';
    found.push(...(await faults(about)).map((it) => `${colorScheme}: ${it}`));
    if (name) await picture(`${name} ${colorScheme}`);
  }
  return found;
}

/** Leaves a picture of the page, where pictures are wanted. */
export async function picture(name: string): Promise<void> {
  const folder = process.env.CONFAB_PICTURES;
  if (!folder) return;
  await still();
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\p{L}\d]+/gu, '-')}.png`) });
}

/**
 * Tests each screen: accessible and no wider than the page, in both themes and sizes. Each begins anew
 * in its size, for nothing is to move any more when something is clicked; `prepare` is done then.
 */
export function testScreens(
  screens: Readonly<Record<string, () => Promise<unknown>>>,
  prepare: () => Promise<unknown> = async () => {},
): void {
  const sizes = Object.entries(SIZES);
  describe.each(sizes)('accessible in both themes on a screen that is %s', (called, its) => {
    beforeAll(() => {
      size = its;
    });
    afterAll(() => {
      size = SIZES.wide;
    });
    test.each(Object.entries(screens))('%s', async (name, show) => {
      await prepare();
      await show();
      expect(await faultsInThemes(`${name} ${called}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(
        false,
      );
    });
  });
}
