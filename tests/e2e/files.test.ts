/** Files between real browsers, over a real relay. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

let folder: string;
let relay: RelayProcess;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-files-'));
  relay = await startRelay(join(folder, 'relay'));
  ana = await Person.at(join(folder, 'ana'));
  ben = await Person.at(join(folder, 'ben'));
  await ana.found(relay.setup ?? '', 'Acme', 'Ana');
  await ben.join(await ana.invite(), 'Acme', 'Ben');
  await ana.open('general');
  await ben.open('general');
});
afterAll(async () => {
  await ana?.close();
  await ben?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const MB = 1_000_000;
const contents = new Map<string, Buffer>();

/** Gives the browser a file of random bytes, as the file dialog would. */
async function choose(person: Person, name: string, size: number): Promise<void> {
  const bytes = randomBytes(size);
  contents.set(name, bytes);
  const path = join(folder, name);
  await writeFile(path, bytes);
  await person.page.locator('.composer input[type=file]').first().setInputFiles(path);
}

async function send(person: Person, name: string, size: number, caption: string): Promise<void> {
  await choose(person, name, size);
  await person.box('Message general').fill(caption);
  await person.box('Message general').press('Enter');
  await person.message(caption).getByText(name).waitFor({ timeout: 60_000 });
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Saves the file as a person would, and compares every byte. */
async function saves(person: Person, name: string, timeout = 60_000): Promise<void> {
  const save = person.button(`Download ${name}`);
  await save.waitFor({ timeout });
  const downloading = person.page.waitForEvent('download', { timeout });
  await save.click();
  const path = await (await downloading).path();
  expect(hashOf(await readFile(path))).toBe(hashOf(contents.get(name) ?? Buffer.alloc(0)));
}

/** Looks up who has it. */
async function holders(person: Person, name: string): Promise<string[]> {
  await person.button(`More about ${name}`).click();
  const about = person.page.getByRole('dialog', { name: 'Who has it' });
  await about.waitFor();
  const said = await about.getByRole('listitem').allTextContents();
  await person.page.keyboard.press('Escape');
  await about.waitFor({ state: 'detached' });
  return said;
}

test('a small file comes by itself, to the last byte', async () => {
  await send(ana, 'plan.bin', 2 * MB, 'The plan');
  await ben.sees('The plan');
  await saves(ben, 'plan.bin');
  await expect
    .poll(() => holders(ana, 'plan.bin'), { timeout: 20_000 })
    .toContainEqual(expect.stringContaining('Ben’s'));
});

test('a large one comes when it is asked for, and goes on after a reload', async () => {
  await send(ana, 'film.bin', 40 * MB, 'The film');
  await ben.button('Fetch film.bin').click();
  const progress = ben.page.getByRole('progressbar', { name: 'Progress of film.bin' });
  await expect
    .poll(() => progress.evaluate((it) => (it as HTMLProgressElement).value).catch(() => 0), {
      timeout: 30_000,
      interval: 20,
    })
    .toBeGreaterThan(MB);
  await ben.page.reload();
  await saves(ben, 'film.bin', 60_000);
}, 180_000);

test('whose sender has left, it comes from the relay', async () => {
  await ben.leave();
  await send(ana, 'minutes.bin', 3 * MB, 'The minutes');
  await expect
    .poll(() => holders(ana, 'minutes.bin'), { timeout: 30_000 })
    .toContainEqual(expect.stringContaining('The relay, until'));
  await ana.leave();
  await ben.visit(relay.url);
  await ben.open('general');
  await ben.sees('The minutes');
  await saves(ben, 'minutes.bin');
  await ana.visit(relay.url);
  await ana.open('general');
});

test('without the relay’s cache it waits for its sender, says so, and then comes by itself', async () => {
  const { port } = new URL(relay.url);
  await relay.stop();
  relay = await startRelay(join(folder, 'relay'), Number(port), ['--file-cache', '0']);
  await ana.status('Connected');
  await ben.leave();
  await send(ana, 'lease.bin', 1 * MB, 'The lease');
  await ana.delivered('The lease', 'Kept by the relay');
  await ana.leave();
  await ben.visit(relay.url);
  await ben.open('general');
  await ben
    .message('The lease')
    .last()
    .getByText(/waits for Ana|comes when somebody/)
    .first()
    .waitFor();
  await ana.visit(relay.url);
  await saves(ben, 'lease.bin');
}, 150_000);

test('nobody complained', () => {
  const real = (it: string): boolean => !/WebSocket connection|ERR_(CONNECTION|INTERNET)/.test(it);
  expect([ana, ben].flatMap(({ complaints }) => complaints.filter(real))).toEqual([]);
});
