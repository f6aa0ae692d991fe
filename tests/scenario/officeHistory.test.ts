import { expect, test } from 'vitest';
import { type LogId, logOf } from '../../src/model/ids.ts';
import { monthOf } from '../../src/model/time.ts';
import { anaAndBen, delivered, HOUR, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
const MONTH = 31 * 24 * HOUR;
const MONTHS = 5;

/** Nobody is there for a month. */
async function pass(world: OfficeWorld): Promise<void> {
  for (const person of world.people.values()) await world.close(person);
  await world.relay.stop();
  await world.clock.advance(MONTH);
  await world.relay.start();
}

/** Ana says something in each of some months while nobody else is there. */
async function talk(world: OfficeWorld, ana: Person): Promise<string[]> {
  const texts: string[] = [];
  for (let month = 0; month < MONTHS; month++) {
    await pass(world);
    await world.open(ana);
    for (const text of [`month ${month}, one`, `month ${month}, two`]) {
      await say(world, ana, text);
      texts.push(text);
    }
    await delivered(world, ana);
  }
  return texts;
}

const isComplete = ({ here }: Person) =>
  here.connection.get().kind === 'connected' && here.progress.get().kind === 'idle';

test('earlier messages wait while they are paused, across restarts, and come when they are resumed', async () => {
  const { world } = here;
  const { ana, ben } = await anaAndBen(world);
  ben.here.pauseHistory(true);
  await world.drive(Promise.resolve());
  const texts = await talk(world, ana);
  for (let start = 0; start < 2; start++) {
    await world.open(ben);
    await world.until('recent ones are here', () => ben.here.progress.get().kind === 'paused');
    expect(await world.texts(ben), 'of this month and the last').toEqual(texts.slice(-4));
    const isTold = () => {
      const progress = ben.here.progress.get();
      return progress.kind === 'paused' && progress.lacking === texts.length - 4;
    };
    await world.until('what waits is told', isTold);
    await world.close(ben);
  }
  await world.open(ben);
  await world.until('paused', () => ben.here.progress.get().kind === 'paused');
  ben.here.pauseHistory(false);
  await world.until('all is here', () => ben.here.progress.get().kind === 'idle');
  expect(await world.texts(ben)).toEqual(texts);
  // He was a member all the time.
  await world.until('all of it is news', () => ben.unread() === texts.length);
});

test('what was said before one came is no news, however late it comes', async () => {
  const { world } = here;
  const { ana } = await anaAndBen(world);
  const texts = await talk(world, ana);
  const cleo = await world.join('Cleo', await world.inviteBy(ana));
  await world.until('all is here', () => isComplete(cleo));
  expect(await world.texts(cleo)).toEqual(texts);
  expect(cleo.unread()).toBe(0);
  await say(world, ana, 'welcome');
  await world.until('news', () => cleo.unread() === 1);
});

test('a damaged month comes again from the relay, and the person is told', async () => {
  const { world } = here;
  const { ana, ben } = await anaAndBen(world);
  const general = ana.conversation();
  const start = world.clock.now();
  const texts = await talk(world, ana);
  await world.open(ben);
  await world.until('all is here', () => isComplete(ben));
  expect(await world.texts(ben)).toEqual(texts);
  await world.close(ben);
  const log: LogId = logOf(general, monthOf(start + 2 * MONTH));
  const updates = ben.disk.logs.get(log) ?? [];
  expect(updates.length).toBeGreaterThan(0);
  ben.disk.logs.set(log, []);
  await world.open(ben);
  expect(ben.here.damaged.get()).toBe(false);
  await world.texts(ben);
  expect(ben.here.damaged.get()).toBe(true);
  await world.until('it is fetched again', () => (ben.disk.logs.get(log) ?? []).length > 0);
  expect(await world.texts(ben)).toEqual(texts);
});
