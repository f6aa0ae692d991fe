/** The face in German and in Arabic, from right to left; what a device can choose about its looks. */
import { expect, test } from 'vitest';
import type { FakeMessenger } from '../support/fakeMessenger.ts';
import {
  faultsInThemes,
  nothingAbove,
  open,
  page,
  setUpGallery,
  still,
} from '../support/galleryPage.ts';

declare const fake: FakeMessenger;

setUpGallery(() => open('office'));

const button = (name: string) => page.getByRole('button', { name, exact: true });
const root = () =>
  page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

/** By how many pixels the page is wider than the window, which tells of it only with its next frame. */
const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Chooses a language in the settings, under the names that it has in the one before. */
async function choose(own: string, settings = 'Settings'): Promise<void> {
  await button(settings).first().click();
  await page.getByRole('radio', { name: own, exact: true }).press('Space');
}

test('a language is chosen in the settings, takes effect at once and survives a reload', async () => {
  await expect.poll(root).toEqual({ lang: 'en', dir: 'ltr' });
  await choose('Deutsch');
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  await expect.poll(root).toEqual({ lang: 'de', dir: 'ltr' });
  // Whoever uses the keyboard stays where they were.
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).value))
    .toBe('de');
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: 'Unterhaltungen' }).waitFor();
  await nothingAbove();
  await page.reload();
  await page.getByRole('navigation', { name: 'Unterhaltungen' }).waitFor();
  await choose('العربية', 'Einstellungen');
  await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
  await expect.poll(root).toEqual({ lang: 'ar', dir: 'rtl' });
});

test('all that is on screen follows the language', async () => {
  await open('rooms');
  const part = (name: string) => page.getByRole('region', { name });
  await part('Direct messages').waitFor();
  await choose('Deutsch');
  await page.keyboard.press('Escape');
  await part('Direktnachrichten').waitFor();
  expect(await part('Direct messages').count()).toBe(0);
  await page.keyboard.press('Control+/');
  const keys = page.getByRole('dialog', { name: 'Tastenkürzel' });
  await keys.getByText('Pos1', { exact: true }).waitFor();
  await keys.getByText('Umschalt', { exact: true }).first().waitFor();
});

test('in Arabic the page runs from right to left, in letters that the app brings along', async () => {
  await choose('العربية');
  await page.keyboard.press('Escape');
  const nav = page.getByRole('navigation', { name: 'المحادثات' });
  await nav.waitFor();
  await still();
  const [aside, main] = [await nav.boundingBox(), await page.getByRole('main').boundingBox()];
  expect(aside?.x ?? 0).toBeGreaterThan(main?.x ?? 0);
  await page.evaluate(() => document.fonts.ready);
  const font = () =>
    page.evaluate(() =>
      [...document.fonts].some((it) => it.family.includes('Arabic') && it.status === 'loaded'),
    );
  await expect.poll(font).toBe(true);
  // Nothing sticks out of a page that turned round.
  await expect.poll(excess).toBe(0);
  await page.setViewportSize({ width: 320, height: 640 });
  await button('عرض المحادثات').waitFor();
  await expect.poll(excess).toBe(0);
});

test('in either direction, what is searched for keeps clear of the icon, and hits stand below their author', async () => {
  const box = page.getByRole('searchbox');
  /** Pixels between the icon’s side of the box and where its text may begin. */
  const clear = (side: 'Left' | 'Right') =>
    box.evaluate((it, side) => Number.parseFloat(getComputedStyle(it)[`padding${side}`]), side);
  const ask = async (open: string, question: string): Promise<void> => {
    await page.getByRole('button', { name: open, exact: true }).first().click();
    await box.fill(question);
  };
  await ask('Search', 'الاجتماع');
  expect(await clear('Left')).toBeGreaterThan(30);
  await page.keyboard.press('Escape');
  await choose('العربية');
  await page.keyboard.press('Escape');
  await page.evaluate(() => fake.arrive('short one'));
  await ask('بحث', 'short one');
  expect(await clear('Right')).toBeGreaterThan(30);
  const edge = (part: string) =>
    page
      .locator(`.hit ${part}`)
      .first()
      .evaluate((it) => Math.round(it.getBoundingClientRect().right));
  const author = await edge('.hit-author');
  expect([await edge('.hit-text'), await edge('.hit-where')]).toEqual([author, author]);
  await box.fill('');
  const without = page.getByText('-بدون');
  expect(await without.evaluate((it) => getComputedStyle(it).direction)).toBe('rtl');
});

test('axe finds nothing in Arabic, in both themes', async () => {
  await choose('العربية');
  await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
  expect(await faultsInThemes()).toEqual([]);
  await page.keyboard.press('Escape');
  await button('الأعضاء').click();
  await page.getByRole('complementary').getByRole('listitem').first().waitFor();
  expect(await faultsInThemes()).toEqual([]);
});

/** A picture as wide as it is, drawn by the browser. */
const drawn = (width: number, height: number) =>
  page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no context');
      context.fillStyle = 'orange';
      context.fillRect(0, 0, canvas.width, canvas.height);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [width, height],
  );

test('a picture of one’s own is made small, shows wherever one is, and can be taken away', async () => {
  await button('Settings').first().click();
  const chooser = page.getByLabel('Your picture');
  const faces = page.locator('.avatar-face');
  await chooser.setInputFiles({
    name: 'me.png',
    mimeType: 'image/png',
    buffer: Buffer.from(await drawn(1200, 800)),
  });
  await expect.poll(() => faces.count()).toBeGreaterThan(1);
  const size = await page.evaluate(() => {
    const self = fake.me.get().face;
    return self?.length ?? 0;
  });
  expect(size).toBeGreaterThan(100);
  expect(size).toBeLessThanOrEqual(16 * 1024);
  await chooser.setInputFiles({
    name: 'me.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no picture at all'),
  });
  await page.getByRole('alert').filter({ hasText: 'no picture that can be used' }).waitFor();
  expect(await faces.count(), 'the one before stays').toBeGreaterThan(1);
  await button('Remove the picture').click();
  await expect.poll(() => faces.count()).toBe(0);
});

test('text size and density take effect at once and survive a reload', async () => {
  const look = () =>
    page.evaluate(() => ({
      size: getComputedStyle(document.documentElement).fontSize,
      gap: getComputedStyle(document.documentElement).getPropertyValue('--message-gap'),
    }));
  const before = await look();
  await button('Settings').first().click();
  await page.getByRole('radio', { name: 'Larger', exact: true }).press('Space');
  await page.getByRole('radio', { name: 'Close together', exact: true }).press('Space');
  const after = await look();
  expect(Number.parseFloat(after.size)).toBeGreaterThan(Number.parseFloat(before.size));
  expect(after.gap).not.toBe(before.gap);
  await page.reload();
  await expect.poll(look).toEqual(after);
  // The settings have an address: they are open again.
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.setViewportSize({ width: 320, height: 640 });
  await button('Show conversations').waitFor();
  await expect.poll(excess).toBe(0);
});
