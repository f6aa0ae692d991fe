/**
 * Takes the pictures of README from the demo (`npm run demo`): a real relay, its five people, and one
 * visitor in real browsers; in both themes, wide and narrow, and in Arabic. `npm run screenshots`; the
 * pictures land in docs/images/.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDemo } from '../demo/demo.ts';
import { OFFICE } from '../demo/people.ts';
import { Person } from '../support/person.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const SEED = 1;

await mkdir(IMAGES, { recursive: true });
const demo = await openDemo({ port: 0, seed: SEED, onStep: (sentence) => console.error(sentence) });
const visitor = await Person.at(undefined, { colorScheme: 'light', viewport: WIDE });
const { page } = visitor;
const take = async (name: string): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
};
try {
  await visitor.join(demo.link, OFFICE, 'Nadia Okonkwo');
  await visitor.link('Ana Duarte').waitFor();
  await visitor.open('general');
  await visitor.say('general', 'Hello from the new desk by the window. Is the model ready?');
  await page
    .getByRole('article', { name: /^(Ana|Ben|Cleo)/ })
    .last()
    .waitFor();
  await page.getByRole('button', { name: 'Members', exact: true }).click();
  await page.getByRole('complementary', { name: 'Members' }).waitFor();
  await take('office-light');
  await page.getByRole('button', { name: 'Close members', exact: true }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await visitor.open('offers');
  await take('office-dark');
  await page.setViewportSize(NARROW);
  await page.reload();
  await page.getByRole('log', { name: 'Messages in offers' }).getByRole('article').last().waitFor();
  await take('office-narrow');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDE);
  await page.evaluate(() => localStorage.setItem('confab.language', 'ar'));
  await page.reload();
  await page.getByRole('article').last().waitFor();
  await take('office-arabic');
} finally {
  await visitor.close();
  await demo.close();
}
process.exit(0);
