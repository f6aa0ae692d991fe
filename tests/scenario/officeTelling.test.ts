import { beforeEach, describe, expect, it } from 'vitest';
import type { News } from '../../src/messenger/messenger.ts';
import { anaAndBen, delivered, HOUR, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** What somebody is told from now on: the texts of each notification. */
function toldTo(person: Person): string[][] {
  const told: string[][] = [];
  person.here.onNews(({ messages }: News) => told.push(messages.map(({ text }) => text)));
  return told;
}

const general = (person: Person) =>
  person.here.conversations.get().find(({ name }) => name === 'general');

describe('being told', () => {
  it('of mentions in channels, of everything where one wants it, several at once as one', async () => {
    const { ana, ben } = await anaAndBen(world);
    const told = toldTo(ben);
    await say(world, ana, 'for nobody in particular');
    await say(world, ana, '@Ben one');
    await say(world, ana, '@Ben two');
    await world.until('Ben is told', () => told.length > 0);
    await world.clock.advance(3 * SECOND);
    expect(told).toEqual([['@Ben one', '@Ben two']]);
    expect(general(ben)).toMatchObject({ unread: 3, mentions: 2, counts: 3, badges: 2 });
    await world.drive(ben.here.setLevel(ben.conversation(), 'everything'));
    await say(world, ana, 'for everybody');
    await world.until('Ben is told', () => told.length > 1);
    expect(told[1]).toEqual(['for everybody']);
    expect(general(ben)).toMatchObject({ level: 'everything', counts: 4, badges: 4 });
  });

  it('not of what is before their eyes, nor muted, nor while not to be disturbed', async () => {
    const { ana, ben } = await anaAndBen(world);
    const told = toldTo(ben);
    const says = async (text: string): Promise<void> => {
      await say(world, ana, text);
      await delivered(world, ana);
      await world.clock.advance(5 * SECOND);
    };
    ben.here.heed(ben.conversation());
    await says('@Ben you see this');
    ben.here.heed(null);
    await world.drive(ben.here.mute(ben.conversation(), world.clock.now() + HOUR));
    await says('@Ben you are deaf');
    expect(general(ben)).toMatchObject({ muted: true, unread: 2, counts: 0, badges: 0 });
    await world.clock.advance(HOUR);
    expect(general(ben)).toMatchObject({ muted: false, mutedUntil: null, badges: 2 });
    await world.drive(ben.here.setMode('dnd'));
    await says('@Ben you are busy');
    await world.drive(ben.here.setMode('auto'));
    expect(told).toEqual([]);
    await says('@Ben at last');
    expect(told).toEqual([['@Ben at last']]);
    expect(ben.unread(), 'all of it waits as unread').toBe(4);
  });

  it('of keywords, and of answers to what they wrote', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ben.here.changePreferences({ keywords: [' invoice '] }));
    const said = await say(world, ben, 'who has the papers?');
    await delivered(world, ben);
    const told = toldTo(ben);
    await say(world, ana, 'the Invoice came');
    await world.until('Ben is told', () => told.length === 1);
    await world.drive(ana.here.send(ana.conversation(), 'I have them', { replyTo: said }));
    await world.until('Ben is told', () => told.length === 2);
    expect(told).toEqual([['the Invoice came'], ['I have them']]);
  });

  it('of what was written while they were away as one, and of nothing that was deleted', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    for (let i = 0; i < 30; i++) await say(world, ana, `@Ben ${i}`);
    const wrong = await say(world, ana, '@Ben forget this');
    await world.drive(ana.here.delete(wrong));
    await delivered(world, ana);
    await world.clock.advance(HOUR);
    await world.open(ben);
    const told = toldTo(ben);
    await world.until('Ben is told', () => told.length > 0);
    await world.clock.advance(10 * SECOND);
    expect(told).toHaveLength(1);
    expect(told[0]).toHaveLength(30);
    expect(ben.unread()).toBe(30);
  });
});

describe('typing', () => {
  const typers = (person: Person) =>
    (person.here.typing.get().get(person.conversation()) ?? []).map(
      (id) => person.here.members.get().find((it) => it.id === id)?.name,
    );

  it('is seen until the message comes, and not by who does not want it', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.until('they see each other', () =>
      [ana, ben].every((it) => it.here.members.get().every(({ status }) => status === 'online')),
    );
    ana.here.type(ana.conversation());
    await world.until('Ben sees it', () => typers(ben).includes('Ana'), 2 * SECOND);
    expect(typers(ana)).toEqual([]);
    await say(world, ana, 'typed');
    await world.until('it ends', () => typers(ben).length === 0, 2 * SECOND);
    ana.here.type(ana.conversation());
    await world.until('Ben sees it', () => typers(ben).includes('Ana'), 2 * SECOND);
    await world.until('it ends by itself', () => typers(ben).length === 0, 7 * SECOND);
    await world.drive(ben.here.changePreferences({ typing: false }));
    ana.here.type(ana.conversation());
    ben.here.type(ben.conversation());
    await world.clock.advance(3 * SECOND);
    expect([typers(ana), typers(ben)]).toEqual([[], []]);
  });
});
