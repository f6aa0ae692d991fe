import { beforeEach, describe, expect, it } from 'vitest';
import { type ConversationId, logOf } from '../../src/model/ids.ts';
import { monthOf } from '../../src/model/time.ts';
import { topicOf } from '../../src/wire/hash.ts';
import { Intruder } from '../support/intruder.ts';
import { anaBenAndCleo, delivered, SECOND, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;
let ana: Person;
let ben: Person;
let cleo: Person;
let group: ConversationId;

/** Ana, Ben and Cleo, and a group of the first two. */
beforeEach(async () => {
  world = here.world;
  ({ ana, ben, cleo } = await anaBenAndCleo(world));
  group = await world.drive(ana.here.createGroup('Board', [memberOf(ben)]));
  await tell(ana, 'first');
  await world.until('Ben has it', () => ben.unread('Board') === 1);
});

const memberOf = (person: Person) => person.here.me.get().id;
const tell = async (person: Person, text: string) => {
  await world.drive(person.here.send(group, text));
  await delivered(world, person);
  await world.clock.advance(5 * SECOND);
};
/** Logs of the group on a person's disk. */
const keptBy = ({ disk }: Person): number =>
  [...disk.logs].filter(([log]) => log.startsWith(group)).length;

/** Hears the group's topic as a program of its own that has Cleo's keys. */
async function eavesdrop() {
  const intruder = await Intruder.with(world, cleo);
  expect(await intruder.greet(ana.here.office.id)).toBe('welcome');
  const heard: Uint8Array[] = [];
  intruder.network.subscribe(topicOf(ana.here.office.id, group), {
    validate: (bytes) => {
      heard.push(bytes);
      return 'accept';
    },
  });
  return { intruder, heard };
}

describe('Y9: what is said in a group', () => {
  it('is neither told to nor kept by the app of who takes no part', async () => {
    await tell(ben, 'second');
    expect([keptBy(ana), keptBy(ben), keptBy(cleo)]).toEqual([1, 1, 0]);
  });

  it('is not told by the relay to who joins its topic all the same', async () => {
    const { intruder, heard } = await eavesdrop();
    await tell(ana, 'second');
    expect(heard).toEqual([]);
    await intruder.network.stop();
  });

  it('is not told by those who take part to who is connected directly', async () => {
    const { intruder, heard } = await eavesdrop();
    for (const { peer } of [ana, ben]) {
      const address = `${world.relay.address}/p2p-circuit/webrtc/p2p/${peer}`;
      await world.drive(intruder.network.dial(address));
    }
    await tell(ana, 'second');
    await tell(ben, 'third');
    expect(intruder.network.connected().map(({ peer }) => peer)).toContain(ana.peer);
    expect(heard).toEqual([]);
    await intruder.network.stop();
  });

  it('is all there for who is taken in later, who hears what follows live, until they are taken out', async () => {
    await tell(ben, 'second');
    await world.drive(ana.here.addParticipants(group, [memberOf(cleo)]));
    await world.until('Cleo has the history', () => cleo.unread('Board') === 2);
    expect(await world.texts(cleo, 'Board')).toEqual(['first', 'second']);

    // By gossip: catch-up takes longer.
    const asked = world.clock.now();
    await world.drive(ana.here.send(group, 'third'));
    await world.until('Cleo hears Ana', () => cleo.unread('Board') === 3);
    await world.drive(cleo.here.send(group, 'fourth'));
    await world.until('Ben hears Cleo', () => ben.unread('Board') === 3);
    expect(world.clock.now() - asked).toBeLessThan(2 * SECOND);

    await world.drive(ana.here.removeParticipants(group, [memberOf(cleo)]));
    await delivered(world, ana);
    await world.clock.advance(5 * SECOND);
    const log = logOf(group, monthOf(world.clock.now()));
    const bytes = () => (cleo.disk.logs.get(log) ?? []).reduce((sum, it) => sum + it.length, 0);
    const before = bytes();
    await tell(ana, 'fifth');
    await tell(ben, 'sixth');
    expect([before > 0, bytes()]).toEqual([true, before]);
  });
});
