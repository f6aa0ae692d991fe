import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { anaAndBen, delivered, HOUR, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const MIB = 1024 * 1024;
const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** Starts the relay anew with other limits. */
async function limit(quota: Partial<OfficeWorld['relay']['quota']>): Promise<void> {
  await world.relay.stop();
  world.relay.quota = { ...world.relay.quota, ...quota };
  await world.relay.start();
}

const onDisk = (): number =>
  readdirSync(world.relay.folder).reduce(
    (sum, name) => sum + statSync(join(world.relay.folder, name)).size,
    0,
  );
const isLimited = ({ here: { connection } }: Person): string | null => {
  const state = connection.get();
  return state.kind === 'connected' ? (state.limit ?? null) : null;
};
const LONG = 'x'.repeat(15_000);

/** Writes long messages as fast as they go. */
async function flood(person: Person, count: number): Promise<void> {
  for (let at = 0; at < count; at += 20) {
    await Promise.all(
      Array.from({ length: Math.min(20, count - at) }, (_, i) =>
        world.drive(person.here.send(person.conversation(), `${at + i} ${LONG}`)),
      ),
    );
  }
}

describe('A13: a device that has written as much as the relay takes in a day', () => {
  it('Y12: keeps the rest, is told so, and is rid of it the next day', async () => {
    await limit({ member: MIB });
    const { ana, ben } = await anaAndBen(world);
    // Nobody else is there to keep what Ben writes.
    await world.close(ana);
    await flood(ben, 100);
    await world.until('Ben is told', () => isLimited(ben) === 'device-quota');
    await world.clock.advance(60 * SECOND);
    const waiting = ben.here.outbox.get();
    expect(waiting).toBeGreaterThan(30);
    expect(waiting).toBeLessThan(50);
    await world.open(ana);
    await say(world, ana, 'as ever');
    await delivered(world, ana);
    expect(isLimited(ana)).toBe(null);
    await world.close(ana);
    await world.close(ben);
    await world.clock.advance(13 * HOUR);
    await world.open(ben);
    await delivered(world, ben);
    expect(isLimited(ben)).toBe(null);
    await world.close(ben);
    await world.open(ana);
    await world.until('Ana has all', () => ana.unread() === 100);
    expect(await world.texts(ana)).toHaveLength(101);
  });

  it('is relieved at midnight without being asked', async () => {
    await limit({ member: MIB });
    const { ana, ben } = await anaAndBen(world);
    await world.close(ana);
    await world.close(ben);
    await world.clock.advance(12 * HOUR - 120 * SECOND);
    await world.open(ben);
    await flood(ben, 100);
    await world.until('Ben is told', () => isLimited(ben) === 'device-quota');
    expect(ben.here.outbox.get()).toBeGreaterThan(30);
    // A minute after midnight, not whenever the relay next asks.
    const isThrough = () => ben.here.outbox.get() === 0 && isLimited(ben) === null;
    await world.until('it all went', isThrough, 180 * SECOND);
  });

  it('has used it up also when the relay or the device starts again', async () => {
    await limit({ member: MIB });
    const { ben } = await anaAndBen(world);
    await flood(ben, 100);
    await world.until('Ben is told', () => isLimited(ben) !== null);
    await world.clock.advance(5 * SECOND);
    const waiting = ben.here.outbox.get();
    await world.relay.stop();
    await world.relay.start();
    await world.close(ben);
    await world.open(ben);
    await world.until('Ben is told again', () => isLimited(ben) !== null);
    await world.clock.advance(60 * SECOND);
    expect(ben.here.outbox.get()).toBe(waiting);
  });

  it('can still act in the roster', async () => {
    await limit({ member: MIB });
    const { ana } = await anaAndBen(world);
    await flood(ana, 100);
    await world.until('Ana is told', () => isLimited(ana) !== null);
    const link = await world.inviteBy(ana);
    const cleo = await world.join('Cleo', link);
    expect(cleo.here.office.name.get()).toBe('Lab');
  });

  it('leaves the disk within the quota and a tenth', async () => {
    const quota = 24 * MIB;
    await limit({ member: quota });
    const { ben } = await anaAndBen(world);
    const before = onDisk();
    await flood(ben, 2_000);
    await world.until('Ben is told', () => isLimited(ben) !== null);
    await world.clock.advance(60 * SECOND);
    const used = onDisk() - before;
    expect(used).toBeGreaterThan(quota * 0.9);
    expect(used).toBeLessThan(quota * 1.1);
  }, 120_000);
});

describe('A13: an office that has filled its room', () => {
  it('keeps what is written on its devices until the admin makes room', async () => {
    await limit({ office: MIB });
    const { ana, ben } = await anaAndBen(world);
    await flood(ben, 80);
    await flood(ana, 20);
    await world.until('Ben is told', () => isLimited(ben) === 'office-quota');
    await world.until('Ana is told', () => isLimited(ana) === 'office-quota');
    await world.clock.advance(60 * SECOND);
    expect(onDisk()).toBeLessThan(4 * MIB);
    const cleo = await world.join('Cleo', await world.inviteBy(ana));
    expect(cleo.here.office.name.get()).toBe('Lab');
    await limit({ office: 100 * MIB });
    await delivered(world, ana);
    await delivered(world, ben);
    await world.until('all is well', () => isLimited(ana) === null && isLimited(ben) === null);
    await world.clock.advance(60 * SECOND);
    expect(await world.texts(cleo)).toHaveLength(100);
  }, 120_000);
});
