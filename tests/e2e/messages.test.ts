/** What people do with messages, in real browsers over a real relay, through the contract's names. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

let folder: string;
let relay: RelayProcess;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-messages-'));
  relay = await startRelay(join(folder, 'relay'));
  ana = await Person.at();
  ben = await Person.at();
  await ana.found(relay.setup ?? '', 'Lab', 'Ana');
  await ben.join(await ana.invite(), 'Lab', 'Ben');
  for (const person of [ana, ben]) await person.open('general');
});
afterAll(async () => {
  await ana?.close();
  await ben?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function act(message: Locator, name: string): Promise<void> {
  await message.hover();
  await message.getByRole('toolbar').getByRole('button', { name, exact: true }).click();
}

test('an edit, a reaction, a reply, a pin and a deletion reach the other', async () => {
  await ana.say('general', 'Lunch at twelf');
  await ben.sees('Lunch at twelf');
  await act(ana.message('Lunch at twelf'), 'Edit');
  const box = ana.page.getByRole('textbox', { name: 'Edit message' });
  await box.fill('Lunch at **twelve**');
  await box.press('Enter');
  const lunch = ben.message('Lunch at twelve');
  await lunch.getByText('edited').waitFor();

  await act(lunch, 'React');
  const picker = ben.page.getByRole('dialog', { name: 'Emoji' });
  await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('thumbsup');
  await picker.getByRole('button', { name: 'thumbs up' }).first().click();
  await lunch.getByRole('button', { name: '👍 1 by you' }).waitFor();
  await ana.message('Lunch').getByRole('button', { name: '👍 1 by Ben' }).waitFor();

  await act(lunch, 'Reply');
  await ben.say('general', 'I will be late, @Ana');
  const answer = ana.message('I will be late');
  await answer.getByRole('link', { name: 'In answer to Ana: Lunch at twelve' }).waitFor();
  await answer.locator('.mention.me').waitFor();

  await act(answer, 'Pin');
  await ben.page.getByRole('button', { name: 'Pinned messages' }).click();
  const pins = ben.page.getByRole('complementary', { name: 'Pinned messages' });
  await pins.getByText('I will be late').waitFor();
  await ben.page.getByRole('button', { name: 'Close pinned messages' }).click();

  await act(ana.message('Lunch at twelve').first(), 'Delete');
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await ben.message('Message deleted').waitFor();
  await ben.page.getByText('A deleted message').waitFor();
  expect(await ben.page.getByText('twelve').count()).toBe(0);
});

test('a thread is carried on beside the conversation, also after a reload', async () => {
  await ana.say('general', 'Where do we meet?');
  await ben.sees('Where do we meet?');
  await act(ben.message('Where do we meet?'), 'Reply in thread');
  const box = ben.page.getByRole('textbox', { name: 'Reply in thread' });
  await box.fill('At the fountain');
  await box.press('Enter');
  const link = ana.message('Where do we meet?').getByRole('link', { name: /1 reply/ });
  await link.click();
  const thread = ana.page.getByRole('log', { name: 'Messages in the thread' });
  await thread.getByText('At the fountain').waitFor();
  await ana.page.reload();
  await thread.getByText('At the fountain').waitFor();
  expect(
    await ana.page
      .getByRole('log', { name: 'Messages in general' })
      .getByText('At the fountain')
      .count(),
  ).toBe(0);
});

test('nothing was complained of', () => {
  expect([...ana.complaints, ...ben.complaints]).toEqual([]);
});
