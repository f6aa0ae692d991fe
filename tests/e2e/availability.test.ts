/** Availability, notifications, honest delivery, reading and typing: two people in two browsers. */
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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-availability-'));
  relay = await startRelay(join(folder, 'relay'));
  [ana, ben] = await Promise.all([Person.at(), Person.at()]);
  await ben.context.addInitScript(() => {
    // A browser without a desktop shows nothing: what it is asked to show is written down.
    const shown: { title: string; body?: string; click: () => void }[] = [];
    class Recorded extends EventTarget {
      static permission: NotificationPermission = 'default';
      static async requestPermission() {
        Recorded.permission = 'granted';
        return Recorded.permission;
      }
      onclick: (() => void) | null = null;
      constructor(title: string, options?: NotificationOptions) {
        super();
        shown.push({ title, ...options, click: () => this.onclick?.() });
      }
      close() {}
    }
    Object.assign(window, { Notification: Recorded, shown });
  });
  await ana.found(relay.setup ?? '', 'Acme', 'Ana');
  await ben.join(await ana.invite(), 'Acme', 'Ben');
});
afterAll(async () => {
  await ana?.close();
  await ben?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Shown {
  title: string;
  body?: string;
}
const shown = (): Promise<Shown[]> =>
  ben.page.evaluate(() =>
    (window as unknown as { shown: Shown[] }).shown.map(({ title, body }) =>
      body === undefined ? { title } : { title, body },
    ),
  );

test('a status is set in a dialog and seen by others; do not disturb and back', async () => {
  await ana.page.getByRole('button', { name: 'Your status: Online' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Your status' });
  await dialog.getByText('Do not disturb', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'What you are doing' }).fill('Writing the offer');
  await ana.button('Save status').click();
  await dialog.waitFor({ state: 'detached' });
  await ana.page.getByRole('button', { name: /Your status: Do not disturb/ }).waitFor();
  await ben.present('Ana', 'Do not disturb');
  await ben.page.getByRole('listitem').filter({ hasText: 'Writing the offer' }).waitFor();
  await ana.page.getByRole('button', { name: /Your status/ }).click();
  await dialog.getByText('Available', { exact: true }).click();
  await ana.button('Clear status').click();
  await ana.button('Save status').click();
  await ben.present('Ana', 'Online');
  await ben.closeMembers();
});

test('a mention offers notifications; once allowed, it is shown and its click opens the message', async () => {
  await ben.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await ana.createChannel('plans');
  await ana.open('plans');
  await ana.say('plans', 'nothing for anybody');
  await ana.say('plans', '@Ben can you come?');
  const offer = ben.page.getByRole('region', { name: 'Notifications' });
  await offer.getByRole('button', { name: 'Turn on notifications' }).click();
  await offer.waitFor({ state: 'detached' });
  expect(await shown()).toEqual([]);
  await ana.say('plans', '@Ben or call');
  await expect.poll(shown).toEqual([{ title: 'Ana in plans', body: '@Ben or call' }]);
  await ben.page.evaluate(() =>
    (window as unknown as { shown: { click(): void }[] }).shown[0]?.click(),
  );
  await ben.page.getByRole('log', { name: 'Messages in plans' }).waitFor();
  await ben.sees('@Ben or call');
  await ben.open('general');
});

test('a muted conversation is told of in its link, and counts no more', async () => {
  await ben.open('plans');
  await ben.button('Details').click();
  await ben.button('For good').click();
  await ben.page.getByText('You are told of nothing here').waitFor();
  await ben.closeDialog();
  await ben.open('general');
  const before = (await shown()).length;
  await ana.say('plans', '@Ben still there?');
  await expect
    .poll(() => ben.link('plans').evaluate((it) => it.nextElementSibling?.textContent))
    .toMatch(/Muted.*1 unread message/);
  expect(await ben.page.title()).toMatch(/^general/);
  expect((await shown()).length).toBe(before);
});

test('an own message names the devices that hold it, and a direct shows who has read', async () => {
  await ana.gather(['Ben']);
  await ana.say('Ben', 'between us');
  await ana.delivered('between us', 'On 2 devices');
  await ana.message('between us').hover();
  await ana.message('between us').getByRole('button', { name: 'On 2 devices' }).click();
  const held = ana.page.getByRole('dialog', { name: 'Who has it' });
  await held.getByText('The relay').waitFor();
  await held.getByText(/^Ben: /).waitFor();
  await ana.page.keyboard.press('Escape');
  await ben.link('Ana').click();
  await ben.sees('between us');
  await ana.message('between us').getByText('Seen by Ben').waitFor({ timeout: 30_000 });
});

test('typing is shown until the message comes', async () => {
  const line = ana.page.getByText('Ben is typing');
  await ben.box('Message Ana').pressSequentially('I am wr');
  await line.waitFor();
  await ben.box('Message Ana').fill('I have read it');
  await ben.box('Message Ana').press('Enter');
  await ana.sees('I have read it');
  await line.waitFor({ state: 'detached' });
});

test('the outbox says what waits and why, and takes back what nobody has seen', async () => {
  await ana.page.getByText('Safe to close').waitFor();
  await relay.stop();
  await ben.leave();
  await ana.status('Offline: messages wait on this device', 60_000);
  await ana.open('general');
  await ana.say('general', 'keep this');
  await ana.say('general', 'not this');
  await ana.page.getByRole('link', { name: /^\d+ waiting; kept on this device$/ }).click();
  await ana.page.getByRole('heading', { name: 'Outbox' }).waitFor();
  await ana.page.getByText('Nobody is connected.').first().waitFor();
  await ana.button('Cancel: not this').click();
  await ana.page.getByText('not this').waitFor({ state: 'detached' });
  await ana.open('general');
  await ana.sees('keep this');
  expect(await ana.message('not this').count()).toBe(0);
  await expect
    .poll(() => ana.box('Message general').inputValue(), { message: 'its words are not lost' })
    .toBe('not this');
});
