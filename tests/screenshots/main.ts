/**
 * Takes the pictures of README from the running app: a real relay, three real browsers, in both
 * themes, wide and narrow. `npm run screenshots`; the pictures land in docs/images/.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Person } from '../support/person.ts';
import { startRelay } from '../support/relay.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };

const TALK: readonly [who: 'ana' | 'ben' | 'cleo', text: string][] = [
  ['ana', 'Morning. The printer on the second floor is back, and so is the coffee machine.'],
  ['ben', 'In that order of importance?'],
  ['ana', 'You know me.'],
  [
    'cleo',
    'I am on the train until ten. Whatever I write in the tunnels will reach you when I am out.',
  ],
  ['ben', 'The Hoffmann offer goes out today. Could somebody read the last page before noon?'],
  ['cleo', 'I can, after ten. Is the figure for maintenance still the old one?'],
  ['ben', 'Good catch. I will put the new one in now.'],
  [
    'ana',
    'Then I will book the room for their visit: Thursday, two o’clock.\nThe large one, if nobody minds.',
  ],
];

const folder = await mkdtemp(join(tmpdir(), 'confab-screenshots-'));
await mkdir(IMAGES, { recursive: true });
const relay = await startRelay(join(folder, 'relay'));
const open = (colorScheme: 'light' | 'dark', viewport = WIDE) =>
  Person.at(undefined, { colorScheme, viewport });
const people = {
  ana: await open('light'),
  ben: await open('dark'),
  cleo: await open('dark', NARROW),
};
try {
  const { ana, ben, cleo } = people;
  await ana.found(relay.setup ?? '', 'Field & Stone', 'Ana');
  await ben.join(await ana.invite(), 'Field & Stone', 'Ben');
  await cleo.page.setViewportSize(WIDE);
  await cleo.join(await ana.invite(), 'Field & Stone', 'Cleo');
  for (const channel of ['offers', 'kitchen', 'site-visits']) await ana.createChannel(channel);
  for (const person of [ana, ben, cleo]) await person.open('general');
  for (const [who, text] of TALK) {
    await people[who].say('general', text);
    for (const other of [ana, ben, cleo]) await other.sees(text.split('\n')[0] ?? text);
  }
  await ana.delivered('Then I will book', 'On 3 devices');
  await ana.page.getByRole('button', { name: 'Members' }).click();
  await ana.page.screenshot({ path: join(IMAGES, 'office-light.png') });
  await ben.page.screenshot({ path: join(IMAGES, 'office-dark.png') });
  await cleo.page.setViewportSize(NARROW);
  await cleo.page.screenshot({ path: join(IMAGES, 'office-narrow.png') });
} finally {
  for (const person of Object.values(people)) await person.close();
  await relay.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
