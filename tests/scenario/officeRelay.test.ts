import { beforeEach, describe, expect, it } from 'vitest';
import { makeLimit } from '../../src/messenger/limit.ts';
import {
  anaAndBen,
  anaBenAndCleo,
  delivered,
  SECOND,
  say,
  storyWorld,
} from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** How many entries the relay holds of the office. */
const archived = ({ here: { office } }: Person): number =>
  [...world.relay.archive.vectors(office.id).values()]
    .flatMap((vector) => [...vector.values()])
    .reduce((sum, next) => sum + next, 0);

/** Somebody opens the relay's set-up link in the office that they have. */
async function host(person: Person): Promise<void> {
  const limit = makeLimit(world.clock, 30 * SECOND);
  await world.drive(person.here.host(world.relay.setupLink, limit.signal));
  limit.end();
}

describe('a relay', () => {
  it('that ends and starts again knows everybody and everything', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ana, 'kept');
    await delivered(world, ana);
    const before = archived(ana);
    await world.relay.stop();
    await world.relay.start();
    expect(archived(ana)).toBe(before);
    await world.close(ana);
    await say(world, ben, 'after');
    await delivered(world, ben);
    await world.close(ben);
    await world.open(ana);
    await world.until('Ana has it', () => ana.unread() === 1);
    expect(await world.texts(ana)).toEqual(['kept', 'after']);
  });

  it('that dies while all write loses nothing', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    for (let round = 0; round < 4; round++) {
      const sending = [ana, ben, cleo].map((it) =>
        it.here.send(it.conversation(), `${it.name} ${round}`),
      );
      await world.clock.advance(round);
      await world.relay.crash();
      await world.drive(Promise.all(sending));
      await world.clock.advance(2 * SECOND);
      await world.relay.start();
    }
    for (const person of [ana, ben, cleo]) {
      await delivered(world, person);
      await world.until(`${person.name} has all`, () => person.unread() === 8);
      expect((await world.texts(person)).length).toBe(12);
    }
  });

  it('replaced by an empty one is filled again by the members, once one of them shows its link', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    for (const person of [ana, ben, cleo]) await say(world, person, `${person.name} was here`);
    // Until somebody has vouched for who came (SPEC R18).
    await world.clock.advance(5 * SECOND);
    for (const person of [ana, ben, cleo]) await delivered(world, person);
    const before = archived(ana);
    await world.close(cleo);
    await world.relay.replace();
    await world.clock.advance(5 * SECOND);
    expect(archived(ana), 'nobody brings an office without being asked').toBe(0);
    await host(ana);
    await world.until('the relay holds all', () => archived(ana) === before);
    await say(world, ben, 'and goes on');
    await world.until('so does Ben', () => archived(ana) === before + 1);
    const link = await world.inviteBy(ana);
    await delivered(world, ana);
    await world.close(ana);
    await world.close(ben);
    await world.open(cleo);
    await world.until('Cleo has the news', () => cleo.unread() === 3);
    await world.close(cleo);
    const dov = await world.join('Dov', link);
    expect((await world.texts(dov)).sort()).toEqual(
      ['Ana was here', 'Ben was here', 'Cleo was here', 'and goes on'].sort(),
    );
  });

  it('replaced by an empty one takes no office by another link', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.relay.replace();
    const wrong = { ...world.relay.setupLink, secret: new Uint8Array(16) };
    const limit = makeLimit(world.clock, 30 * SECOND);
    await expect(world.drive(ana.here.host(wrong, limit.signal))).rejects.toMatchObject({
      reason: 'setup-used',
    });
    limit.end();
    const other = { ...world.relay.setupLink, relays: [`/memory/${ben.peer}/p2p/${ben.peer}`] };
    await expect(ana.here.host(other, limit.signal)).rejects.toMatchObject({
      reason: 'not-allowed',
    });
    expect(archived(ana)).toBe(0);
  });
});
