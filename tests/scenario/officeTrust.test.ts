import { beforeEach, describe, expect, it } from 'vitest';
import { recoverOffice } from '../../src/messenger/open.ts';
import type { ConversationId, DeviceId, MemberId } from '../../src/model/ids.ts';
import { readLink } from '../../src/wire/links.ts';
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

const idOf = (person: Person, name: string): MemberId => {
  const member = person.here.members.get().find((it) => it.name === name);
  if (!member) throw new Error(`${person.name} knows no ${name}`);
  return member.id;
};

const textsIn = async (person: Person, id: ConversationId) =>
  (await world.messages(person, id)).map(({ text }) => text);

const knows = (person: Person, id: ConversationId) =>
  person.here.conversations.get().some((it) => it.id === id);

const NEVER = new AbortController().signal;

describe('who is removed', () => {
  it('is told, is let in nowhere, and reads nothing new; what they wrote stays', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    await say(world, cleo, 'before');
    await delivered(world, cleo);
    await world.until('all have it', () => ana.unread() === 1 && ben.unread() === 1);
    await world.drive(ana.here.removeMember(idOf(ana, 'Cleo')));
    await world.until('Ben knows', () => !ben.members.includes('Cleo'));
    await world.until('Cleo is told', () => cleo.here.removed.get() !== null);
    expect(cleo.here.removed.get()).toEqual({ by: 'Ana' });
    const trying = world.drive(cleo.here.send(ana.conversation(), 'still here'));
    await expect(trying).rejects.toMatchObject({ reason: 'removed' });
    await say(world, ana, 'after');
    await delivered(world, ana);
    expect(await world.texts(ben)).toEqual(['before', 'after']);
    expect(await textsIn(cleo, ana.conversation())).toEqual(['before']);
    await world.close(cleo);
    const again = await world.open(cleo);
    expect(again.removed.get()).toEqual({ by: 'Ana' });
    await expect(world.drive(again.rename('Still Cleo'))).rejects.toMatchObject({
      reason: 'removed',
    });
  });

  it('while offline, and learns it from the relay', async () => {
    const { ana, cleo } = await anaBenAndCleo(world);
    await world.close(cleo);
    await world.drive(ana.here.removeMember(idOf(ana, 'Cleo')));
    await delivered(world, ana);
    await world.open(cleo);
    await world.until('Cleo is told', () => cleo.here.removed.get() !== null);
    const waiting = world.drive(cleo.here.caughtUp(NEVER));
    await expect(waiting).rejects.toMatchObject({ reason: 'removed' });
    // It is known where nobody can be asked, too.
    await world.close(cleo);
    await world.open(cleo, { offline: true });
    expect(cleo.here.removed.get()).toEqual({ by: 'Ana' });
  });

  it('by their own leaving hears when the others know it', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ben.here.removeMember(idOf(ben, 'Ben')));
    await world.drive(ben.here.caughtUp(NEVER));
    expect(ben.here.removed.get()).toMatchObject({ own: true });
    await world.until('Ana knows', () => ana.members.join() === 'Ana');
  });

  it('by their own leaving while nobody is connected tells the others later', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    await world.open(ben, { offline: true });
    await world.drive(ben.here.removeMember(idOf(ben, 'Ben')));
    await world.close(ben);
    await world.open(ben);
    await world.drive(ben.here.caughtUp(NEVER));
    await world.until('Ana knows', () => ana.members.join() === 'Ana');
    await world.close(ben);
    await world.open(ben);
    expect(ben.here.connection.get()).toEqual({ kind: 'offline' });
  });

  it('does not read what somebody wrote who was offline when it happened', async () => {
    const { ana, ben } = await anaBenAndCleo(world);
    await world.close(ben);
    world.cutOff(ben);
    await world.open(ben);
    const id = await say(world, ben, 'written on the train');
    expect(ben.here.delivery(id)).toEqual({ kind: 'local' });
    await world.drive(ana.here.removeMember(idOf(ana, 'Cleo')));
    await delivered(world, ana);
    world.hub.heal();
    await delivered(world, ben);
    await world.until('Ana reads it', () => ana.unread() === 1);
    expect(await world.texts(ana)).toEqual(['written on the train']);
    expect(await world.texts(ben)).toEqual(['written on the train']);
  });
});

describe('a direct with somebody who was removed', () => {
  it('keeps their name, and is not taken for one’s notes', async () => {
    const { ana, ben } = await anaBenAndCleo(world);
    const cleoId = idOf(ana, 'Cleo');
    const two = await world.drive(ana.here.openDirect([cleoId]));
    const three = await world.drive(ana.here.openDirect([cleoId, idOf(ana, 'Ben')]));
    await world.until('Ben has it', () => knows(ben, three));
    await world.drive(ana.here.removeMember(cleoId));
    const seen = (person: Person, id: ConversationId) =>
      person.here.conversations.get().find((it) => it.id === id);
    expect(seen(ana, two)).toMatchObject({ name: 'Cleo', gone: [cleoId] });
    expect(seen(ana, three)).toMatchObject({ name: 'Ben, Cleo', gone: [cleoId] });
    await world.until('Ben knows', () => !ben.members.includes('Cleo'));
    expect(seen(ben, three)).toMatchObject({ name: 'Ana, Cleo', gone: [cleoId] });
    const notes = await world.drive(ana.here.openDirect([]));
    expect(seen(ana, notes)).toMatchObject({ name: 'Ana' });
    expect(seen(ana, notes)).not.toHaveProperty('gone');
  });
});

describe('a device that is put out alone', () => {
  it('is told that its person is still in the office', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ana.here.removeDevice(ben.here.device));
    await world.until('Ben is told', () => ben.here.removed.get() !== null);
    expect(ben.here.removed.get()).toEqual({ by: 'Ana', still: true });
  });
});

describe('who is taken out of a group while offline', () => {
  it('still tells all else that they wrote meanwhile', async () => {
    const { ana, ben } = await anaBenAndCleo(world);
    const id = await world.drive(ana.here.createGroup('Surprise', [idOf(ana, 'Ben')]));
    await world.until('Ben has it', () => knows(ben, id));
    await delivered(world, ana);
    await world.close(ben);
    world.cutOff(ben);
    await world.open(ben);
    await world.drive(ben.here.send(id, 'a cake?'));
    await say(world, ben, 'the train is late');
    await world.drive(ana.here.removeParticipants(id, [idOf(ana, 'Ben')]));
    await delivered(world, ana);
    world.hub.heal();
    await world.until('Ben knows', () => !knows(ben, id));
    await world.until('Ana reads it', () => ana.unread() === 1);
    expect(await world.texts(ana)).toEqual(['the train is late']);
    await say(world, ben, 'here I am');
    await world.until('Ana reads that too', () => ana.unread() === 2);
    expect(await textsIn(ana, id)).toEqual([]);
  });
});

describe('keys', () => {
  it('change by themselves when somebody left who could not change them', async () => {
    const { ana, ben } = await anaBenAndCleo(world);
    const before = ana.disk.secrets.get('office-keys')?.length ?? 0;
    await world.drive(ben.here.removeMember(ben.here.me.get().id));
    await world.until('Ben is gone', () => !ana.members.includes('Ben'));
    await world.until('there is a new key', () => {
      return (ana.disk.secrets.get('office-keys')?.length ?? 0) > before;
    });
  });

  it('are waited for by who writes before they are opened', async () => {
    const { ana, ben } = await anaAndBen(world);
    let writing: Promise<unknown> | null = null;
    const end = ben.here.conversations.subscribe((all) => {
      const direct = all.find(({ kind }) => kind === 'direct');
      if (direct) writing ??= ben.here.send(direct.id, 'that was quick');
    });
    const direct = await world.drive(ana.here.openDirect([idOf(ana, 'Ben')]));
    await world.until('Ben writes', () => writing !== null);
    end();
    await world.drive(writing as unknown as Promise<unknown>);
    await world.until('Ana reads it', () => ana.unread('Ben') === 1);
    expect(await textsIn(ana, direct)).toEqual(['that was quick']);
  });

  it('change at once when a guest is taken out of a channel', async () => {
    const { ana, ben } = await anaAndBen(world);
    const open = await world.drive(ana.here.createChannel('open'));
    const link = await world.inviteBy(ana, { guest: true, channels: [open] });
    const gus = await world.join('Gus', link);
    await world.until('Ana knows Gus', () => ana.members.includes('Gus'));
    await world.drive(ana.here.removeParticipants(open, [idOf(ana, 'Gus')]));
    await world.drive(ana.here.send(open, 'now that we are alone'));
    await world.until('Ben reads it', () => ben.unread('open') === 1);
    await world.clock.advance(20 * SECOND);
    expect(await textsIn(gus, open)).toEqual([]);
  });

  it('change soon when a guest leaves a channel', async () => {
    const { ana } = await anaAndBen(world);
    const open = await world.drive(ana.here.createChannel('open'));
    const link = await world.inviteBy(ana, { guest: true, channels: [open] });
    const gus = await world.join('Gus', link);
    await world.until('Ana knows Gus', () => ana.members.includes('Gus'));
    const before = ana.disk.secrets.get('office-keys')?.length ?? 0;
    await world.drive(gus.here.removeParticipants(open, [gus.here.me.get().id]));
    await world.until('there is a new key', () => {
      return (ana.disk.secrets.get('office-keys')?.length ?? 0) > before;
    });
    await world.drive(ana.here.send(open, 'now that we are alone'));
    await world.clock.advance(20 * SECOND);
    expect(await textsIn(gus, open)).toEqual([]);
  });

  it('reach who joined apart from a rotation', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.newcomer('Cleo');
    world.cutOff(ana);
    await world.drive(ana.here.rotate());
    const cleo = await world.join('Cleo', await world.inviteBy(ben));
    world.hub.heal();
    await world.until('Ana knows Cleo', () => ana.members.includes('Cleo'));
    await say(world, ana, 'under the new key');
    await world.until('Cleo reads it', () => cleo.unread() === 1);
    await world.clock.advance(20 * SECOND);
    expect(await world.texts(cleo)).toEqual(['under the new key']);
    await say(world, cleo, 'thanks');
    await world.until('Ben reads it', () => ben.unread() === 2);
  });
});

describe('groups and directs', () => {
  it('are seen by those who take part alone', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const id = await world.drive(ana.here.createGroup('Surprise', [idOf(ana, 'Ben')]));
    await world.until('Ben has it', () => knows(ben, id));
    await world.drive(ben.here.send(id, 'a cake?'));
    await world.until('Ana reads it', () => ana.unread('Surprise') === 1);
    expect(knows(cleo, id)).toBe(false);
    await world.drive(ana.here.addParticipants(id, [idOf(ana, 'Cleo')]));
    await world.until('Cleo has it', () => knows(cleo, id) && cleo.unread('Surprise') === 1);
    expect(await textsIn(cleo, id)).toEqual(['a cake?']);
    await world.drive(ana.here.removeParticipants(id, [idOf(ana, 'Cleo')]));
    await world.until('Cleo has it no more', () => !knows(cleo, id));
    await world.drive(ben.here.send(id, 'and candles'));
    await world.until('Ana reads it', () => ana.unread('Surprise') === 2);
    expect(await textsIn(ana, id)).toEqual(['a cake?', 'and candles']);
  });

  it('are known by name to who has caught up', async () => {
    const { ana, ben } = await anaBenAndCleo(world);
    await world.close(ben);
    await world.drive(ana.here.createGroup('Plan', [idOf(ana, 'Cleo')]));
    await world.drive(ana.here.createGroup('Surprise', [idOf(ana, 'Ben')]));
    await delivered(world, ana);
    await world.open(ben);
    const names = ben.here
      .caughtUp(new AbortController().signal)
      .then(() => ben.here.conversations.get().map(({ name }) => name));
    expect(await world.drive(names)).toContain('Surprise');
  });

  it('that two open at once are one', async () => {
    const { ana, ben } = await anaAndBen(world);
    world.cutOff(ana);
    const one = await world.drive(ana.here.openDirect([idOf(ana, 'Ben')]));
    const other = await world.drive(ben.here.openDirect([idOf(ben, 'Ana')]));
    expect(one).toBe(other);
    await world.drive(ana.here.send(one, 'hi Ben'));
    await world.drive(ben.here.send(one, 'hi Ana'));
    world.hub.heal();
    await delivered(world, ana);
    await delivered(world, ben);
    const both = async () => [await textsIn(ana, one), await textsIn(ben, one)];
    await world.until('both have both', () => ana.unread('Ben') === 1 && ben.unread('Ana') === 1);
    const [atAna, atBen] = await both();
    expect(atAna).toEqual(atBen);
    expect([...(atAna ?? [])].sort()).toEqual(['hi Ana', 'hi Ben']);
    await world.drive(ana.here.send(one, 'so we meet'));
    await world.until('Ben reads it', () => ben.unread('Ana') === 2);
  });
});

describe('one more device', () => {
  it('is let in when both sides show the same words, with history and keys', async () => {
    const { ana, ben } = await anaAndBen(world);
    await say(world, ben, 'hello');
    const direct = await world.drive(ana.here.openDirect([idOf(ana, 'Ben')]));
    await world.drive(ana.here.send(direct, 'in private'));
    await delivered(world, ana);
    const { link } = await world.drive(ana.here.linkDevice());
    const read = readLink(link);
    if (read.kind !== 'link') throw new Error(link);
    let words: readonly string[] = [];
    const joining = world.joining('Ana 2', read, {
      onWords: (told) => (words = told),
      label: 'Phone',
    });
    await world.until('Ana is asked', () => ana.here.waiting.get().length === 1);
    const [asked] = ana.here.waiting.get();
    expect(asked?.words).toEqual(words);
    expect(words).toHaveLength(4);
    expect(ben.here.waiting.get()).toEqual([]);
    await world.drive(ana.here.approve(asked?.id as never));
    const phone = await world.drive(joining);
    expect(phone.members).toEqual(['Ana', 'Ben']);
    expect(phone.here.me.get().id).toBe(ana.here.me.get().id);
    await world.until('the direct is there', () => knows(phone, direct));
    expect(await textsIn(phone, direct)).toEqual(['in private']);
    expect(await world.texts(phone)).toEqual(['hello']);
    await world.until('Ben is told', () =>
      ben.here.notices.get().some(({ kind }) => kind === 'device-added'),
    );
    expect(ana.here.devices.get().map(({ label }) => label)).toContain('Phone');
    await world.drive(phone.here.makeRecovery());
    await delivered(world, phone);
    await world.drive(ana.here.removeDevice(phone.here.device));
    await world.until('it is told', () => phone.here.removed.get() !== null);
    expect(ana.members).toEqual(['Ana', 'Ben']);
    const codeEnded = () => ana.here.notices.get().some(({ kind }) => kind === 'recovery-ended');
    await world.until('Ana is told that the code ended', codeEnded);
    await world.drive(ana.here.makeRecovery());
    await world.until('she has a new one', () => !codeEnded());
  });

  it('is the only one that comes through its link', async () => {
    const { ana } = await anaAndBen(world);
    const { link } = await world.drive(ana.here.linkDevice());
    const first = world.joining('Phone', readLink(link) as never);
    await world.until('Ana is asked', () => ana.here.waiting.get().length === 1);
    const second = world.joining('Thief', readLink(link) as never);
    second.catch(() => {});
    await world.until('Ana is asked twice', () => ana.here.waiting.get().length === 2);
    await world.drive(ana.here.approve(ana.here.waiting.get()[0]?.id as never));
    await world.drive(first);
    expect(ana.here.waiting.get()).toEqual([]);
    await expect(world.drive(second)).rejects.toMatchObject({ reason: 'used-invite' });
  });

  it('that is refused is told so', async () => {
    const { ana } = await anaAndBen(world);
    const { link } = await world.drive(ana.here.linkDevice());
    const joining = world.joining('Ana 2', readLink(link) as never);
    joining.catch(() => {});
    await world.until('Ana is asked', () => ana.here.waiting.get().length === 1);
    await world.drive(ana.here.refuse(ana.here.waiting.get()[0]?.id as never));
    await expect(world.drive(joining)).rejects.toMatchObject({ reason: 'join-refused' });
  });

  it('I7: comes by a recovery code when all is lost, once', async () => {
    const { ana, ben } = await anaAndBen(world);
    const direct = await world.drive(ana.here.openDirect([idOf(ana, 'Ben')]));
    const { words, link } = await world.drive(ana.here.makeRecovery());
    expect(words).toHaveLength(12);
    await world.until('Ben has it', () => knows(ben, direct));
    await world.drive(ben.here.send(direct, 'are you there?'));
    await delivered(world, ana);
    await delivered(world, ben);
    await world.drive(ana.here.rotate());
    await delivered(world, ana);
    await world.crash(ana);
    const read = readLink(link);
    if (read.kind === 'setup') throw new Error(link);
    const device = world.deviceOf(world.person('Ana again'));
    const back = await world.drive(recoverOffice(device, read, 'http://x', words.join(' ')));
    world.person('Ana again').messenger = back;
    const again = world.person('Ana again');
    expect(back.me.get().name).toBe('Ana');
    await world.until('the direct is there', () => knows(again, direct));
    expect(await textsIn(again, direct)).toEqual(['are you there?']);
    await world.drive(back.send(direct, 'I am'));
    await world.until('Ben reads it', () => ben.unread('Ana') === 1);
    const third = world.deviceOf(world.person('Third'));
    const once = recoverOffice(third, read, 'http://x', words.join(' '));
    await expect(world.drive(once)).rejects.toMatchObject({ reason: 'ended-code' });
    const wrong = recoverOffice(world.deviceOf(world.person('Fourth')), read, 'http://x', 'a b c');
    await expect(world.drive(wrong)).rejects.toMatchObject({ reason: 'wrong-code' });
  });

  it('keeps its recovery code where an admin who came later would withdraw it', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ana.here.setRole(idOf(ana, 'Ben'), 'admin'));
    await world.drive(ana.here.makeRecovery());
    await delivered(world, ana);
    const code = ana.here.invites.get().find(({ kind }) => kind === 'recovery');
    await world.until('Ben is an admin', () => ben.here.me.get().role === 'admin');
    expect(ben.here.invites.get().map(({ kind }) => kind)).not.toContain('recovery');
    const withdrawing = ben.here.withdraw(code?.id as never);
    await expect(world.drive(withdrawing)).rejects.toMatchObject({ reason: 'not-allowed' });
    expect(ana.here.invites.get()).toContainEqual(code);
  });

  it('is given by an admin to who lost all, and changes the safety number', async () => {
    const { ana, ben } = await anaAndBen(world);
    const benId = idOf(ana, 'Ben');
    expect(ana.here.safetyNumber(benId)).toBe(ben.here.safetyNumber(idOf(ben, 'Ana')));
    expect(ana.here.safetyNumber(benId)).toMatch(/^\d{60}$/);
    const number = ana.here.safetyNumber(benId);
    await world.drive(ana.here.verify(benId, number));
    expect(ana.here.members.get().find(({ id }) => id === benId)?.verification).toBe('verified');
    await world.crash(ben);
    const { link } = await world.drive(ana.here.readmit(benId));
    await delivered(world, ana);
    const again = await world.join('Ben again', readLink(link) as never);
    expect(again.here.me.get()).toMatchObject({ id: benId, name: 'Ben' });
    await world.until('Ana is warned', () =>
      ana.here.notices.get().some(({ kind }) => kind === 'verified-changed'),
    );
    expect(ana.here.members.get().find(({ id }) => id === benId)?.verification).toBe('changed');
    // Nor is a device marked as compared that came in between.
    const late = ana.here.verify(benId, number);
    await expect(late).rejects.toMatchObject({ reason: 'number-changed' });
    expect(ana.here.members.get().find(({ id }) => id === benId)?.verification).toBe('changed');
  });

  it('of a device that is removed again leaves its person unverified, and all are warned', async () => {
    const { ana, ben } = await anaAndBen(world);
    const benId = idOf(ana, 'Ben');
    const markOfBen = () => ana.here.members.get().find(({ id }) => id === benId)?.verification;
    const isWarned = () => ana.here.notices.get().some(({ kind }) => kind === 'verified-changed');
    await world.drive(ana.here.verify(benId, ana.here.safetyNumber(benId)));
    const { link } = await world.drive(ana.here.readmit(benId));
    await delivered(world, ana);
    const again = await world.join('Ben again', readLink(link) as never);
    const { device } = again.here;
    await world.until('Ana is warned', isWarned);
    await world.drive(ben.here.removeDevice(device));
    const devices = () => ana.here.members.get().find(({ id }) => id === benId)?.devices ?? [];
    await world.until('it is gone', () => !devices().includes(device));
    expect(markOfBen()).toBe('changed');
    expect(isWarned()).toBe(true);
    // Who compares once more knows of it.
    await world.drive(ana.here.verify(benId, ana.here.safetyNumber(benId)));
    expect(markOfBen()).toBe('verified');
    expect(isWarned()).toBe(false);
  });

  it('of an admin opens nothing private until somebody who takes part lets the device in', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const benId = idOf(ana, 'Ben');
    const direct = await world.drive(cleo.here.openDirect([benId]));
    await world.drive(cleo.here.send(direct, 'before'));
    await delivered(world, cleo);
    await world.crash(ben);
    const { link } = await world.drive(ana.here.readmit(benId));
    await delivered(world, ana);
    const again = await world.join('Ben again', readLink(link) as never);
    const asks = () => cleo.here.notices.get().find(({ kind }) => kind === 'device-asks');
    await world.until('Cleo is asked', () => asks() !== undefined);
    expect(ana.here.notices.get().some(({ kind }) => kind === 'device-asks')).toBe(false);
    await world.drive(cleo.here.send(direct, 'since'));
    await delivered(world, cleo);
    await world.clock.advance(30 * SECOND);
    expect(await textsIn(again, direct)).not.toContain('since');
    expect(await textsIn(again, direct)).not.toContain('before');
    const isClosed = () => again.here.conversations.get().find(({ id }) => id === direct)?.closed;
    expect(isClosed()).toBe(true);
    const asked = asks();
    if (asked?.kind !== 'device-asks') throw new Error('nothing is asked');
    await world.drive(cleo.here.letIn(asked.device));
    await world.until('nothing is asked any more', () => asks() === undefined);
    await delivered(world, cleo);
    await world.clock.advance(30 * SECOND);
    expect(await textsIn(again, direct)).toEqual(['before', 'since']);
    expect(isClosed()).toBe(false);
    await world.drive(again.here.send(direct, 'back again'));
    await delivered(world, again);
    await world.clock.advance(5 * SECOND);
    expect(await textsIn(cleo, direct)).toEqual(['before', 'since', 'back again']);
  });
});

describe('roles', () => {
  it('hold on every replica', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    expect(ben.here.may('remove-member', idOf(ben, 'Cleo'))).toBe(false);
    await expect(world.drive(ben.here.removeMember(idOf(ben, 'Cleo')))).rejects.toMatchObject({
      reason: 'not-allowed',
    });
    await world.drive(ana.here.setRole(idOf(ana, 'Ben'), 'admin'));
    await world.until('Ben is admin', () => ben.here.me.get().role === 'admin');
    await world.until('Cleo knows', () =>
      cleo.here.members.get().some(({ name, role }) => name === 'Ben' && role === 'admin'),
    );
    await world.drive(ben.here.removeMember(idOf(ben, 'Cleo')));
    await world.until('Ana knows', () => !ana.members.includes('Cleo'));
    await expect(world.drive(ben.here.removeMember(idOf(ben, 'Ana')))).rejects.toMatchObject({
      reason: 'not-allowed',
    });
  });

  it('let the only owner leave when there is another', async () => {
    const { ana, ben } = await anaAndBen(world);
    const own = idOf(ana, 'Ana');
    const device = ana.here.members.get().find(({ self }) => self)?.devices[0] as DeviceId;
    const last = { reason: 'last-owner' };
    await expect(world.drive(ana.here.removeMember(own))).rejects.toMatchObject(last);
    await expect(world.drive(ana.here.removeDevice(device))).rejects.toMatchObject(last);
    await world.drive(ana.here.setRole(idOf(ana, 'Ben'), 'owner'));
    await world.drive(ana.here.removeMember(own));
    await world.until('Ana is gone', () => !ben.members.includes('Ana'));
    await world.drive(ben.here.rotate());
  });

  it('let guests see what they were invited to alone', async () => {
    const { ana } = await anaAndBen(world);
    const open = await world.drive(ana.here.createChannel('open'));
    await say(world, ana, 'for members');
    await world.drive(ana.here.send(open, 'for all'));
    await delivered(world, ana);
    const link = await world.inviteBy(ana, { guest: true, channels: [open] });
    const gus = await world.join('Gus', link);
    await world.clock.advance(5 * SECOND);
    expect(gus.here.conversations.get().map(({ name }) => name)).toEqual(['open']);
    expect(await textsIn(gus, open)).toEqual(['for all']);
    expect(gus.members).toEqual(['Ana', 'Ben', 'Gus']);
    expect(gus.here.office.name.get()).toBe('Lab');
    await world.drive(gus.here.send(open, 'thanks'));
    await world.until('Ana reads it', () => ana.unread('open') === 1);
    await expect(world.drive(gus.here.createChannel('mine'))).rejects.toMatchObject({
      reason: 'not-allowed',
    });
    await world.drive(ana.here.rotate());
    await world.drive(ana.here.send(open, 'under the new key'));
    await world.until('Gus reads it', () => gus.unread('open') === 1);
  });
});
