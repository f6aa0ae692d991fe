/** The passphrase of a device, and a relay that lost its office, in a real browser with a real relay. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

const PASSPHRASE = 'heron lantern copper tide';

let folder: string;
let relay: RelayProcess;
let ana: Person;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-e2e-'));
  relay = await startRelay(join(folder, 'relay'));
  ana = await Person.at(join(folder, 'ana'));
  await ana.found(relay.setup ?? '', 'Acme', 'Ana');
  await ana.open('general');
  await ana.say('general', 'before the lock');
});
afterAll(async () => {
  await ana?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const button = (name: string) => ana.page.getByRole('button', { name, exact: true });
const box = (name: string) => ana.page.getByRole('textbox', { name, exact: true });
const lockedPage = () => ana.page.getByRole('heading', { name: 'Confab is locked' });

async function unlock(passphrase: string): Promise<void> {
  await box('Passphrase').fill(passphrase);
  await button('Unlock').click();
}

test('it locks the office at once and after a reload, and opens it again', async () => {
  await button('Settings').click();
  await button('Set a passphrase').click();
  await box('New passphrase').fill(PASSPHRASE);
  await box('New passphrase again').fill(PASSPHRASE);
  await button('Save passphrase').click();
  await button('Lock now').click();
  await lockedPage().waitFor();
  await unlock('heron lantern copper tides');
  await ana.page.getByText('This is not the passphrase').waitFor();
  await unlock(PASSPHRASE);
  await ana.sees('before the lock');

  await ana.page.reload();
  await lockedPage().waitFor();
  expect(await ana.page.getByText('before the lock').count()).toBe(0);
  await unlock(PASSPHRASE);
  await ana.sees('before the lock');
  await ana.say('general', 'after the lock');
  await ana.delivered('after the lock', 'Kept by the relay');
  expect(ana.complaints).toEqual([]);
});

test('a relay that lost all but its key gets the office back by its new set-up link', async () => {
  await relay.stop();
  const data = join(folder, 'relay');
  const lost = (await readdir(data)).filter((name) => name !== 'network.key');
  for (const name of lost) await rm(join(data, name));
  relay = await startRelay(data, Number(new URL(relay.url).port));
  await ana.page.goto(relay.setup ?? '');
  await unlock(PASSPHRASE);
  await button('Bring it back').click();
  await ana.page.getByText('The office is back at its relay.').waitFor();
  await ana.sees('after the lock');
  await ana.status('Connected');
  await ana.say('general', 'as if nothing had happened');
  await ana.delivered('as if nothing had happened', 'Kept by the relay', 60_000);
});

test('a link that cannot be read says what to do, in an office and without one', async () => {
  await ana.page.goto(`${relay.url}/#/join/broken`);
  await unlock(PASSPHRASE);
  await ana.page.getByText('This link cannot be read.').waitFor();
  await ana.sees('as if nothing had happened');
  const ben = await Person.at(join(folder, 'ben'));
  await ben.page.goto(`${relay.url}/#/join/broken`);
  await ben.page.getByText('This link cannot be read.').waitFor();
  await ben.page.getByRole('textbox', { name: 'Invite link' }).waitFor();
  await ben.close();
});
