import { beforeEach, describe, expect, it } from 'vitest';
import type { EntryId, MemberId } from '../../src/model/ids.ts';
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

const textsOf = async (person: Person, conversation = 'general'): Promise<string[]> => {
  const timeline = await world.drive(person.here.timeline(person.conversation(conversation)));
  const texts = timeline.messages.get().map(({ text }) => text);
  timeline.close();
  return texts;
};

const unsent = async (person: Person) => {
  const outbox = await world.drive(person.here.openOutbox());
  const items = outbox.items.get();
  outbox.close();
  return items;
};

describe('honest delivery', () => {
  it('names the devices that hold a message', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ben.here.labelDevice(ben.here.device, 'Ben’s phone'));
    await world.until('Ana knows it', () =>
      ana.here.devices.get().some(({ label }) => label === 'Ben’s phone'),
    );
    const id = await say(world, ana, 'who has this?');
    expect(ana.here.safety.get()).toBe('waiting');
    await world.until('Ben has it', () => ana.here.heldBy(id).devices.length === 1);
    await world.until('so has the relay', () => ana.here.heldBy(id).relay);
    expect(ana.here.heldBy(id)).toMatchObject({ devices: [{ label: 'Ben’s phone' }], others: 0 });
    expect(ana.here.safety.get()).toBe('safe');
    expect(await unsent(ana)).toEqual([]);
  });

  it('says of what was written in a group that one was taken out of why it stays', async () => {
    const { ana, ben } = await anaAndBen(world);
    const other = ben.here.members.get().find(({ self }) => self)?.id as MemberId;
    const group = await world.drive(ana.here.createGroup('Surprise', [other]));
    await world.until('Ben has it', () => ben.unread('Surprise') !== undefined);
    await world.close(ben);
    await world.open(ben, { offline: true });
    await world.drive(ben.here.send(group, 'who brings the cake?'));
    await world.drive(ben.here.send(ben.conversation(), 'good morning'));
    expect((await unsent(ben)).map(({ why }) => why)).toEqual(['offline', 'offline']);
    await world.close(ben);
    await world.drive(ana.here.removeParticipants(group, [other]));
    await delivered(world, ana);
    await world.open(ben);
    await world.until('Ana reads the rest', () => ana.unread() === 1);
    await world.until('the receipt is here', () => ben.here.outbox.get() === 1);
    const [stays, ...others] = await unsent(ben);
    expect(others).toEqual([]);
    expect(stays).toMatchObject({ text: 'who brings the cake?', why: 'no-part' });
    await world.close(ben);
    await world.open(ben, { offline: true });
    await world.drive(ben.here.cancel(stays?.id as EntryId));
    expect(await unsent(ben)).toEqual([]);
  });

  it('keeps what waits in such a group where only a part of it is to be dropped', async () => {
    const { ana, ben } = await anaAndBen(world);
    const other = ben.here.members.get().find(({ self }) => self)?.id as MemberId;
    const group = await world.drive(ana.here.createGroup('Surprise', [other]));
    await world.until('Ben has it', () => ben.unread('Surprise') !== undefined);
    await world.close(ben);
    await world.open(ben, { offline: true });
    for (const text of ['cake', 'candles']) await world.drive(ben.here.send(group, text));
    await world.close(ben);
    await world.drive(ana.here.removeParticipants(group, [other]));
    await delivered(world, ana);
    await world.open(ben);
    await world.until('Ben is out', () => ben.unread('Surprise') === undefined);
    await world.close(ben);
    await world.open(ben, { offline: true });
    const both = await unsent(ben);
    expect(both.map(({ text }) => text)).toEqual(['cake', 'candles']);
    // The rest would have to be made again, under a key that Ben was not given.
    const dropping = world.drive(ben.here.cancel(both[0]?.id as EntryId));
    await expect(dropping).rejects.toMatchObject({ reason: 'no-key' });
    expect(await unsent(ben)).toEqual(both);
  });

  it('names devices that can be met at the relay alone', async () => {
    for (const name of ['Ana', 'Ben']) world.person(name).webrtc = false;
    const { ana, ben } = await anaAndBen(world);
    const id = await say(world, ana, 'who has this?');
    await world.until('Ben has it', () => ana.here.heldBy(id).devices.length === 1, 5 * SECOND);
    expect(ana.here.heldBy(id).devices).toMatchObject([
      { member: ben.here.members.get().find(({ self }) => self)?.id },
    ]);
  });

  it('tells who was away of it when they are back', async () => {
    for (const name of ['Ana', 'Ben']) world.person(name).webrtc = false;
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    const id = await say(world, ana, 'for later');
    await delivered(world, ana);
    await world.close(ana);
    await world.open(ben);
    await world.until('Ben has it', () => ben.unread() === 1);
    await world.clock.advance(5 * SECOND);
    await world.close(ben);
    await world.open(ana);
    const timeline = await world.drive(ana.here.timeline(ana.conversation()));
    await world.until('Ana hears of it', () => ana.here.heldBy(id).devices.length === 1);
    timeline.close();
  });

  it('tells of it also by a program that ends as soon as it has caught up', async () => {
    for (const name of ['Ana', 'Ben']) world.person(name).webrtc = false;
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    const id = await say(world, ana, 'for a short run');
    await delivered(world, ana);
    await world.open(ben);
    await world.drive(ben.here.caughtUp(AbortSignal.timeout(60_000)));
    expect(ben.unread()).toBe(1);
    await world.close(ben);
    await world.until('Ana hears of it', () => ana.here.heldBy(id).devices.length === 1, SECOND);
  });

  it('lists what waits and why, and takes back what nobody can have seen', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ana);
    await world.open(ana, { offline: true });
    const ids: EntryId[] = [];
    for (const text of ['one', 'two', 'three']) ids.push(await say(world, ana, text));
    await world.drive(ana.here.edit(ids[1] as EntryId, 'two, changed'));
    await world.drive(ana.here.react(ids[2] as EntryId, '👍', true));
    expect(ana.here.safety.get()).toBe('waiting');
    expect(
      (await unsent(ana)).map(({ kind, text, why, cancellable }) => [kind, text, why, cancellable]),
    ).toEqual([
      ['message', 'one', 'offline', true],
      ['message', 'two', 'offline', true],
      ['message', 'three', 'offline', true],
      ['edit', 'two, changed', 'offline', true],
      ['reaction', '', 'offline', true],
    ]);
    await world.drive(ana.here.cancel(ids[1] as EntryId));
    expect(await textsOf(ana)).toEqual(['one', 'three']);
    // Also what was written afterwards can be taken back, and all of it.
    const four = await say(world, ana, 'four');
    await world.drive(ana.here.cancel(four));
    expect((await unsent(ana)).map(({ kind, text }) => [kind, text])).toEqual([
      ['message', 'one'],
      ['message', 'three'],
      ['reaction', ''],
    ]);
    await world.close(ana);
    await world.open(ana);
    await delivered(world, ana);
    await world.until('Ben has it', () => ben.unread() === 2);
    expect(await textsOf(ben)).toEqual(['one', 'three']);
    const timeline = await world.drive(ben.here.timeline(ben.conversation()));
    expect(timeline.messages.get()[1]?.reactions).toMatchObject([{ emoji: '👍' }]);
    timeline.close();
    await expect(world.drive(ana.here.cancel(ids[0] as EntryId))).rejects.toMatchObject({
      reason: 'unknown-message',
    });
  });

  it('tells in whose thread a message waits, and finds messages in their conversations', async () => {
    const { ana } = await anaAndBen(world);
    await world.close(ana);
    await world.open(ana, { offline: true });
    const { here } = ana;
    const root = await say(world, ana, 'The plan');
    const sent = here.send(ana.conversation(), 'in detail', { thread: root });
    const reply = await world.drive(sent);
    expect((await unsent(ana)).map(({ text, thread }) => [text, thread])).toEqual([
      ['The plan', null],
      ['in detail', root],
    ]);
    const within = ana.conversation();
    expect(await world.drive(here.message(reply, within))).toMatchObject({
      text: 'in detail',
      root,
    });
    await world.drive(here.delete(reply));
    expect((await world.drive(here.message(reply, within))).deleted).not.toBeNull();
    const other = await world.drive(here.openDirect([]));
    await expect(world.drive(here.message(reply, other))).rejects.toMatchObject({
      reason: 'unknown-message',
    });
  });

  it('takes back the only thing that waits', async () => {
    const { ana } = await anaAndBen(world);
    await world.close(ana);
    await world.open(ana, { offline: true });
    const id = await say(world, ana, 'never mind');
    await world.drive(ana.here.cancel(id));
    expect(await textsOf(ana)).toEqual([]);
    expect(ana.here.outbox.get()).toBe(0);
    expect(ana.here.safety.get()).toBe('safe');
    await world.close(ana);
    await world.open(ana);
    expect(await textsOf(ana)).toEqual([]);
    await say(world, ana, 'after all');
    await delivered(world, ana);
  });

  it('takes back nothing that somebody may have seen', async () => {
    const { ana } = await anaAndBen(world);
    world.cutOff(ana, { silent: true });
    const id = await say(world, ana, 'on its way');
    expect((await unsent(ana)).map(({ cancellable }) => cancellable)).toEqual([false]);
    await expect(world.drive(ana.here.cancel(id))).rejects.toMatchObject({
      reason: 'already-sent',
    });
    world.hub.heal();
    await delivered(world, ana);
  });
});

describe('seen by', () => {
  const readAll = async (person: Person, name: string): Promise<void> => {
    const timeline = await world.drive(person.here.timeline(person.conversation(name)));
    timeline.markRead();
    timeline.close();
  };
  const named = (by: Person, id: EntryId) =>
    by.here
      .seenBy(id)
      .map((member) => by.here.members.get().find((it) => it.id === member)?.name)
      .sort();

  it('tells who has read in a group, and in no channel, without an end', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const others = ana.here.members.get().filter(({ self }) => !self);
    await world.drive(
      ana.here.createGroup(
        'Plans',
        others.map(({ id }) => id),
      ),
    );
    const knows = (it: Person) => it.here.conversations.get().some(({ name }) => name === 'Plans');
    await world.until('all know it', () => [ben, cleo].every(knows));
    const id = await say(world, ana, 'the plan', 'Plans');
    const open = await say(world, ana, 'for all', 'general');
    await world.until('all have it', () => [ben, cleo].every((it) => it.unread('Plans') === 1));
    expect(named(ana, id)).toEqual([]);
    await readAll(ben, 'Plans');
    await readAll(ben, 'general');
    await world.until('Ana sees it of Ben', () => named(ana, id).length === 1);
    expect(named(ana, id)).toEqual(['Ben']);
    await world.drive(cleo.here.changePreferences({ seen: false }));
    await readAll(cleo, 'Plans');
    await world.clock.advance(60 * SECOND);
    expect(named(ana, id)).toEqual(['Ben']);
    expect(named(cleo, id), 'who tells nothing is told nothing').toEqual([]);
    expect(named(ana, open)).toEqual([]);
    expect(ana.unread('Plans'), 'it is no news').toBe(0);
    // Nobody answers what others say of their reading.
    await readAll(ana, 'Plans');
    await world.clock.advance(120 * SECOND);
    await Promise.all([delivered(world, ana), delivered(world, ben)]);
    const before = await world.drive(ben.here.caughtUp(new AbortController().signal));
    await readAll(ana, 'Plans');
    await readAll(ben, 'Plans');
    await world.clock.advance(120 * SECOND);
    const after = await world.drive(ben.here.caughtUp(new AbortController().signal));
    expect(after.received).toBe(before.received);
  });
});
