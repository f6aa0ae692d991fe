import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OfficeWorld } from '../support/officeWorld.ts';

let world: OfficeWorld;

beforeEach(async () => {
  world = new OfficeWorld();
  await world.relay.start();
});

afterEach(async () => {
  expect(await world.end(), 'timers left').toBe(0);
  expect(world.reports).toEqual([]);
});

/** Ana's office with Ben in it. */
async function anaAndBen() {
  const ana = await world.found('Ana');
  const ben = await world.join('Ben', await world.inviteBy(ana));
  await world.until('Ana knows Ben', () => ana.members.includes('Ben'));
  return { ana, ben };
}

describe('an office', () => {
  it('chats', async () => {
    const { ana, ben } = await anaAndBen();
    await world.drive(ana.here.send(ana.conversation(), 'hello'));
    await world.until('Ben has it', () => ben.unread() === 1);
    expect(await world.texts(ben)).toEqual(['hello']);
  });
});
