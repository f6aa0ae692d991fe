import { beforeEach, describe, expect, it } from 'vitest';
import { readLink } from '../../src/wire/links.ts';
import { anaAndBen, delivered, markRead, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

const room = (person: Person, name: string) =>
  person.here.conversations.get().find((it) => it.name === name);

/** One more device of somebody who is here. */
async function link(person: Person, name: string): Promise<Person> {
  const read = readLink((await world.drive(person.here.linkDevice())).link);
  if (read.kind !== 'link') throw new Error(read.kind);
  const joining = world.joining(name, read);
  await world.until('it asks', () => person.here.waiting.get().length === 1);
  const [asked] = person.here.waiting.get();
  await world.drive(person.here.approve(asked?.id as never));
  return world.drive(joining);
}

it('Y6: what another of one’s devices wrote is held by it, and by the relay that brought it', async () => {
  const { ana } = await anaAndBen(world);
  await say(world, ana, 'from before');
  await delivered(world, ana);
  const phone = await link(ana, 'Ana 2');
  await say(world, ana, 'from the desk');
  await delivered(world, ana);
  const general = phone.conversation();
  const all = async () => {
    const messages = await world.messages(phone, general);
    return messages.map(({ id }) => phone.here.delivery(id));
  };
  const held = { kind: 'devices', count: 1, relay: true };
  await expect.poll(async () => world.clock.advance(1_000).then(all)).toEqual([held, held]);
  const [first] = await world.messages(phone, general);
  const [desk] = ana.here.me.get().devices;
  expect(phone.here.heldBy(first?.id as never)).toMatchObject({ devices: [{ id: desk }] });
  expect(phone.here.holders(first?.id as never)).toBe(2);
  await world.close(phone);
  await world.open(phone, { offline: true });
  expect(await all()).toEqual([held, held]);
  await world.close(phone);
  await world.open(phone);
  await world.drive(phone.here.removeDevice(desk as never));
  expect(await all()).toEqual([{ kind: 'relay' }, { kind: 'relay' }]);
});

describe('what a person keeps for themselves', () => {
  it('is theirs alone, survives a restart and reaches their other devices', async () => {
    const { ana, ben } = await anaAndBen(world);
    const general = ana.conversation('general');
    const id = await say(world, ben, 'keep this');
    await world.until('Ana has it', () => ana.unread() === 1);
    await world.drive(ana.here.save(id, true));
    await world.drive(ana.here.prefer(general, 'star', true));
    expect(ana.here.saved.get()).toEqual(new Set([id]));
    expect(room(ana, 'general')).toMatchObject({ starred: true, hidden: false });
    await delivered(world, ana);
    const phone = await link(ana, 'Ana 2');
    await world.until('the phone has it', () => phone.here.saved.get().has(id));
    await world.until('and the star', () => room(phone, 'general')?.starred === true);
    const shelf = await world.drive(phone.here.savedMessages());
    await world.until('and the message', () => shelf.items.get()[0]?.message !== null);
    expect(shelf.items.get()).toMatchObject([{ id, message: { text: 'keep this' } }]);
    await world.drive(ben.here.edit(id, 'keep that'));
    await world.until('with what becomes of it', () => {
      return shelf.items.get()[0]?.message?.text === 'keep that';
    });
    shelf.close();
    await world.drive(phone.here.save(id, false));
    await world.until('the laptop knows', () => ana.here.saved.get().size === 0);
    expect(ben.here.saved.get().size).toBe(0);
    expect(ben.here.conversations.get().map(({ name }) => name)).toEqual(['general']);
    // Nothing of it is news to their own devices.
    expect([...ana.here.conversations.get(), ...phone.here.conversations.get()]).toSatisfy(
      (all: { unread: number; kind: string }[]) =>
        all.every((room) => room.kind !== 'direct' || room.unread === 0),
    );
  });
});

describe('the inbox', () => {
  it('tells of mentions, answers, threads and reactions until they are read', async () => {
    const { ana, ben } = await anaAndBen(world);
    const general = ana.conversation('general');
    const mine = await say(world, ana, 'shall we?');
    await world.until('Ben has it', () => ben.unread() === 1);
    await world.drive(ben.here.send(general, '@Ana look'));
    await world.drive(ben.here.send(general, 'we shall', { replyTo: mine }));
    await world.drive(ben.here.send(general, 'in detail', { thread: mine }));
    await world.drive(ben.here.send(general, 'by the way'));
    await world.drive(ben.here.react(mine, '🎉', true));
    await world.until('Ana is told', () => ana.here.inbox.unread.get() === 4);
    await world.drive(ana.here.inbox.load());
    const kinds = () => ana.here.inbox.items.get().map(({ kind }) => kind);
    await world.until('all stand there', () => kinds().length === 4);
    expect(kinds().sort()).toEqual(['mention', 'reaction', 'reply', 'thread']);
    expect(ana.here.conversations.get()[0]).toMatchObject({ unread: 4, mentions: 1 });
    await markRead(world, ana);
    await world.until('read there is read here', () => ana.here.inbox.unread.get() === 0);
    expect(kinds()).toHaveLength(4);
  });

  it('knows after a restart what is unread, and what was marked as read', async () => {
    const { ana, ben } = await anaAndBen(world);
    const general = ana.conversation('general');
    await world.drive(ben.here.send(general, '@Ana one'));
    await world.until('Ana is told', () => ana.here.inbox.unread.get() === 1);
    ana.here.inbox.markRead();
    await world.until('she is done with it', () => ana.here.inbox.unread.get() === 0);
    expect(ana.unread(), 'the conversation stays as it is').toBe(1);
    await world.drive(ben.here.send(general, '@channel two'));
    await world.until('Ana is told again', () => ana.here.inbox.unread.get() === 1);
    await world.close(ana);
    await world.open(ana);
    await world.until('she still is', () => ana.here.inbox.unread.get() === 1);
  });
});
