/** Finding what was said, in a real browser over a real relay, through the contract's names. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

let folder: string;
let relay: RelayProcess;
let ana: Person;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-search-'));
  relay = await startRelay(join(folder, 'relay'));
  ana = await Person.at(join(folder, 'ana'));
  await ana.found(relay.setup ?? '', 'Lab', 'Ana');
  await ana.open('general');
});
afterAll(async () => {
  await ana?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const box = () => ana.page.getByRole('searchbox', { name: 'Search messages' });
const results = () => ana.page.getByRole('list', { name: 'Results' }).getByRole('link');

async function ask(question: string): Promise<void> {
  await box().fill(question);
}

test('a message is found as soon as it is said, and leads to its place', async () => {
  await ana.say('general', 'The Harbour plan is in https://plan.example');
  await ana.createChannel('garden');
  await ana.open('garden');
  await ana.say('garden', 'tomatoes by the harbour, and 明天开会');
  await ana.button('Search').click();
  await ask('harbour');
  await expect.poll(() => results().count(), { timeout: 15_000 }).toBe(2);
  await expect.poll(() => results().locator('mark').allTextContents()).toContain('Harbour');
  await ask('harbour in:#general has:link');
  await expect.poll(() => results().count()).toBe(1);
  await box().press('Enter');
  await ana.page.keyboard.press('Enter');
  await ana.page.getByRole('log', { name: 'Messages in general' }).waitFor();
  await ana.sees('The Harbour plan');
  // The results stay beside it.
  await expect.poll(() => results().count()).toBe(1);
  expect(ana.page.url()).toContain('/p/search');
  await ask('明天');
  await expect.poll(() => results().count()).toBe(1);
});

test('what is said, changed and deleted while one looks is followed', async () => {
  await ask('zeppelin');
  await ana.page.getByText('No message matches.').waitFor();
  await ana.say('general', 'the zeppelin lands at nine');
  await ask('zeppelin lands');
  await expect.poll(() => results().count(), { timeout: 15_000 }).toBe(1);
  const message = ana.page.getByRole('log').getByRole('article').filter({ hasText: 'zeppelin' });
  await message.hover();
  await message.getByRole('toolbar').getByRole('button', { name: 'Edit', exact: true }).click();
  const edit = ana.page.getByRole('textbox', { name: 'Edit message' });
  await edit.fill('the balloon lands at nine');
  await edit.press('Enter');
  await ana.sees('the balloon lands');
  await ask('balloon ');
  await expect.poll(() => results().count(), { timeout: 15_000 }).toBe(1);
  await ask('zeppelin ');
  await ana.page.getByText('No message matches.').waitFor();
});

test('operators complete, and what is not understood is told', async () => {
  await ask('');
  await box().pressSequentially('balloon fr');
  await ana.page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
  await box().press('ArrowDown');
  await box().press('Enter');
  await ana.page.getByRole('option', { name: 'Ana' }).waitFor();
  await box().pressSequentially('an');
  await box().press('ArrowDown');
  await box().press('Tab');
  expect(await box().inputValue()).toBe('balloon from:Ana ');
  await expect.poll(() => results().count()).toBe(1);
  await ask('balloon has:unicorn');
  await ana.page.getByText(/is not known, and was left out/).waitFor();
  await ask(`"${'(a+)+ '.repeat(300)}`);
  await ana.page.getByText('Only the first thousand characters').waitFor();
});

test('Ctrl F searches the conversation that is open', async () => {
  await ana.button('Close search').click();
  await box().waitFor({ state: 'detached' });
  await ana.box('Message general').focus();
  await ana.page.keyboard.press('Control+f');
  await ana.page.getByRole('checkbox', { name: /^Only in/ }).waitFor();
  await ask('harbour');
  await expect.poll(() => results().count(), { timeout: 15_000 }).toBe(1);
  await ana.page.getByRole('checkbox', { name: /^Only in/ }).uncheck();
  await expect.poll(() => results().count()).toBe(2);
});

test('after a reload, and after its database was deleted under it, all is found again', async () => {
  await ana.page.reload();
  await ana.status('Connected');
  await ask('harbour');
  await expect.poll(() => results().count(), { timeout: 20_000 }).toBe(2);
  await ana.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('confab/search');
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      }),
  );
  await ask('balloon');
  await expect.poll(() => results().count()).toBe(1);
  await ana.page.reload();
  await ana.status('Connected');
  await ask('harbour');
  await expect.poll(() => results().count(), { timeout: 20_000 }).toBe(2);
  await ana.page.getByRole('list', { name: 'Results' }).waitFor();
});

test('a day is gone to, and a conversation is taken along', async () => {
  await ana.button('Details').click();
  const dialog = ana.page.getByRole('dialog');
  const waiting = ana.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^general-\d{4}-\d\d-\d\d\.html$/);
  const page = await readFile(await file.path(), 'utf8');
  expect(page).toContain('the balloon lands at nine');
  expect(page).toContain('the zeppelin lands at nine');
  await dialog.getByLabel('Day', { exact: true }).fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Go', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await ana.sees('The Harbour plan');
});

test('nothing complained', () => {
  expect(ana.complaints).toEqual([]);
});
