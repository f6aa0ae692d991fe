import { beforeEach, describe, expect, it } from 'vitest';
import { anaAndBen, delivered, HOUR, SECOND, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const MIB = 1024 * 1024;
const LONG = 'x'.repeat(15_000);
/** Messages of a flood, and bytes of one with its padding. */
const FLOOD = 125;
const MESSAGE = 15_000;
const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** Writes long messages as fast as they go. */
async function flood(person: Person): Promise<void> {
  for (let at = 0; at < FLOOD; at += 25) {
    const some = Array.from({ length: 25 }, (_, i) =>
      world.drive(person.here.send(person.conversation(), `${at + i} ${LONG}`)),
    );
    await Promise.all(some);
  }
}

/** Ana, who takes a MiB of each member in a day, and Ben. */
async function anaWhoTakesLittle() {
  world.person('Ana').memberQuota = MIB;
  const { ana, ben } = await anaAndBen(world);
  await world.until('they meet', () => peersOf(ana) === 2);
  return { ana, ben };
}
/** How many Ana is connected with, the relay among them. */
function peersOf({ here: { connection } }: Person): number {
  const state = connection.get();
  return state.kind === 'connected' ? state.peers : 0;
}
const readBy = async (person: Person) => (await world.texts(person)).length;
/** Bytes of a person's disk that logs take. */
const onDisk = ({ disk }: Person): number =>
  [...disk.logs.values()].flat().reduce((sum, update) => sum + update.length, 0);

describe('A14: a member who floods others over connections of their own', () => {
  it('fills no disk faster than a relay would let them, and all of it comes in the end', async () => {
    const { ana, ben } = await anaWhoTakesLittle();
    await world.relay.stop();
    const before = onDisk(ana);
    await flood(ben);
    await world.clock.advance(300 * SECOND);
    const first = await readBy(ana);
    expect(first * MESSAGE).toBeGreaterThan(MIB * 0.8);
    expect(first * MESSAGE).toBeLessThan(MIB);
    expect(onDisk(ana) - before).toBeLessThan(1.2 * MIB);
    // Neither a new connection nor a restart brings more.
    world.relay.quota = { ...world.relay.quota, member: 0, device: 0 };
    await world.relay.start();
    await world.close(ana);
    await world.open(ana);
    await world.until('they meet again', () => peersOf(ana) === 2);
    await world.clock.advance(900 * SECOND);
    expect(await readBy(ana)).toBe(first);
    expect(await readBy(ben)).toBe(FLOOD);
    // Noon to midnight, and a minute: nobody asks, and nobody connects anew.
    await world.clock.advance(12 * HOUR);
    expect(await readBy(ana)).toBe(FLOOD);
  }, 120_000);

  it('holds up nobody else', async () => {
    const { ana, ben } = await anaWhoTakesLittle();
    const cleo = await world.join('Cleo', await world.inviteBy(ana));
    await world.until('all meet', () => peersOf(ana) === 3);
    await world.relay.stop();
    await flood(ben);
    await world.clock.advance(60 * SECOND);
    await world.drive(cleo.here.send(cleo.conversation(), 'as ever'));
    await world.clock.advance(60 * SECOND);
    expect(await world.texts(ana)).toContain('as ever');
    await world.relay.start();
    await world.until(
      'all went',
      () => ben.here.outbox.get() === 0 && cleo.here.outbox.get() === 0,
    );
  }, 120_000);

  it('is not held back once a relay keeps it, however much it is', async () => {
    const { ana, ben } = await anaWhoTakesLittle();
    await world.relay.stop();
    await flood(ben);
    await world.clock.advance(300 * SECOND);
    expect(await readBy(ana)).toBeLessThan(FLOOD);
    await world.relay.start();
    await delivered(world, ben);
    await world.until('Ana has all', () => (ana.unread() ?? 0) === FLOOD);
  }, 120_000);
});

describe('A14: history', () => {
  it('is taken at once by who joins, also from members, where a relay keeps it', async () => {
    const { ana, ben } = await anaAndBen(world);
    await flood(ben);
    await delivered(world, ben);
    world.person('Cleo').memberQuota = MIB / 4;
    const link = await world.inviteBy(ana);
    await delivered(world, ana);
    const cleo = await world.join('Cleo', link);
    await world.drive(cleo.here.caughtUp(new AbortController().signal));
    expect(await readBy(cleo)).toBe(FLOOD);
  }, 120_000);
});
