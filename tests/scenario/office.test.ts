import { beforeEach, describe, expect, it } from 'vitest';
import { openOffice } from '../../src/messenger/open.ts';
import { type EntryId, ROSTER } from '../../src/model/ids.ts';
import {
  anaAndBen,
  delivered,
  HOUR,
  markRead,
  SECOND,
  say,
  storyWorld,
} from '../support/officeStory.ts';
import type { OfficeWorld } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

describe('an office chats', () => {
  it('live, with honest delivery states', async () => {
    const { ana, ben } = await anaAndBen(world);
    const heard: string[] = [];
    const stop = ben.here.onMessages((messages) => heard.push(...messages.map((it) => it.text)));
    const sending = ana.here.send(ana.conversation(), 'hello');
    await world.clock.settle();
    const id = await sending;
    expect(ana.here.delivery(id)).toEqual({ kind: 'local' });
    await world.until('Ben hears it', () => heard.includes('hello'));
    expect(ben.unread()).toBe(1);
    await world.until('both hold it', () => {
      const delivery = ana.here.delivery(id);
      return delivery.kind === 'devices' && delivery.relay && delivery.count === 1;
    });
    expect(ana.here.outbox.get()).toBe(0);
    expect(ana.unread(), 'own messages are no news').toBe(0);
    await markRead(world, ben);
    expect(ben.unread()).toBe(0);
    stop();
  });

  it('knows its people by their pictures, and forgets one that was taken away', async () => {
    const { ana, ben } = await anaAndBen(world);
    const picture = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 160, 0, 160, 1);
    const faceOfAna = () => ben.here.members.get().find(({ name }) => name === ana.name)?.face;
    await world.drive(ana.here.setFace(picture));
    await world.until('Ben sees it', () => faceOfAna()?.length === picture.length);
    await world.drive(ana.here.rename('Ana Maria'));
    await world.drive(ana.here.rename(ana.name));
    expect(ana.here.me.get().face, 'a new name keeps the picture').toEqual(picture);
    const wide = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 90, 0, 160, 1);
    await expect(ana.here.setFace(wide)).rejects.toMatchObject({ reason: 'malformed' });
    await world.drive(ana.here.setFace(null));
    await world.until('Ben sees none', () => faceOfAna() === null);
  });

  it('counts what arrives before it is durable, and what is read then stays read', async () => {
    const { ana, ben } = await anaAndBen(world);
    const timeline = await world.drive(ben.here.timeline(ben.conversation()));
    const stop = timeline.messages.subscribe(() => timeline.markRead());
    await say(world, ana, 'read as it comes');
    await delivered(world, ana);
    expect(timeline.messages.get()).toHaveLength(1);
    expect(ben.unread()).toBe(0);
    stop();
    timeline.close();
  });

  it('is read before it connects where the page comes first, and loses nothing that is written then', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ben, 'before');
    await delivered(world, ben);
    const heard: string[] = [];
    const stop = ben.here.onMessages((messages) => heard.push(...messages.map((it) => it.text)));
    for (const connects of ['after a page', 'without one', 'never']) {
      await world.close(ana);
      await world.open(ana, { pageFirst: true });
      expect(ana.here.connection.get(), connects).toEqual({ kind: 'connecting' });
      if (connects === 'never') break;
      const open = connects === 'after a page';
      const timeline = open ? await world.drive(ana.here.timeline(ana.conversation())) : null;
      if (timeline) expect(timeline.messages.get()[0]).toMatchObject({ text: 'before' });
      await say(world, ana, connects);
      expect(ana.here.connection.get(), connects).toEqual({ kind: 'connecting' });
      await world.until(`Ben hears of ${connects}`, () => heard.includes(connects));
      timeline?.close();
    }
    stop();
  });

  it('begins with the page that was looked at last, before its month is opened', async () => {
    const { ana, ben } = await anaAndBen(world);
    for (const text of ['one', 'two', 'three']) await say(world, ben, text);
    await delivered(world, ben);
    await world.close(ana);
    await world.open(ana, { pageFirst: true });
    const before = await world.drive(ana.here.timeline(ana.conversation()));
    before.markRead();
    const two = before.messages.get()[1]?.id as EntryId;
    await world.drive(ana.here.react(two, '👍', true));
    await delivered(world, ana);
    await world.close(ana);
    await world.open(ben);
    await say(world, ben, 'while she was away');
    await delivered(world, ben);

    const device = world.deviceOf(ana);
    const opened: string[] = [];
    const { open } = device.logs;
    device.logs.open = (log, doc) => {
      opened.push(log);
      return open(log, doc);
    };
    ana.messenger = await world.drive(openOffice(device, { pageFirst: true }));
    opened.length = 0;
    const timeline = await ana.here.timeline(ana.conversation());
    const texts = () => timeline.messages.get().map(({ text }) => text);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(opened).toEqual([]);
    expect(timeline.messages.get()[1]?.reactions).toMatchObject([{ emoji: '👍' }]);
    await world.until('all is there', () => timeline.complete.get() && texts().length === 4);
    expect(texts()).toEqual(['one', 'two', 'three', 'while she was away']);
    expect(opened.filter((log) => log !== ROSTER)).toHaveLength(1);
    timeline.close();
  });

  it('begins with the unread line where it belongs, also where more than a page is unread', async () => {
    const { ana, ben } = await anaAndBen(world);
    for (let i = 0; i < 50; i++) await say(world, ben, `unread ${i}`);
    await delivered(world, ben);
    for (const time of ['first', 'second']) {
      await world.close(ana);
      await world.open(ana, { pageFirst: true });
      const timeline = await world.drive(ana.here.timeline(ana.conversation()));
      const first = timeline.messages.get().find(({ unread }) => unread);
      expect(first?.text, time).toBe('unread 0');
      await world.until('the page is kept', () => timeline.complete.get());
    }
  });

  it('over direct connections while the relay is gone', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.until('they are connected', () => {
      const state = ana.here.connection.get();
      return state.kind === 'connected' && state.peers === 2;
    });
    await world.relay.crash();
    await say(world, ana, 'without a relay');
    await world.until('Ben has it', () => ben.unread() === 1);
    expect(await world.texts(ben)).toEqual(['without a relay']);
    await world.relay.start();
    await delivered(world, ana);
  });
});

describe('people apart', () => {
  it('join while nobody but the relay is up', async () => {
    const ana = await world.found('Ana');
    await say(world, ana, 'welcome, whoever comes');
    const link = await world.inviteBy(ana);
    await delivered(world, ana);
    await world.close(ana);
    const ben = await world.join('Ben', link);
    expect(ben.members).toEqual(['Ana', 'Ben']);
    expect(ben.here.office.name.get()).toBe('Lab');
    expect(await world.texts(ben)).toEqual(['welcome, whoever comes']);
    expect(ben.unread(), 'what was said before is history').toBe(0);
    await say(world, ben, 'thanks');
    await delivered(world, ben);
    await world.close(ben);
    await world.open(ana);
    await world.until('Ana reads it', () => ana.unread() === 1);
    expect(ana.members).toEqual(['Ana', 'Ben']);
    expect(await world.texts(ana)).toEqual(['welcome, whoever comes', 'thanks']);
  });

  it('who are never online together reach each other', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    for (let day = 0; day < 3; day++) {
      await say(world, ana, `ana ${day}`);
      await delivered(world, ana);
      await world.close(ana);
      await world.clock.advance(8 * HOUR);
      await world.open(ben);
      await world.until('Ben has news', () => ben.unread() === 1);
      await markRead(world, ben);
      await say(world, ben, `ben ${day}`);
      await delivered(world, ben);
      await world.close(ben);
      await world.clock.advance(16 * HOUR);
      await world.open(ana);
      await world.until('Ana has news', () => ana.unread() === 1);
      await markRead(world, ana);
    }
    expect(await world.texts(ana)).toEqual(['ana 0', 'ben 0', 'ana 1', 'ben 1', 'ana 2', 'ben 2']);
  });

  it('see late arrivals where they were written, unread by when they came', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    await world.relay.stop();
    await world.open(ben);
    await say(world, ben, 'written early');
    await world.clock.advance(60 * SECOND);
    await world.close(ben);
    await world.relay.start();
    await say(world, ana, 'written late');
    await delivered(world, ana);
    await markRead(world, ana);
    await world.clock.advance(HOUR);
    await world.open(ben);
    await delivered(world, ben);
    await world.until('Ana has news', () => ana.unread() === 1);
    expect(await world.texts(ana)).toEqual(['written early', 'written late']);
    const shown = await world.messages(ana, ana.conversation());
    expect(shown.map(({ unread }) => unread)).toEqual([true, false]);
    await world.close(ana);
    await world.open(ana);
    expect(ana.unread(), 'also after a restart').toBe(1);
  });

  it('create channels of one name: told when known, and the same for all when not', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ana.here.createChannel('plans'));
    await world.until('Ben knows it', () =>
      ben.here.conversations.get().some(({ name }) => name === 'plans'),
    );
    await expect(world.drive(ben.here.createChannel('#Plans'))).rejects.toMatchObject({
      reason: 'name-taken',
    });
    world.hub.partition([[ana.peer ?? world.relay.peer], [ben.peer ?? world.relay.peer]]);
    await world.drive(ana.here.createChannel('lunch'));
    await world.drive(ben.here.createChannel('lunch'));
    world.hub.heal();
    const lists = () => [ana, ben].map((it) => it.here.conversations.get().map(({ id }) => id));
    await world.until('both see both', () => lists().every((it) => it.length === 4));
    expect(lists()[0]).toEqual(lists()[1]);
  });
});
