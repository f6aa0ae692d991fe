import { afterEach, beforeEach, expect } from 'vitest';
import { OfficeWorld, type Person } from './officeWorld.ts';

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;

/**
 * A world with a running relay for each test, as `here.world`. After each, everybody closes: no timer
 * may be left, and no fault may have been reported that the test did not take out.
 */
export function storyWorld(): { world: OfficeWorld } {
  const here = {} as { world: OfficeWorld };
  beforeEach(async () => {
    here.world = new OfficeWorld();
    await here.world.relay.start();
  });
  afterEach(async () => {
    expect(await here.world.end(), 'timers left').toBe(0);
    expect(here.world.reports).toEqual([]);
  });
  return here;
}

/** Ana's office with Ben in it. */
export async function anaAndBen(world: OfficeWorld) {
  const ana = await world.found('Ana');
  const ben = await world.join('Ben', await world.inviteBy(ana));
  await world.until('Ana knows Ben', () => ana.members.includes('Ben'));
  return { ana, ben };
}

/** Ana's office with Ben and Cleo in it. */
export async function anaBenAndCleo(world: OfficeWorld) {
  const { ana, ben } = await anaAndBen(world);
  const cleo = await world.join('Cleo', await world.inviteBy(ana));
  const all = [ana, ben, cleo];
  await world.until('all know Cleo', () => all.every(({ members }) => members.includes('Cleo')));
  return { ana, ben, cleo };
}

/** Gives the id of what was said, once it is durable. */
export const say = (world: OfficeWorld, person: Person, text: string, channel = 'general') =>
  world.drive(person.here.send(person.conversation(channel), text));

/** Moves time on until another replica holds all that they wrote. */
export const delivered = (world: OfficeWorld, person: Person) =>
  world.until(`${person.name}'s outbox is empty`, () => person.here.outbox.get() === 0);

export async function markRead(world: OfficeWorld, person: Person, channel = 'general') {
  const timeline = await world.drive(person.here.timeline(person.conversation(channel)));
  timeline.markRead();
  timeline.close();
}
