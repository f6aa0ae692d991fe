import { beforeEach, describe, expect, test } from 'vitest';
import type { EntryId } from '../../src/model/ids.ts';
import { Reduction } from '../../src/office/reduce.ts';
import { deviceOf, inviteNamed, memberNamed, Tale } from '../support/tale.ts';

/**
 * Nobody who belongs is undone by what others date back: Hal came by Ann's invite, others saw him come,
 * he became admin and let Zoe in. Only who may remove him could end that.
 */
let tale: Tale;
let invited: EntryId;
let gil: EntryId;
let came: EntryId;

const names = () => [...tale.roster().members.keys()];
const belongs = (name: string) => names().includes(memberNamed(name));
/** As if it had been written right after the invite, having seen nothing since. */
const back = () => ({ seen: [invited], at: 1 });

beforeEach(() => {
  tale = new Tale();
  tale.welcome('Cy');
  tale.welcome('Ann');
  tale.link('Ann’s phone', 'Ann', 'Ann');
  tale.invite('Cy', 'spare', { uses: 9 });
  invited = tale.invite('Ann', 'shared', { uses: 2 });
  gil = tale.join('Gil', 'shared');
  came = tale.join('Hal', 'shared', { seen: [gil] });
  tale.role('Fay', 'Hal', 'admin');
  tale.invite('Hal', 'by Hal');
  tale.join('Zoe', 'by Hal');
});

const stays = () => {
  expect(belongs('Hal')).toBe(true);
  expect(belongs('Zoe')).toBe(true);
  expect(tale.roster().members.get(memberNamed('Hal'))?.role).toBe('admin');
  const { members } = tale.roster();
  // All the same however the others are ordered.
  const again = new Tale(tale);
  again.entries.reverse();
  expect(again.roster()).toEqual(tale.roster());
  expect(members.size).toBe(names().length);
};

test('R7: a used-up link, used again with an older date, displaces nobody', () => {
  for (const name of ['Mallory', 'Moe', 'Max']) tale.join(name, 'shared', back());
  stays();
  expect(belongs('Gil')).toBe(true);
  expect(belongs('Mallory')).toBe(false);
});

test('R7: nor does it with the word of somebody who came after them', () => {
  const seen = [tale.join('Mallory', 'shared', back())];
  tale.write('Zoe', { t: 'profile' }, { seen: [...seen], at: 2 });
  tale.write('Ann', { t: 'profile' }, { seen: [...seen], at: 2 });
  stays();
  expect(belongs('Mallory')).toBe(false);
});

describe('R8: who has no power over somebody does not undo their coming', () => {
  test('by withdrawing the invite with an older date', () => {
    tale.write('Ann', { t: 'revoke', invite: inviteNamed('shared') }, back());
    stays();
  });

  test('by having left with an older date', () => {
    tale.leave('Ann', 'Ann', back());
    stays();
  });

  test('by removing the device that made the invite with an older date', () => {
    tale.removeDevices('Ann’s phone', ['Ann'], back());
    stays();
  });

  test('by having left, for who came by the same invite', () => {
    tale.leave('Gil', 'Gil', { seen: [gil], at: 1 });
    stays();
  });

  test('by having joined a second time, for who made the invite', () => {
    const first = tale.entries[0]?.id as EntryId;
    const spare = tale.entries.find(({ id }) => id === invited)?.id ?? first;
    const made = tale.entries.findIndex(({ id }) => id === spare);
    tale.join('Ann', 'spare', { seen: [tale.entries[made - 1]?.id as EntryId], at: 1 });
    stays();
    tale.join('Hal', 'spare', { seen: [tale.entries[made - 1]?.id as EntryId], at: 1 });
    stays();
  });
});

test('R8: who may remove somebody still ends the invite for what they had not seen', () => {
  tale.remove('Fay', 'Ann', back());
  expect(belongs('Hal')).toBe(false);
  expect(belongs('Zoe')).toBe(false);
});

test('R8: whom nobody saw come does not come by an invite that ended', () => {
  tale = new Tale();
  tale.welcome('Ann');
  invited = tale.invite('Ann', 'shared', { uses: 2 });
  tale.write('Ann', { t: 'revoke', invite: inviteNamed('shared') });
  tale.join('Mallory', 'shared', back());
  expect(belongs('Mallory')).toBe(false);
});

test('R7: without anybody’s word the word of who follows the invite decides', () => {
  tale = new Tale();
  tale.welcome('Ann');
  invited = tale.invite('Ann', 'one');
  came = tale.join('Hal', 'one');
  tale.write('Fay', { t: 'witness' }, { seen: [came] });
  tale.join('Mallory', 'one', back());
  expect(belongs('Hal')).toBe(true);
  expect(belongs('Mallory')).toBe(false);
});

test('R18: who came by an invite themselves, as somebody’s further device too, is no witness of it', () => {
  tale = new Tale();
  tale.welcome('Ann');
  invited = tale.invite('Fay', 'two', { uses: 2 });
  const told = () => new Reduction(tale.entries);
  const mayTell = (device: string) => told().isToTell(memberNamed('Ann'), deviceOf(device));
  tale.link('phone', 'Ann', 'Ann');
  const seen = tale.heads();
  const hal = tale.join('Hal', 'two', { seen });
  expect([mayTell('Ann'), mayTell('phone')]).toEqual([true, true]);
  const again = tale.join('phone', 'two', { seen });
  expect([mayTell('Ann'), mayTell('phone')]).toEqual([true, false]);
  tale.write('phone', { t: 'witness' }, { seen: [hal, again] });
  expect(mayTell('Ann')).toBe(true);
  tale.write('Ann', { t: 'witness' }, { seen: [hal, again] });
  expect(mayTell('Ann')).toBe(false);
});

describe('R6: an invite made once more by who knows its secret, with an older date', () => {
  /** Mallory, who is older than Ann, had seen her link. */
  const again = (by: string, terms: Parameters<Tale['invite']>[2], at = -1) =>
    tale.invite(by, 'shared', terms, { seen: [tale.entries[2]?.id as EntryId], at });

  test('undoes nobody who came by the first', () => {
    again('Cy', { uses: 1 });
    again('Cy', { uses: 1, role: 'guest', expires: 0 }, -2);
    again('Cy', { uses: 1, for: memberNamed('Cy') }, -3);
    stays();
    expect(belongs('Gil')).toBe(true);
  });

  test('whatever follows it, and however that is dated', () => {
    const made = again('Cy', { uses: 1 });
    tale.write('Cy', { t: 'revoke', invite: inviteNamed('shared') }, { seen: [made], at: -1 });
    tale.write('Cy', { t: 'profile' }, { seen: [made], at: -5_000_000 });
    stays();
  });

  test('brings in nobody more by the first', () => {
    const made = again('Cy', { uses: 1 });
    for (const name of ['Moe', 'Max', 'Mia']) tale.join(name, 'shared', { seen: [made, came] });
    stays();
    expect(['Moe', 'Max', 'Mia'].filter(belongs)).toHaveLength(1);
  });

  test('does not keep who made the first from withdrawing it, nor withdraws it', () => {
    const open = () => tale.roster().invites.get(inviteNamed('open'));
    const seen = tale.heads();
    tale.invite('Ann', 'open', { uses: 9 }, { seen });
    const first = tale.last();
    const second = tale.invite('Cy', 'open', { uses: 9 }, { seen, at: 1e9 });
    tale.write('Cy', { t: 'revoke', invite: inviteNamed('open') }, { seen: [second] });
    expect(open()?.revoked).toBe(false);
    tale.join('Ida', 'open', { seen: [first] });
    expect(belongs('Ida')).toBe(true);
    tale.write('Ann', { t: 'revoke', invite: inviteNamed('open') });
    tale.join('Ivo', 'open', { seen: [first] });
    expect(open()?.revoked).toBe(true);
    expect(belongs('Ivo')).toBe(false);
  });

  test('takes nobody’s role away', () => {
    tale.role('Fay', 'Hal', 'owner');
    tale.role('Hal', 'Zoe', 'admin');
    again('Cy', { for: memberNamed('Zoe') });
    expect(tale.roster().members.get(memberNamed('Zoe'))?.role).toBe('admin');
  });
});
