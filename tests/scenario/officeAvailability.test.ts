import { beforeEach, describe, expect, it } from 'vitest';
import { IDLE_AFTER } from '../../src/messenger/availability.ts';
import { anaAndBen, SECOND, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

const seen = (by: Person, name: string) => {
  const member = by.here.members.get().find((it) => it.name === name);
  if (!member) throw new Error(`${by.name} knows no ${name}`);
  return member;
};

describe('availability', () => {
  it('is away after five minutes without a sign, and back with the next', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.until('Ana is here', () => seen(ben, 'Ana').status === 'online');
    for (let i = 0; i < 4; i++) {
      await world.clock.advance(IDLE_AFTER / 2);
      ana.here.active();
    }
    expect(seen(ben, 'Ana').status).toBe('online');
    await world.clock.advance(IDLE_AFTER + SECOND);
    await world.until('Ana is away', () => seen(ben, 'Ana').status === 'away');
    expect(ana.here.me.get().status).toBe('away');
    ana.here.active();
    await world.until('Ana is back', () => seen(ben, 'Ana').status === 'online', 2 * SECOND);
  });

  it('is not to be disturbed until a time, with a status that ends by itself', async () => {
    const { ana, ben } = await anaAndBen(world);
    const soon = world.clock.now() + 60 * SECOND;
    await world.drive(ana.here.setMode('dnd', soon));
    await world.drive(ana.here.setCustom({ emoji: '🌴', text: 'Out', until: soon + 30 * SECOND }));
    await world.until('Ben sees it', () => seen(ben, 'Ana').status === 'dnd');
    await world.until('Ben reads it', () => seen(ben, 'Ana').custom?.text === 'Out');
    ana.here.active();
    await world.until('it ends', () => seen(ben, 'Ana').status === 'online', 62 * SECOND);
    expect(seen(ben, 'Ana').custom?.emoji).toBe('🌴');
    await world.clock.advance(31 * SECOND);
    expect(seen(ben, 'Ana').custom).toBeNull();
    await expect(
      world.drive(ana.here.setCustom({ emoji: '', text: 'two\nlines', until: null })),
    ).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('says when somebody was last here, also after a restart', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.until('Ana is here', () => seen(ben, 'Ana').status === 'online');
    expect(seen(ben, 'Ana').lastSeen).toBeNull();
    await world.close(ana);
    const left = world.clock.now();
    await world.until('Ana is gone', () => seen(ben, 'Ana').status === 'offline');
    const last = seen(ben, 'Ana').lastSeen ?? 0;
    expect(Math.abs(last - left)).toBeLessThan(6 * SECOND);
    await world.close(ben);
    await world.clock.advance(60 * SECOND);
    await world.open(ben);
    expect(seen(ben, 'Ana').lastSeen).toBe(last);
  });

  it('is remembered over a restart, and quiet hours count as not to be disturbed', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ana.here.setCustom({ emoji: '', text: 'In the archive', until: null }));
    const date = new Date(world.clock.now());
    const minute = date.getHours() * 60 + date.getMinutes();
    const quietHours = { days: [0, 1, 2, 3, 4, 5, 6], from: minute, to: (minute + 2) % 1_440 };
    await world.drive(ana.here.changePreferences({ quietHours }));
    await world.close(ana);
    await world.open(ana);
    expect(ana.here.availability.get()).toMatchObject({
      quiet: true,
      standing: 'dnd',
      mode: 'auto',
    });
    await world.until('Ben sees it', () => seen(ben, 'Ana').status === 'dnd');
    expect(seen(ben, 'Ana').custom?.text).toBe('In the archive');
    await world.until('they end', () => seen(ben, 'Ana').status === 'online', 121 * SECOND);
  });
});
