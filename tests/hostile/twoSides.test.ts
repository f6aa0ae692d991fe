import { beforeEach, describe, expect, it } from 'vitest';
import type { PeerId } from '../../src/model/ids.ts';
import { mallory, tell } from '../support/mallory.ts';
import { anaAndBen, delivered, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/**
 * Mallory gives the relay one side of many chains and Ben the other, which is longer: what the relay
 * then asks Ben for does not follow on what it holds.
 */
describe('Y10: a member who signs two sides of so many chains', () => {
  it.each([12, 80])('(%i) shuts out nobody who was given the other', async (chains) => {
    const { ana, ben } = await anaAndBen(world);
    const { network, topic, write } = await mallory(world, ana);
    await world.until('Ben knows Mallory', () => ben.members.includes('Mallory'));
    await world.close(ana);
    const runs = Array.from({ length: chains }, (_, i) => new Uint8Array(16).fill(i + 1));
    world.hub.partition([[network.peer, world.relay.peer], [ben.peer as PeerId]]);
    for (const run of runs)
      await tell(world, network, topic, world.relay.peer, await write(run, 'same', 'yes'));
    world.hub.partition([[network.peer, ben.peer as PeerId], [world.relay.peer]]);
    for (const run of runs) {
      const other = await write(run, 'same', 'no', 'never');
      await tell(world, network, topic, ben.peer as PeerId, other);
    }
    expect(ben.unread()).toBe(3 * chains);
    await network.stop();
    let banned = 0;
    const { gate } = world.relay;
    const ban = gate.ban.bind(gate);
    gate.ban = (peer) => {
      banned += 1;
      ban(peer);
    };
    world.hub.heal();
    const isConnected = () => ben.here.connection.get().kind === 'connected';
    await world.until('Ben is back', isConnected);
    await say(world, ben, 'I am here');
    await world.until('the relay has it', () => ben.here.outbox.get() === 0, 30 * SECOND);
    await world.until('Ben knows who cheats', () =>
      ben.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
    );
    await delivered(world, ben);
    expect([banned, isConnected()]).toEqual([0, true]);
    await world.open(ana);
    await world.until('Ana knows who cheats', () =>
      ana.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
    );
    // The chain that is proven to have two sides ends before them, and all others where Ben held them.
    await world.until('Ana reads Ben', () => ana.unread() === 2 * (chains - 1) + 1);
    expect((await world.texts(ana)).at(-1)).toBe('I am here');
  });
});
