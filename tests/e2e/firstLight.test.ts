import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesHolding } from '../support/canary.ts';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

const CANARY = 'heron-4711-lantern';

describe('an office in two browsers and one relay', () => {
  let folder: string;
  let relay: RelayProcess;
  let ana: Person;
  let ben: Person;

  const reopen = async (name: 'ana' | 'ben', online = true): Promise<Person> => {
    const person = await Person.at(join(folder, name));
    await person.visit(relay.url, online);
    return person;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'confab-e2e-'));
    relay = await startRelay(join(folder, 'relay'));
    ana = await Person.at(join(folder, 'ana'));
    ben = await Person.at(join(folder, 'ben'));
  });

  afterAll(async () => {
    await ana?.close();
    await ben?.close();
    await relay?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('Ana founds it, Ben joins by her link, both chat live', async () => {
    await ana.found(relay.setup ?? '', 'Acme', 'Ana');
    const invite = await ana.invite();
    await ben.page.goto(invite);
    // What only talks to others comes while he types his name.
    await ben.page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('browserNetwork')),
    );
    await ben.join(invite, 'Acme', 'Ben');
    await ana.open('general');
    await ben.open('general');
    await ana.say('general', `Good morning, Ben ${CANARY}`);
    await ben.sees('Good morning, Ben');
    await ben.say('general', 'Good morning, Ana');
    await ana.sees('Good morning, Ana');
    await ana.delivered('Good morning, Ben', 'On 2 devices');
    expect(ana.complaints).toEqual([]);
    expect(ben.complaints).toEqual([]);
  });

  test('each sees the other here, and leave at once on a clean goodbye', async () => {
    await ana.present('Ben', 'Online');
    await ben.leave();
    // Sooner than a beat that does not come tells it.
    await ana.present('Ben', 'Offline', 25_000);
    await ben.close();
    ben = await reopen('ben');
    await ana.present('Ben', 'Online');
    await ben.open('general');
  });

  test('while the relay is dead, browsers that talk directly keep talking; later all converge', async () => {
    await ana.say('general', 'still through the relay');
    await ana.delivered('still through the relay', 'On 2 devices');
    // A receipt may have come by the relay.
    await ana.isDirect();
    await relay.stop('SIGKILL');
    await ana.say('general', 'without any relay');
    await ben.sees('without any relay');
    await ben.say('general', 'so can I');
    await ana.sees('so can I');
    relay = await startRelay(join(folder, 'relay'), Number(new URL(relay.url).port));
    const cleo = await Person.at(join(folder, 'cleo'));
    await ana.status('Connected');
    await cleo.join(await ana.invite(), 'Acme', 'Cleo');
    await cleo.open('general');
    await cleo.sees('without any relay');
    await cleo.sees('so can I');
    await cleo.close();
  });

  test('what is written offline survives closing the browser, and is delivered after a reopening', async () => {
    await ana.page.context().setOffline(true);
    await relay.stop();
    await ben.close();
    await ana.status('Offline: messages wait on this device');
    await ana.say('general', 'written on the train');
    await ana.delivered('written on the train', 'Only on this device');
    await ana.close();
    // Nothing answers: the app itself must come from this browser.
    ana = await reopen('ana', false);
    await ana.open('general');
    await ana.sees('written on the train');
    relay = await startRelay(join(folder, 'relay'), Number(new URL(relay.url).port));
    await ana.delivered('written on the train', 'Kept by the relay', 60_000);
  });

  test('two people who are never online together reach each other through the relay', async () => {
    await ana.say('general', 'for Ben, when he is back');
    await ana.delivered('for Ben, when he is back', 'Kept by the relay');
    await ana.close();
    ben = await reopen('ben');
    await ben.open('general');
    await ben.sees('written on the train');
    await ben.sees('for Ben, when he is back');
    await ben.say('general', 'got it, Ana');
    await ben.delivered('got it, Ana', 'Kept by the relay');
    await ben.close();
    ana = await reopen('ana');
    await ana.open('general');
    await ana.sees('got it, Ana');
  });

  test('a reload at any point loses nothing that was sent', async () => {
    for (let round = 0; round < 5; round++) {
      await ana.say('general', `round ${round} before the reload`);
      await ana.page.reload();
      await ana.sees(`round ${round} before the reload`);
    }
    await ana.delivered('round 4 before the reload', 'Kept by the relay');
  });

  test('a second tab offers to take over, and the first steps back', async () => {
    const second = await ana.context.newPage();
    await second.goto(relay.url);
    await second.getByRole('button', { name: 'Use here' }).click();
    await second.getByRole('link', { name: 'general', exact: true }).waitFor();
    await ana.page.getByRole('button', { name: 'Use here' }).waitFor();
    await second.close();
  });

  test('the relay keeps no word of what was said', async () => {
    await relay.stop();
    expect(
      await filesHolding(join(folder, 'relay'), [CANARY, 'Good morning', 'general', 'Acme', 'Ana']),
    ).toEqual([]);
  });
});
