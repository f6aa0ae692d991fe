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

test('who joins with a page first finds the newest one of the first channel, and the rest later', async () => {
  const { world } = here;
  const { ana } = await anaAndBen(world);
  await world.drive(ana.here.createChannel('beside'));
  const texts = await talk(world, ana);
  await say(world, ana, 'and here', 'beside');
  await delivered(world, ana);
  const link = await world.inviteBy(ana);
  const cleo = await world.drive(world.joining('Cleo', link, { pageFirst: true }));
  expect((await world.texts(cleo)).at(-1)).toBe(texts.at(-1));
  await world.until('all is here', () => isComplete(cleo));
  expect(await world.texts(cleo)).toEqual(texts);
  expect(await world.texts(cleo, 'beside')).toEqual(['and here']);
  expect([cleo.unread(), cleo.unread('beside')]).toEqual([0, 0]);
});

test('what is caught up with is shown in few steps, and what is said now at once', async () => {
  const { world } = here;
  const { ana, ben } = await anaAndBen(world);
  await world.close(ben);
  const texts: string[] = [];
  // Each in a chain of its own.
  for (let run = 0; run < 40; run++) {
    texts.push(`run ${run}`);
    await say(world, ana, `run ${run}`);
    await delivered(world, ana);
    await world.close(ana);
    await world.open(ana);
  }
  await world.open(ben);
  const timeline = await world.drive(ben.here.timeline(ben.conversation()));
  let steps = 0;
  const stop = timeline.messages.subscribe(() => {
    steps += 1;
  });
  const shown = () => timeline.messages.get().map(({ text }) => text);
  await world.until('all is shown', () => shown().length === texts.length);
  expect(shown()).toEqual(texts);
  expect(steps).toBeLessThan(texts.length - 10);
  await world.clock.advance(5_000);
  steps = 0;
  await say(world, ana, 'now');
  await world.until('it is shown', () => shown().at(-1) === 'now');
  expect(steps).toBeGreaterThan(0);
  stop();
  timeline.close();
});
