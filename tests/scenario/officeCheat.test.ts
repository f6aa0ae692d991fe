import { beforeEach, describe, expect, it } from 'vitest';
import type { PeerId } from '../../src/model/ids.ts';
import { mallory, tell } from '../support/mallory.ts';
import { anaBenAndCleo, delivered, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

describe('a device that writes two entries at one number', () => {
  it('splits nobody else: all others go on, live and by catch-up', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(world, ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes', 'really'), await write(run, 'no', 'never')];
    world.hub.partition([
      [network.peer, ben.peer as PeerId],
      [network.peer, cleo.peer as PeerId],
    ]);
    await tell(world, network, topic, ben.peer as PeerId, one);
    await tell(world, network, topic, cleo.peer as PeerId, other);
    expect(await world.texts(ben)).toEqual(['yes', 'really']);
    expect(await world.texts(cleo)).toEqual(['no', 'never']);
    world.hub.heal();
    await world.clock.advance(120 * SECOND);
    for (const person of [ana, ben, cleo]) await say(world, person, `${person.name} goes on`);
    for (const person of [ana, ben, cleo]) await delivered(world, person);
    await world.until('all know', () =>
      [ana, ben, cleo].every(({ here }) =>
        here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      ),
    );
    for (const person of [ana, ben, cleo]) {
      const texts = await world.texts(person);
      expect(texts.filter((text) => text.endsWith('goes on')).sort()).toEqual([
        'Ana goes on',
        'Ben goes on',
        'Cleo goes on',
      ]);
      expect(texts, 'what it forked counts for nobody').toHaveLength(3);
      const state = person.here.connection.get();
      expect(state.kind, 'nobody is left for what another wrote').toBe('connected');
    }
    await network.stop();
  });

  it('is found out by those who compare the ends of chains, though the two stories are as long', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(world, ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes'), await write(run, 'no')];
    for (const person of [ben, cleo])
      await world.drive(person.here.timeline(person.conversation()));
    world.hub.partition([
      [network.peer, ben.peer as PeerId],
      [network.peer, cleo.peer as PeerId],
    ]);
    await tell(world, network, topic, ben.peer as PeerId, one);
    await tell(world, network, topic, cleo.peer as PeerId, other);
    world.hub.heal();
    for (const person of [ana, ben, cleo]) {
      await world.until(`${person.name} is told`, () =>
        person.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      );
      expect(await world.texts(person)).toEqual([]);
    }
    await network.stop();
  });

  it('is found out when the two meet, proven to all, and frozen', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(world, ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'same', 'yes'), await write(run, 'same', 'no')];
    await tell(world, network, topic, ben.peer as PeerId, one);
    await world.until('Ben has it', () => (ben.unread() ?? 0) >= 2);
    await tell(world, network, topic, ben.peer as PeerId, other);
    for (const person of [ana, ben, cleo]) {
      await world.until(`${person.name} is told`, () =>
        person.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      );
    }
    for (const person of [ana, ben, cleo]) {
      expect(await world.texts(person), 'it ends before the fork').toEqual([]);
    }
    await network.stop();
  });

  it('hides nothing else that it wrote by bringing the proof itself', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, rosterTopic, write, prove } = await mallory(world, ana);
    const hello = await write(new Uint8Array(16).fill(4), 'hello', 'and more');
    await tell(world, network, topic, ben.peer as PeerId, hello.slice(0, 1));
    for (const person of [ana, ben, cleo]) {
      await world.until(`${person.name} has it`, () => (person.unread() ?? 0) >= 1);
      expect(await world.texts(person)).toEqual(['hello']);
    }
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes'), await write(run, 'no')];
    await tell(world, network, rosterTopic, ben.peer as PeerId, await prove(one, other));
    for (const person of [ana, ben, cleo]) {
      await world.until(`${person.name} is told`, () =>
        person.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      );
    }
    await world.clock.advance(30 * SECOND);
    for (const person of [ana, ben, cleo]) expect(await world.texts(person)).toEqual(['hello']);
    await tell(world, network, topic, ben.peer as PeerId, hello);
    await world.clock.advance(30 * SECOND);
    for (const person of [ana, ben, cleo]) expect(await world.texts(person)).toEqual(['hello']);
    await network.stop();
  });

  it('is frozen also when the proof could not be written at first', async () => {
    const { ana } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(world, ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes'), await write(run, 'no')];
    await world.relay.stop();
    await tell(world, network, topic, ana.peer as PeerId, one);
    await world.until('Ana has it', () => (ana.unread() ?? 0) >= 1);
    ana.disk.failure = 'storage-failed';
    await tell(world, network, topic, ana.peer as PeerId, other);
    await world.clock.advance(SECOND);
    expect(world.reports.splice(0).map(String).join()).toContain('storage-failed');
    ana.disk.failure = null;
    await network.stop();
    await world.until('Ana is told', () =>
      ana.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
    );
    await world.relay.start();
    world.reports.splice(0);
  });
});
