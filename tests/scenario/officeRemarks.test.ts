import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/messenger/messenger.ts';
import type { EntryId } from '../../src/model/ids.ts';
import {
  anaAndBen,
  anaBenAndCleo,
  delivered,
  markRead,
  say,
  storyWorld,
} from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** A message as somebody sees it. */
async function seen(person: Person, id: EntryId): Promise<Message> {
  return world.drive(person.here.message(id));
}

describe('what is said of a message', () => {
  it('reaches everybody, counts as no news, and is as honest about delivery', async () => {
    const { ana, ben } = await anaAndBen(world);
    const id = await say(world, ana, 'fisrt');
    await world.until('Ben has it', () => ben.unread() === 1);
    await markRead(world, ben);
    await world.drive(ana.here.edit(id, 'first'));
    await world.drive(ana.here.pin(id, true));
    await world.drive(ana.here.react(id, '🎉', true));
    await delivered(world, ana);
    await world.drive(ben.here.react(id, '🎉', true));
    await delivered(world, ben);
    expect(ben.unread()).toBe(0);
    for (const person of [ana, ben]) {
      expect(await seen(person, id)).toMatchObject({
        text: 'first',
        versions: [{ text: 'fisrt' }],
        pinned: true,
        reactions: [{ emoji: '🎉', members: [ana.here.me.get().id, ben.here.me.get().id] }],
      });
    }
  });

  it('is refused where it is not theirs to say', async () => {
    const { ana, ben } = await anaAndBen(world);
    const id = await say(world, ana, 'mine');
    await world.until('Ben has it', () => ben.unread() === 1);
    await expect(world.drive(ben.here.edit(id, 'yours'))).rejects.toThrow('not-allowed');
    await expect(world.drive(ben.here.delete(id))).rejects.toThrow('not-allowed');
    await expect(world.drive(ben.here.react(id, 'x', true))).rejects.toThrow('malformed');
    const nothing = 'A'.repeat(43) as EntryId;
    await expect(world.drive(ben.here.pin(nothing, true))).rejects.toThrow('unknown-message');
  });

  it('deletes what the author says or an owner, also while apart from who edits', async () => {
    const { ana, ben } = await anaAndBen(world);
    const id = await say(world, ben, 'regretted');
    await delivered(world, ben);
    await world.until('Ana has it', () => ana.unread() === 1);
    // Ana, the owner, deletes while Ben edits, neither knowing of the other.
    await world.relay.crash();
    await Promise.all([
      world.drive(ana.here.delete(id)),
      world.drive(ben.here.edit(id, 'still regretted')),
    ]);
    await world.relay.start();
    await delivered(world, ana);
    await delivered(world, ben);
    for (const person of [ana, ben]) {
      expect(await seen(person, id)).toMatchObject({ text: '', versions: [], edited: false });
    }
    expect(ana.unread(), 'what is deleted is no news').toBe(0);
  });
});

describe('threads', () => {
  it('stand beside the conversation, for whoever joins too', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const root = await say(world, ana, 'root');
    await world.until('Ben has it', () => ben.unread() === 1);
    const { conversation } = await seen(ben, root);
    await world.drive(ben.here.send(conversation, 'in the thread', { thread: root }));
    await world.drive(ben.here.send(conversation, 'in both', { thread: root, also: true }));
    await delivered(world, ben);
    for (const person of [ana, ben, cleo]) {
      expect(await world.texts(person)).toEqual(['root', 'in both']);
      const timeline = await world.drive(person.here.timeline(conversation));
      const thread = timeline.thread(root);
      expect(thread.messages.get().map(({ text }) => text)).toEqual([
        'root',
        'in the thread',
        'in both',
      ]);
      expect(timeline.messages.get()[0]?.thread?.replies).toBe(2);
      timeline.close();
    }
  });

  it('are read by themselves: what else is new in the conversation stays so', async () => {
    const { ana, ben } = await anaAndBen(world);
    const root = await say(world, ana, 'root');
    await world.until('Ben has it', () => ben.unread() === 1);
    const conversation = ben.conversation('general');
    const timeline = await world.drive(ben.here.timeline(conversation));
    timeline.markRead();
    await world.drive(ana.here.send(conversation, 'plain'));
    await world.drive(ana.here.send(conversation, '@Ben in the thread', { thread: root }));
    await world.until('Ben has them', () => ben.unread() === 2);
    expect(timeline.messages.get()[0]?.thread?.unread).toBe(1);
    timeline.thread(root).markRead();
    expect(ben.unread()).toBe(1);
    expect(timeline.messages.get()[0]?.thread?.unread).toBe(0);
    expect(ben.here.conversations.get()[0]).toMatchObject({ unread: 1, mentions: 0 });
    await world.until('the inbox knows', () => ben.here.inbox.unread.get() === 0);
    timeline.close();
    await world.close(ben);
    await world.open(ben);
    expect(ben.unread(), 'after a restart').toBe(1);
  });
});

describe('unread', () => {
  it('can be brought back from a message on; remarks do not count', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ana, 'one');
    const two = await say(world, ana, 'two');
    await world.drive(ana.here.react(two, '👍', true));
    await say(world, ana, 'three');
    await delivered(world, ana);
    await world.until('Ben has all', () => ben.unread() === 3);
    const timeline = await world.drive(ben.here.timeline(ben.conversation()));
    timeline.markRead();
    expect(ben.unread()).toBe(0);
    timeline.markUnread(two);
    await world.until('two are unread', () => ben.unread() === 2);
    expect(timeline.messages.get().map(({ unread }) => unread)).toEqual([false, true, true]);
    timeline.close();
  });
});
