import { beforeEach, describe, expect, it } from 'vitest';
import { makeLogStore } from '../../src/adapters/memory/logStore.ts';
import type { ConfabError } from '../../src/model/errors.ts';
import type { InviteId } from '../../src/model/ids.ts';
import {
  anaAndBen,
  anaBenAndCleo,
  delivered,
  HOUR,
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

/** Cleo is cut off just as she writes her join; meanwhile Ben uses the same invite. */
async function cleoStallsWhileBenJoins(how?: { silent: boolean }, isAnaHere = true) {
  const ana = await world.found('Ana');
  const link = await world.inviteBy(ana);
  await delivered(world, ana);
  if (!isAnaHere) await world.close(ana);
  await world.newcomer('Ben');
  const cleo = await world.newcomer('Cleo');
  const joining = world.joining('Cleo', link, {
    onStep: (step) => step === 'joining' && world.cutOff(cleo, how),
  });
  await world.clock.advance(SECOND);
  const ben = await world.join('Ben', link);
  return { ana, ben, cleo, joining };
}

const MONTH = 31 * 24 * HOUR;

describe('invites', () => {
  it('for one use let one of two in who race for it, and tell the other', async () => {
    const ana = await world.found('Ana');
    const link = await world.inviteBy(ana);
    await delivered(world, ana);
    const races = [world.joining('Ben', link), world.joining('Cleo', link)];
    const ends = await world.drive(Promise.allSettled(races));
    const lost = ends.filter((it) => it.status === 'rejected');
    expect(lost.map(({ reason }) => (reason as ConfabError).reason)).toEqual(['used-invite']);
    await world.clock.advance(5 * SECOND);
    expect(ana.members).toHaveLength(2);
    const [winner, loser] = ana.members.includes('Ben') ? ['Ben', 'Cleo'] : ['Cleo', 'Ben'];
    expect(world.person(winner as string).members).toEqual(ana.members);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const another = await world.join(loser as string, await world.inviteBy(ana));
    expect(another.members, 'nothing is in the way of a second try').toHaveLength(3);
  });

  it('for one use go to whose join the relay has first, when one is cut off', async () => {
    const { joining, ben, ana } = await cleoStallsWhileBenJoins();
    world.hub.heal();
    await expect(world.drive(joining)).rejects.toMatchObject({ reason: 'used-invite' });
    expect(ben.members).toEqual(['Ana', 'Ben']);
    expect(ana.members).toEqual(['Ana', 'Ben']);
  });

  it('for one use stay with whom others saw come, whoever wrote first', async () => {
    const { joining, ben, ana } = await cleoStallsWhileBenJoins({ silent: true });
    await say(world, ben, 'here I am');
    await world.clock.advance(5 * SECOND);
    world.hub.heal();
    await world.drive(joining);
    await world.clock.advance(5 * SECOND);
    for (const person of [ana, ben]) expect(person.members).toEqual(['Ana', 'Ben']);
    expect(await world.texts(ana)).toEqual(['here I am']);
  });

  it('for one use are lost to who wrote first, where nobody saw either come: all agree, and say so', async () => {
    const { joining, ben, cleo, ana } = await cleoStallsWhileBenJoins({ silent: true }, false);
    await say(world, ben, 'here I am');
    world.hub.heal();
    await world.drive(joining);
    await world.until('all agree', () => !ben.members.includes('Ben'));
    await world.open(ana);
    await world.until('Ana agrees', () => ana.members.includes('Cleo'));
    await delivered(world, ben);
    expect(cleo.members).toEqual(['Ana', 'Cleo']);
    expect(ana.members).toEqual(['Ana', 'Cleo']);
    // Everybody holds what Ben wrote, and nobody shows it: he was never a member.
    for (const person of [ana, cleo]) expect(await world.texts(person)).toEqual([]);
    expect(ben.here.conversations.get(), 'Ben has no part in any').toEqual([]);
    await world.close(ben);
    const held = [...(await makeLogStore(ben.disk).list())].sort();
    expect(held, 'what he wrote is among it').toHaveLength(2);
    for (const time of ['first', 'second']) {
      await world.open(ben);
      const told = { by: '', displaced: true };
      expect(ben.here.removed.get(), `he is told, the ${time} time`).toEqual(told);
      await expect(world.drive(ben.here.createChannel('mine'))).rejects.toMatchObject({
        reason: 'removed',
      });
      await world.close(ben);
      expect([...(await makeLogStore(ben.disk).list())].sort(), 'nothing is lost').toEqual(held);
    }
    const again = await world.join('Benno', await world.inviteBy(ana));
    expect(again.members).toEqual(['Ana', 'Benno', 'Cleo']);
  });

  it('that are used up, withdrawn, expired or unknown say so (I5)', async () => {
    const { ana } = await anaAndBen(world);
    const used = await world.inviteBy(ana);
    await world.join('Cleo', used);
    await expect(world.join('Dov', used)).rejects.toMatchObject({ reason: 'used-invite' });
    const ended = await world.inviteBy(ana);
    await delivered(world, ana);
    const open = ana.here.invites.get().find(({ used }) => used === 0);
    await world.drive(ana.here.withdraw(open?.id as InviteId));
    await delivered(world, ana);
    await expect(world.join('Fay', ended)).rejects.toMatchObject({ reason: 'withdrawn-invite' });
    const late = await world.inviteBy(ana, { expiresIn: 60 * SECOND });
    await delivered(world, ana);
    const unknown = { ...late, secret: new Uint8Array(16) };
    await expect(world.join('Eva', unknown)).rejects.toMatchObject({ reason: 'unknown-invite' });
    await world.clock.advance(61 * SECOND);
    await expect(world.join('Fay', late)).rejects.toMatchObject({ reason: 'expired-invite' });
  });

  it('cannot be used while the relay is gone, and can afterwards', async () => {
    const ana = await world.found('Ana');
    const link = await world.inviteBy(ana);
    await delivered(world, ana);
    await world.relay.stop();
    await expect(world.join('Ben', link)).rejects.toMatchObject({ reason: 'relay-unreachable' });
    await world.relay.start();
    const ben = await world.join('Ben', link);
    expect(ben.members).toEqual(['Ana', 'Ben']);
  });
});

describe('wrong clocks', () => {
  it.each([
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
  ])('%s are noticed and corrected', async (_, skew) => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    await world.close(cleo);
    cleo.skew = skew;
    await world.open(cleo);
    await world.until('Cleo is told', () => cleo.here.clockOffset.get() !== 0);
    const near = (offset: number, expected: number) =>
      expect(Math.abs(offset - expected)).toBeLessThan(SECOND);
    near(cleo.here.clockOffset.get(), skew);
    near(ana.here.clockOffset.get(), 0);
    near(ben.here.clockOffset.get(), 0);
    await say(world, ana, 'one');
    await world.clock.advance(5 * SECOND);
    await say(world, cleo, 'two');
    await world.clock.advance(5 * SECOND);
    await say(world, ana, 'three');
    await world.clock.advance(5 * SECOND);
    for (const person of [ana, ben, cleo]) {
      expect(await world.texts(person)).toEqual(['one', 'two', 'three']);
      const shown = await world.messages(person, person.conversation());
      expect(shown.map(({ future }) => future)).toEqual([false, false, false]);
    }
  });

  it.each([
    ['an hour ahead', HOUR],
    ['an hour behind', -HOUR],
  ])('%s that are set right while the office is open are right soon after', async (_, skew) => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    ben.skew = skew;
    await world.open(ben);
    await world.until('Ben is told', () => ben.here.clockOffset.get() !== 0);
    ben.skew = 0;
    await world.clock.advance(15 * SECOND);
    expect(Math.abs(ben.here.clockOffset.get())).toBeLessThan(SECOND);
    await say(world, ben, 'on time');
    await world.until('Ana has it', () => ana.unread() === 1);
    const [message] = await world.messages(ana, ana.conversation());
    expect(Math.abs((message?.at ?? 0) - world.clock.now())).toBeLessThan(10 * SECOND);
    // The peer is asked at once for what it has, not when the clock is where it was.
    const { signal } = new AbortController();
    await world.drive(ben.here.caughtUp(signal), 20 * SECOND);
  });

  it('of one of two do not turn the clock of the other', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    ben.skew = HOUR;
    await world.open(ben);
    await world.clock.advance(30 * SECOND);
    expect(Math.abs(ana.here.clockOffset.get())).toBeLessThan(SECOND);
    expect(Math.abs(ben.here.clockOffset.get() - HOUR)).toBeLessThan(SECOND);
  });

  it('dated next month while offline: the text arrives, marked, where it arrived, and the next is dated right', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ana, 'before');
    await delivered(world, ana);
    await world.close(ben);
    await world.relay.stop();
    ben.skew = MONTH;
    await world.open(ben);
    await say(world, ben, 'from the future');
    await world.relay.start();
    await world.until('Ana has it', () => ana.unread() === 1);
    await world.clock.advance(SECOND);
    await say(world, ben, 'corrected');
    await world.until('Ana has both', () => ana.unread() === 2);
    await world.clock.advance(SECOND);
    await say(world, ana, 'after');
    const shown = await world.messages(ana, ana.conversation());
    expect(shown.map(({ text }) => text)).toEqual([
      'before',
      'from the future',
      'corrected',
      'after',
    ]);
    expect(shown.map(({ future }) => future)).toEqual([false, true, false, false]);
  });

  it('dated before the office was founded: what was written offline still arrives', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    await world.relay.stop();
    ben.skew = -2 * MONTH;
    await world.open(ben);
    await say(world, ben, 'from a machine whose battery is flat');
    await world.relay.start();
    await delivered(world, ben);
    await world.until('Ana has it', () => ana.unread() === 1);
    expect(await world.texts(ana)).toEqual(['from a machine whose battery is flat']);
  });
});

describe('a disk', () => {
  it('that loses its log between outbox and log gives the text back', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.relay.stop();
    await say(world, ana, 'safe in the outbox');
    await world.crash(ana);
    for (const [log] of ana.disk.logs) if (log !== 'roster') ana.disk.logs.delete(log);
    await world.open(ana);
    expect(await world.texts(ana)).toEqual(['safe in the outbox']);
    await world.relay.start();
    await delivered(world, ana);
    await world.until('Ben has it', () => ben.unread() === 1);
    expect(await world.texts(ben)).toEqual(['safe in the outbox']);
  });

  it.each(Array.from({ length: 16 }, (_, moment) => moment))(
    'that dies %i moments after sending keeps the text whole or not at all, and once',
    async (moment) => {
      const { ana, ben } = await anaAndBen(world);
      let accepted = false;
      const sending = ana.here.send(ana.conversation(), 'now or never').then(
        () => {
          accepted = true;
        },
        () => {},
      );
      for (let i = 0; i < moment; i++) await Promise.resolve();
      const before = accepted;
      await world.crash(ana);
      await sending;
      await world.open(ana);
      await delivered(world, ana);
      await say(world, ana, 'next');
      await delivered(world, ana);
      await world.clock.advance(5 * SECOND);
      const texts = await world.texts(ben);
      expect(texts.filter((text) => text === 'now or never').length).toBeLessThanOrEqual(1);
      if (before) expect(texts).toContain('now or never');
      expect(await world.texts(ana)).toEqual(texts);
    },
  );

  it('that is full refuses a text and says so; nothing is half sent, no number used twice', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ana, 'fits');
    // Until her word that she saw Ben come is out.
    await world.clock.advance(5 * SECOND);
    ana.disk.failure = 'storage-full';
    await expect(say(world, ana, 'does not fit')).rejects.toMatchObject({ reason: 'storage-full' });
    await world.clock.advance(10 * SECOND);
    expect(await world.texts(ana)).toEqual(['fits']);
    ana.disk.failure = null;
    await say(world, ana, 'fits again');
    await delivered(world, ana);
    await world.until('Ben has two', () => ben.unread() === 2);
    expect(await world.texts(ben)).toEqual(['fits', 'fits again']);
    await world.crash(ana);
    await world.open(ana);
    await say(world, ana, 'after a restart');
    await world.until('Ben has three', () => ben.unread() === 3);
    expect(await world.texts(ben)).toEqual(['fits', 'fits again', 'after a restart']);
  });

  it('that is full while others write says so, and has everything once there is room', async () => {
    const { ana, ben } = await anaAndBen(world);
    ben.disk.failure = 'storage-full';
    const id = await say(world, ana, 'too much for Ben');
    await world.until('Ben is told', () => ben.here.saving.get().kind === 'not-saving');
    await world.clock.advance(5 * SECOND);
    expect(ana.here.delivery(id), 'Ben does not hold it').toEqual({ kind: 'relay' });
    ben.disk.failure = null;
    await world.until(
      'Ben holds it',
      () => ana.here.delivery(id).kind === 'devices',
      15 * 60 * SECOND,
    );
    expect(ben.here.saving.get().kind).toBe('saving');
    await world.crash(ben);
    await world.open(ben);
    expect(await world.texts(ben)).toEqual(['too much for Ben']);
    for (const error of world.reports.splice(0)) {
      expect(error).toMatchObject({ reason: 'storage-full' });
    }
  });
});

describe('a disk that is full', () => {
  it('keeps no store open when the office is closed', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ana);
    const open = new Set<string>();
    const deviceOf = world.deviceOf.bind(world);
    world.deviceOf = (person) => {
      const device = deviceOf(person);
      const watched = (['logs', 'outbox', 'state', 'keys', 'blobs'] as const).map((name) => {
        open.add(name);
        const close = async () => {
          open.delete(name);
          await device[name].close();
        };
        return [name, { ...device[name], close }];
      });
      return { ...device, ...Object.fromEntries(watched) };
    };
    await world.open(ana);
    expect(open.size).toBe(5);
    ana.disk.failure = 'storage-full';
    await say(world, ben, 'hello');
    await world.until('Ana has it', () => ana.unread() === 1);
    await expect(world.close(ana)).rejects.toMatchObject({ reason: 'storage-full' });
    expect([...open]).toEqual([]);
    ana.disk.failure = null;
    world.reports.splice(0);
    await world.open(ana);
    await world.until('it comes again', () => ana.unread() === 1);
  });
});
