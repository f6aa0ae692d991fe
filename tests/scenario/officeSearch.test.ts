import { beforeEach, describe, expect, it } from 'vitest';
import type { Message, SearchOptions, SearchPage } from '../../src/messenger/messenger.ts';
import type { EntryId } from '../../src/model/ids.ts';
import { HEAD } from '../../src/search/keep.ts';
import { anaAndBen, delivered, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** What a person finds once everything they hold is indexed. */
async function find(
  person: Person,
  question: string,
  options?: SearchOptions,
): Promise<SearchPage> {
  await world.drive(person.here.search.upToDate());
  return world.drive(person.here.search.find(question, options));
}

async function found(person: Person, question: string, options?: SearchOptions): Promise<string[]> {
  const { hits } = await find(person, question, options);
  return hits.map(({ message }) => message.text);
}

describe('what was said', () => {
  it('is found by everybody who has it, as it stands now', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ana, 'The harbour plan is ready');
    const id = await say(world, ana, 'lunch at noon');
    await world.until('Ben has both', () => ben.unread() === 2);
    for (const person of [ana, ben]) {
      expect(await found(person, 'HARBOUR ')).toEqual(['The harbour plan is ready']);
      expect(await found(person, 'harb')).toEqual(['The harbour plan is ready']);
    }
    await world.drive(ana.here.edit(id, 'dinner at eight'));
    await delivered(world, ana);
    const seen = await world.drive(ben.here.timeline(ben.conversation('general')));
    const has = (what: string, is: (message: Message) => boolean) =>
      world.until(`Ben has the ${what}`, () => seen.messages.get().some(is));
    await has('edit', ({ text }) => text === 'dinner at eight');
    for (const person of [ana, ben]) {
      expect(await found(person, 'dinner ')).toEqual(['dinner at eight']);
      expect((await find(person, 'lunch ')).hits).toEqual([]);
    }
    await world.drive(ana.here.delete(id));
    await has('deletion', ({ deleted }) => deleted !== null);
    seen.close();
    for (const person of [ana, ben]) expect((await find(person, 'dinner ')).total).toBe(0);
  });

  it('is found by who wrote it, where, when, and what it has', async () => {
    const { ana, ben } = await anaAndBen(world);
    const link = await say(world, ana, 'plan https://plan.example');
    await world.until('Ben has it', () => ben.unread() === 1);
    await say(world, ben, 'plan of mine');
    await delivered(world, ben);
    await world.drive(ana.here.pin(link, true));
    await world.drive(ana.here.react(link, '🎉', true));
    expect(await found(ana, 'plan from:ben')).toEqual(['plan of mine']);
    expect(await found(ana, 'from:me')).toEqual(['plan https://plan.example']);
    expect(await found(ana, 'plan -from:me')).toEqual(['plan of mine']);
    for (const has of ['has:link', 'has:pin', 'has:reaction']) {
      expect(await found(ana, has), has).toEqual(['plan https://plan.example']);
    }
    expect(await found(ana, 'plan in:general', { sort: 'date' })).toHaveLength(2);
    expect(await found(ana, 'plan -in:general')).toEqual([]);
    expect(await found(ana, 'plan during:today')).toHaveLength(2);
    expect(await found(ana, 'plan before:2020-01-01')).toEqual([]);
    await world.drive(ana.here.save(link, true));
    expect(await found(ana, 'is:saved')).toEqual(['plan https://plan.example']);
  });

  it('names of nobody and nothing are told', async () => {
    const { ana } = await anaAndBen(world);
    const { misunderstood, total } = await find(ana, 'plan from:zoe in:nowhere has:unicorn');
    expect(total).toBe(0);
    expect(misunderstood.map(({ why }) => why)).toEqual([
      'unknown-value',
      'unknown-person',
      'unknown-conversation',
    ]);
  });

  it('threads are found, and each hit says where it was found', async () => {
    const { ana } = await anaAndBen(world);
    const general = ana.conversation('general');
    const root: EntryId = await say(world, ana, 'who comes along');
    await world.drive(ana.here.send(general, 'me, gladly', { thread: root }));
    await say(world, ana, 'nothing to do with it, gladly');
    const { hits } = await find(ana, 'gladly is:thread');
    expect(hits).toHaveLength(1);
    expect(hits[0]?.message.root).toBe(root);
    expect(hits[0]?.snippet).toEqual([
      { text: 'me, ', found: false },
      { text: 'gladly', found: true },
    ]);
    expect(await found(ana, 'is:thread')).toHaveLength(2);
    expect(await found(ana, '-gladly')).toEqual(['who comes along']);
    expect(await find(ana, '“”')).toMatchObject({ asked: false, total: 0 });
  });
});

describe('the index', () => {
  it('is there after a restart, and covers all', async () => {
    const { ana } = await anaAndBen(world);
    await say(world, ana, 'the harbour plan');
    await found(ana, 'harbour ');
    await world.close(ana);
    expect([...ana.disk.shards.keys()]).toContain(HEAD);
    await world.open(ana, { offline: true });
    expect(await found(ana, 'harbour ')).toEqual(['the harbour plan']);
    expect(ana.here.search.coverage.get()).toEqual({ kind: 'whole' });
  });

  it.each(['deleted', 'damaged', 'of before'])(
    'that is %s is made again from the logs',
    async (how) => {
      const { ana } = await anaAndBen(world);
      await say(world, ana, 'the harbour plan');
      await found(ana, 'harbour ');
      await world.close(ana);
      const before = new Map(ana.disk.shards);
      await world.open(ana, { offline: true });
      const late = await say(world, ana, 'the harbour is closed');
      await found(ana, 'harbour ');
      await world.close(ana);
      for (const [name, bytes] of ana.disk.shards) {
        if (how === 'deleted') ana.disk.shards.delete(name);
        else
          ana.disk.shards.set(
            name,
            how === 'damaged' ? bytes.map((it) => it ^ 1) : (before.get(name) ?? bytes),
          );
      }
      await world.open(ana, { offline: true });
      expect(late).toBeTruthy();
      expect((await found(ana, 'harbour ')).sort()).toEqual([
        'the harbour is closed',
        'the harbour plan',
      ]);
      await world.close(ana);
      await world.open(ana, { offline: true });
      expect(await found(ana, 'closed ')).toEqual(['the harbour is closed']);
    },
  );
});
