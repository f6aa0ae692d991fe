/** People, devices and private conversations, in real browsers with a real relay. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

let folder: string;
let relay: RelayProcess;
let ana: Person;
let ben: Person;
let cleo: Person;
/** Ana's second browser. */
let laptop: Person | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-e2e-'));
  relay = await startRelay(join(folder, 'relay'));
  [ana, ben, cleo] = await Promise.all([Person.at(), Person.at(), Person.at()]);
  await ana.found(relay.setup ?? '', 'Acme', 'Ana');
  await ben.join(await ana.invite(), 'Acme', 'Ben');
  await cleo.join(await ana.invite(), 'Acme', 'Cleo');
  await ana.open('general');
  await ana.say('general', 'good morning, all');
  await cleo.open('general');
  await cleo.sees('good morning, all');
});
afterAll(async () => {
  for (const person of [ana, ben, cleo, laptop]) await person?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('two people talk in a direct that nobody else sees', async () => {
  await ana.gather(['Ben']);
  await ana.say('Ben', 'between the two of us');
  await ben.open('Ana');
  await ben.sees('between the two of us');
  await ben.say('Ana', 'of course');
  await ana.sees('of course');
  expect(await cleo.page.getByText('Direct messages').count()).toBe(0);
});

test('who is added to a group reads what was before, and who leaves is out of it', async () => {
  await ana.gather(['Ben'], 'Summer party');
  await ana.say('Summer party', 'not a word to Cleo');
  await ben.open('Summer party');
  await ben.sees('not a word to Cleo');
  await ana.button('Details').click();
  await ana.page.getByRole('combobox', { name: 'Add people' }).fill('Cleo');
  await ana.page.getByRole('option', { name: 'Cleo' }).click();
  await ana.button('Add').click();
  await ana.page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Cleo' }).waitFor();
  await ana.closeDialog();
  await cleo.open('Summer party');
  await cleo.sees('not a word to Cleo');
  await ben.button('Details').click();
  await ben.button('Leave group').click();
  await ben.button('Leave group').click();
  await ben.link('Summer party').waitFor({ state: 'detached' });
  await ana.say('Summer party', 'Ben has left');
  await cleo.sees('Ben has left');
});

test('both see one safety number; a second browser shows the same words, and Ben is warned', async () => {
  const numberOf = async (person: Person, name: string): Promise<string> => {
    const card = await person.card(name);
    await card.getByRole('button', { name: 'Verify' }).click();
    const digits = person.page.getByRole('list', { name: 'Safety number' });
    await digits.waitFor();
    const groups = await digits.getByRole('listitem').allTextContents();
    return groups.join(' ');
  };
  const number = await numberOf(ben, 'Ana');
  expect(number).toMatch(/^(\d{5} ){11}\d{5}$/);
  expect(await numberOf(ana, 'Ben')).toBe(number);
  await ana.closeDialog();
  await ana.closeMembers();
  await ben.button('Mark as verified').click();
  await ben.page.getByRole('article', { name: 'Ana' }).getByText('Verified').first().waitFor();

  laptop = await Person.at();
  const words = await laptop.useLink(await ana.offerLink());
  expect(words).toHaveLength(4);
  expect(await ana.words()).toEqual(words);
  await ana.button('Approve').click();
  await ana.page.getByText('Chrome on Linux is linked.').waitFor();
  await ana.closeDialog();
  await laptop.link('general').waitFor({ timeout: 30_000 });
  await laptop.open('Ben');
  await laptop.sees('between the two of us');
  await laptop.say('Ben', 'from my laptop');
  await ben.open('Ana');
  await ben.sees('from my laptop');
  await ben.page.getByText('Ana added a device: Chrome on Linux.').waitFor();
  await ben.page.getByText('The devices of Ana, whom you verified, have changed.').waitFor();
  expect(laptop.complaints).toEqual([]);
});

test('who lost every device comes back with the recovery code', async () => {
  await cleo.settings('Devices');
  await cleo.button('Make a recovery code').click();
  const list = cleo.page.getByRole('list', { name: 'Your recovery code' });
  await list.waitFor();
  const code = await list.getByRole('listitem').allTextContents();
  const page = await cleo.box('Link of the recovery page').inputValue();
  await cleo.button('I have written them down').click();
  await cleo.page.getByText('You have a recovery code.').waitFor();
  await cleo.closeDialog();
  await cleo.open('general');
  await cleo.say('general', 'last words of my old browser');
  await ana.open('general');
  await ana.sees('last words of my old browser');
  await cleo.close();

  cleo = await Person.at();
  await cleo.page.goto(page);
  await cleo.box('Recovery code').fill(code.join(' '));
  await cleo.button('Come back').click();
  await cleo.link('general').waitFor({ timeout: 30_000 });
  await cleo.open('Summer party');
  await cleo.sees('not a word to Cleo');
  await cleo.open('general');
  await cleo.say('general', 'back again');
  await ana.sees('back again');
  // Also where it stands under what they said before, without their name above it.
  const theirs = ana.page.getByRole('article', { name: /^Cleo\b/ });
  await theirs.filter({ hasText: 'back again' }).waitFor();
});

test('whom an admin lets back in reads private talk once the other lets the device in', async () => {
  await cleo.gather(['Ben']);
  await cleo.say('Ben', 'from my old browser');
  await ben.open('Cleo');
  await ben.sees('from my old browser');
  await cleo.close();

  const card = await ana.card('Cleo');
  await card.getByRole('button', { name: 'Let back in with a new device' }).click();
  const box = ana.box('Link for the new device');
  await box.waitFor();
  const link = await box.inputValue();
  await ana.closeDialog();
  await ana.closeMembers();
  cleo = await Person.at();
  await cleo.page.goto(link);
  await cleo.button('Link this browser').click();
  await cleo.link('general').waitFor({ timeout: 30_000 });
  await cleo.open('general');
  await cleo.sees('back again');
  const asks = ben.page.getByRole('alert').filter({ hasText: 'Ana let Cleo back in' });
  await asks.filter({ hasText: 'Ask Cleo in person' }).waitFor();
  await asks.getByRole('button', { name: 'Let it in' }).click();
  await asks.filter({ hasText: 'Ask Cleo in person' }).waitFor({ state: 'detached' });
  await cleo.open('Ben');
  await cleo.sees('from my old browser');
  await cleo.say('Ben', 'and from my new one');
  await ben.sees('and from my new one');
});

test('an owner gives a role, and what it allows is then offered', async () => {
  const his = await ben.card('Cleo');
  expect(await his.getByRole('button', { name: 'Remove from the office: Cleo' }).count()).toBe(0);
  const card = await ana.card('Ben');
  await card.getByText('Admin', { exact: true }).click();
  await card.getByRole('radio', { name: 'Admin', checked: true }).waitFor({ state: 'attached' });
  await his.getByRole('button', { name: 'Remove from the office: Cleo' }).waitFor();
});

test('who is removed is told, sees nothing more, and can delete what is left', async () => {
  await ben.button('Remove from the office: Cleo').click();
  await ben.button('Remove Cleo').click();
  await cleo.page
    .getByRole('heading', { name: 'You were removed from Acme' })
    .waitFor({ timeout: 30_000 });
  await cleo.page.getByText('Ben removed this device.').waitFor();
  await ana.open('general');
  await ana.say('general', 'only we read this');
  await ben.open('general');
  await ben.sees('only we read this');
  await cleo.page.reload();
  await cleo.page.getByText('Ben removed this device.').waitFor();
  expect(await cleo.page.getByText('only we read this').count()).toBe(0);
  await cleo.button('Delete everything here').click();
  await cleo.button('Delete everything here').click();
  await cleo.page.getByRole('heading', { name: 'Welcome to Confab' }).waitFor();
  const left = await cleo.page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name).filter((name) => name?.includes('/')),
  );
  expect(left).toEqual([]);
  await cleo.page.reload();
  await cleo.page.getByRole('heading', { name: 'Welcome to Confab' }).waitFor();
});
