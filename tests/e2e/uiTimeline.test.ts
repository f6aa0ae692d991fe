/** How the timeline holds still, over a pretended office. */
import { describe, expect, test } from 'vitest';
import type { FakeMessenger } from '../support/fakeMessenger.ts';
import { openOffice, page, settled, setUpGallery, turnWheel } from '../support/galleryPage.ts';

declare const fake: FakeMessenger;

setUpGallery();

const log = () => page.getByRole('log');

/** Opens a scene and waits until its newest message stands still. */
async function open(scene: string, hash?: string): Promise<void> {
  await openOffice(scene, hash);
  await settled();
}

/** Entry id and distance from the log's top, in pixels, of the messages that are wholly on screen. */
const onScreen = (): Promise<[entry: string, y: number][]> =>
  page.evaluate(() => {
    const frame = document.querySelector('[role=log]')?.getBoundingClientRect() as DOMRect;
    return [...document.querySelectorAll<HTMLElement>('[role=log] article')]
      .map((it) => [it.dataset.entry ?? '', it.getBoundingClientRect()] as const)
      .filter(([, box]) => box.top >= frame.top && box.bottom <= frame.bottom)
      .map(([entry, box]): [string, number] => [entry, box.top - frame.top])
      .sort((a, b) => a[1] - b[1]);
  });
const distanceToEnd = (): Promise<number> =>
  log().evaluate((it) => Math.round(it.scrollHeight - it.clientHeight - it.scrollTop));

/** Scrolls by the wheel and says by how much what was on screen really moved; null if none of it is left. */
async function wheel(by: number): Promise<number | null> {
  const before = new Map(await onScreen());
  await turnWheel(by);
  for (const [entry, y] of await onScreen()) {
    const was = before.get(entry);
    if (was !== undefined) return y - was;
  }
  return null;
}

/** The largest distance by which a message that was on screen has moved. */
async function movedDuring(act: () => Promise<unknown>): Promise<number> {
  const before = new Map(await onScreen());
  await act();
  await settled();
  const moved = (await onScreen()).flatMap(([entry, y]) => {
    const was = before.get(entry);
    return was === undefined ? [] : [Math.abs(y - was)];
  });
  expect(moved.length).toBeGreaterThan(2);
  return Math.max(...moved);
}

const arrive = (text: string, options?: { at?: number }): Promise<unknown> =>
  page.evaluate(([text, options]) => fake.arrive(text, options), [text, options] as const);
const MINUTE = 60_000;

describe('10,000 messages', () => {
  test('open at the newest, and only what is on screen is in the page', async () => {
    await open('many');
    await expect.poll(distanceToEnd).toBeLessThan(2);
    expect(await page.locator('article').count()).toBeLessThan(60);
  });

  test('scroll up by the wheel without a jump', async () => {
    await open('many');
    for (let step = 0; step < 25; step++) {
      const moved = await wheel(-500);
      expect(Math.abs((moved ?? 500) - 500)).toBeLessThan(2);
    }
  });

  test('are under the pointer also while the list moves: what is pressed then counts', async () => {
    await open('many');
    const under = await log().evaluate(async (it) => {
      const frame = it.getBoundingClientRect();
      const frames = (n: number): Promise<void> =>
        new Promise((resolve) =>
          requestAnimationFrame(() => (n > 1 ? resolve(frames(n - 1)) : resolve())),
        );
      it.scrollTop -= 60;
      await frames(3);
      const middle = [frame.left + frame.width / 2, frame.top + frame.height / 2] as const;
      return document.elementFromPoint(...middle)?.closest('article')?.dataset.entry ?? null;
    });
    expect(under).not.toBe(null);
  });

  test('scroll to the very beginning and back', async () => {
    await open('many');
    await log().focus();
    await page.keyboard.press('Home');
    await page.getByRole('heading', { name: 'This is where general begins.' }).waitFor();
    await settled();
    for (let step = 0; step < 5; step++) {
      const moved = await wheel(400);
      expect(Math.abs((moved ?? -400) + 400)).toBeLessThan(2);
    }
    await log().focus();
    await page.keyboard.press('End');
    await expect.poll(distanceToEnd).toBeLessThan(2);
  });

  test('of a direct, the beginning is that of the messages, not of the person', async () => {
    await open('rooms');
    await page.getByRole('link', { name: /^Tomás Herrera/ }).click();
    const name = 'Your messages with Tomás Herrera begin here.';
    await page.getByRole('heading', { name }).waitFor();
  });

  test('load older pages while scrolling up without a jump', async () => {
    await open('pages');
    for (let step = 0; step < 30; step++) {
      const moved = await wheel(-450);
      expect(Math.abs((moved ?? 450) - 450)).toBeLessThan(2);
    }
    await log().focus();
    const beginning = page.getByRole('heading', { name: 'This is where general begins.' });
    for (let step = 0; step < 20 && (await beginning.count()) === 0; step++) {
      await page.keyboard.press('Home');
      await settled();
    }
    await expect.poll(() => beginning.count()).toBe(1);
  });
});

describe('what is being read does not move', () => {
  test('when a message arrives below', async () => {
    await open('many');
    await wheel(-3_000);
    expect(await movedDuring(() => arrive('Hello from below'))).toBeLessThan(1);
    await page.getByRole('button', { name: '1 new below' }).click();
    await page.getByText('Hello from below').waitFor();
    await expect.poll(distanceToEnd).toBeLessThan(2);
    await expect.poll(() => page.evaluate(() => fake.reads())).toBeGreaterThan(0);
  });

  test('when late messages slip in far above', async () => {
    await open('many');
    await wheel(-3_000);
    const at = Date.now() - 90 * 24 * 60 * MINUTE;
    const act = async (): Promise<void> => {
      for (let index = 0; index < 12; index++) await arrive(`Late ${index}`, { at: at + index });
    };
    expect(await movedDuring(act)).toBeLessThan(1);
    await page.getByRole('button', { name: '12 new above' }).click();
    await page.getByText('Late 0', { exact: true }).waitFor();
  });

  test('when a late message slips in above while the newest is being read', async () => {
    await open('many');
    const at = Date.now() - 90 * 24 * 60 * MINUTE;
    expect(await movedDuring(() => arrive('Late', { at }))).toBeLessThan(1);
    await page.getByRole('button', { name: '1 new above' }).waitFor();
    await expect.poll(distanceToEnd).toBeLessThan(2);
  });

  test('when a message slips in just above the screen', async () => {
    await open('many');
    await wheel(-3_000);
    const above = await page.evaluate(() => {
      const list = document.querySelector('[role=log]')?.getBoundingClientRect() as DOMRect;
      const times = [...document.querySelectorAll('[role=log] article')]
        .filter((it) => it.getBoundingClientRect().bottom < list.top - 150)
        .map((it) => Date.parse(it.querySelector('time')?.dateTime ?? ''));
      return Math.max(...times) + 1;
    });
    expect(await movedDuring(() => arrive('Just above', { at: above }))).toBeLessThan(1);
  });
});

describe('at the newest message', () => {
  test('new ones are followed', async () => {
    await open('read');
    // Nor is anybody told of them, be it for a frame: they are on screen.
    const told = await page.evaluateHandle(() => {
      const jumps: string[] = [];
      new MutationObserver((records) => {
        for (const it of records.flatMap(({ addedNodes }) => [...addedNodes]))
          if (it instanceof HTMLButtonElement) jumps.push(it.className);
      }).observe(document.querySelector('.messages') as Element, { childList: true });
      return jumps;
    });
    for (let index = 0; index < 5; index++)
      await arrive(`Following ${index}\n${'line\n'.repeat(index)}`);
    await page.getByText('Following 4').waitFor();
    await expect.poll(distanceToEnd).toBeLessThan(2);
    await settled();
    expect(await told.jsonValue()).toEqual([]);
    expect(await page.getByRole('button', { name: /new (above|below)/ }).count()).toBe(0);
  });

  test('it stays the newest while the composer grows and the window shrinks', async () => {
    await open('read');
    await page.getByRole('textbox').fill('one\ntwo\nthree\nfour\nfive\nsix');
    await expect.poll(distanceToEnd).toBeLessThan(2);
    await page.setViewportSize({ width: 500, height: 500 });
    await settled();
    await expect.poll(distanceToEnd).toBeLessThan(2);
  });

  test('an own message is brought on screen from wherever one reads', async () => {
    await open('many');
    await wheel(-5_000);
    await page.getByRole('textbox').fill('Here I am');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Here I am').waitFor();
    await expect.poll(distanceToEnd).toBeLessThan(2);
  });
});

test('who scrolls while a conversation opens is not brought back', async () => {
  await open('many');
  const hash = await page.evaluate(() => location.hash);
  await page.getByRole('link', { name: 'design', exact: true }).click();
  await page.getByRole('log', { name: 'Messages in design' }).waitFor();
  const left = await page.evaluate(async (hash) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    location.hash = hash;
    let log: Element | null = null;
    while (!log) {
      await frame();
      log = document.querySelector('.messages.placed > [aria-label="Messages in general"]');
    }
    // Between two frames, as a wheel does.
    await new Promise((resolve) => setTimeout(resolve));
    log.dispatchEvent(new WheelEvent('wheel', { deltaY: -300 }));
    log.scrollTop -= 300;
    for (let frames = 0; frames < 30; frames++) await frame();
    return log.scrollHeight - log.clientHeight - log.scrollTop;
  }, hash);
  expect(Math.abs(left - 300)).toBeLessThan(150);
});

test('what a message says stays as it stands when the message is read', async () => {
  await open('many');
  const stayed = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    fake.arrive('Words that somebody selects');
    const words = () =>
      [...document.querySelectorAll('article p')].find((it) => it.textContent?.includes('selects'));
    let first = words();
    while (!first) {
      await frame();
      first = words();
    }
    for (let frames = 0; frames < 20; frames++) await frame();
    return first === words();
  });
  expect(stayed).toBe(true);
});

test('a conversation with unread messages opens at the unread line; the end marks them read', async () => {
  await open('behind');
  await expect.poll(() => page.getByText('New messages').isVisible()).toBe(true);
  const general = page.getByRole('link', { name: 'general', exact: true });
  await expect.poll(() => page.getByRole('button', { name: /new below/ }).isVisible()).toBe(true);
  await log().focus();
  for (let step = 0; step < 40 && (await distanceToEnd()) > 2; step++) await wheel(400);
  await expect.poll(() => general.getAttribute('aria-describedby')).toBe(null);
});

test('what fits on the screen leads to no end, and is followed once it grows', async () => {
  await open('few');
  await expect.poll(() => page.getByText('New messages').isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: 'To the newest' }).count()).toBe(0);
  for (let index = 0; index < 30; index++) await arrive(`Line ${index}`);
  await settled();
  await expect.poll(() => page.getByText('Line 29').isVisible()).toBe(true);
  await expect.poll(distanceToEnd).toBeLessThan(2);
});

test('an address opens a conversation at a message, also after a reload', async () => {
  await open('many');
  await wheel(-30_000);
  const [entry] = (await onScreen())[3] ?? [];
  const hash = `${await page.evaluate(() => location.hash)}/m/${entry}`;
  const article = page.locator(`article[data-entry="${entry}"]`);
  // The mark goes after a while, so it is waited for from the beginning.
  const marked = page.locator(`article.sought[data-entry="${entry}"]`).waitFor();
  await Promise.all([marked, open('many', hash)]);
  await page.reload();
  await article.waitFor();
  await settled();
  await expect.poll(async () => (await onScreen()).map(([id]) => id)).toContain(entry);
});

test('an address of a message that is not here says so', async () => {
  await open('read', '#/c/channel3-------------A/m/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
  await page.getByText('That message is not on this device.').waitFor();
  await expect.poll(distanceToEnd).toBeLessThan(2);
});
