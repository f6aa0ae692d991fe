import { beforeEach, expect, test } from 'vitest';
import type { ConversationId, EntryId } from '../../src/model/ids.ts';
import { deviceOf, inviteNamed, keyNamed, memberNamed, roomNamed, Tale } from '../support/tale.ts';

/**
 * Max, an admin, readmits Ana, who came after him, and uses the link himself: the device stands for
 * her, and is to read nothing of what she says in private until somebody who takes part lets it in.
 */
let tale: Tale;
let ours: ConversationId;

beforeEach(() => {
  tale = new Tale();
  tale.welcome('Max', 'admin');
  tale.welcome('Ana');
  tale.welcome('Cy');
  tale.group('Ana', 'ours', ['Ana', 'Cy']);
  ours = roomNamed('ours', 'Ana');
  tale.direct('Cy', ['Ana', 'Cy']);
  tale.invite('Max', 'back', { for: memberNamed('Ana') });
  tale.join('Ana’s new', 'back');
});

const boxesFor = (...names: string[]) =>
  names.map((name): [never, Uint8Array] => [deviceOf(name) as never, new Uint8Array(48)]);
const renew = (by: string, name: string, to: string[]): EntryId =>
  tale.write(by, { t: 'key', id: ours, key: keyNamed(name), boxes: boxesFor(...to) });
const heads = () => tale.roster().keys.get(ours)?.heads;
const barred = () => tale.roster().conversations.get(ours)?.barred;
const give = (by: string, to = 'Ana’s new') =>
  tale.write(by, { t: 'give', to: deviceOf(to), of: ours, box: new Uint8Array(48) });

test('R20: the device belongs, and groups go on without it', () => {
  expect(tale.roster().devices.get(deviceOf('Ana’s new'))?.member).toBe(memberNamed('Ana'));
  expect(barred()).toEqual([deviceOf('Ana’s new')]);
  renew('Cy', 'with it', ['Ana', 'Ana’s new', 'Cy']);
  expect(heads()).not.toEqual([keyNamed('with it')]);
  renew('Cy', 'without it', ['Ana', 'Cy']);
  expect(heads()).toEqual([keyNamed('without it')]);
});

test('R20: it makes no key, changes nobody, and does not let itself in', () => {
  const before = heads();
  renew('Ana’s new', 'its own', ['Ana', 'Ana’s new', 'Cy']);
  const add = { t: 'participants' as const, id: ours, cut: [], key: null, boxes: [] };
  const added = tale.write('Ana’s new', { ...add, add: [memberNamed('Max')], remove: [] });
  const left = tale.write('Ana’s new', { ...add, add: [], remove: [memberNamed('Ana')] });
  give('Ana’s new');
  give('Max');
  give('Fay');
  expect(heads()).toEqual(before);
  expect([tale.counts(added), tale.counts(left)]).toEqual([false, false]);
  expect(barred()).toEqual([deviceOf('Ana’s new')]);
});

test('R20: nor do devices that it lets in, or a recovery code of its making', () => {
  tale.link('Ana’s next', 'Ana’s new', 'Ana');
  expect(barred()).toEqual([deviceOf('Ana’s new'), deviceOf('Ana’s next')]);
  give('Ana’s next', 'Ana’s new');
  give('Ana’s new', 'Ana’s next');
  expect(barred()).toHaveLength(2);
  tale.invite('Ana’s new', 'code', { for: memberNamed('Ana'), recovery: true });
  const boxes = boxesFor('Ana', 'Cy');
  boxes.push([inviteNamed('code') as never, new Uint8Array(48)]);
  tale.write('Cy', { t: 'key', id: ours, key: keyNamed('coded'), boxes });
  expect(heads()).not.toEqual([keyNamed('coded')]);
});

test('R20: a direct opened once more by it does not let it in', () => {
  const id = tale.directOf(['Ana', 'Cy']);
  tale.direct('Ana’s new', ['Ana', 'Cy'], { at: 1 });
  const boxes = boxesFor('Ana', 'Ana’s new', 'Cy');
  tale.write('Ana’s new', { t: 'key', id, key: keyNamed('mine'), boxes });
  expect(tale.roster().keys.get(id)?.heads).not.toContain(keyNamed('mine'));
});

test.each(['Cy', 'Ana'])(
  'R20: %s, who takes part, lets it in, and it has a part from then on',
  (by) => {
    give(by);
    expect(barred()).toEqual([]);
    renew('Cy', 'without it', ['Ana', 'Cy']);
    expect(heads()).not.toEqual([keyNamed('without it')]);
    renew('Ana’s new', 'with it', ['Ana', 'Ana’s new', 'Cy']);
    expect(heads()).toEqual([keyNamed('with it')]);
  },
);

test('R13: when who owns a group leaves, who was there longest owns it', () => {
  const leave = (name: string) =>
    tale.write(name, {
      t: 'participants',
      id: ours,
      add: [],
      remove: [memberNamed(name)],
      cut: [],
      key: null,
      boxes: [],
    });
  const add = (by: string, name: string) =>
    tale.write(by, {
      t: 'participants',
      id: ours,
      add: [memberNamed(name)],
      remove: [],
      cut: [],
      key: null,
      boxes: [],
    });
  const archive = (by: string) => tale.write(by, { t: 'edit', id: ours, archived: true });
  add('Cy', 'Fay');
  expect(tale.counts(archive('Cy'))).toBe(false);
  leave('Ana');
  expect(tale.roster().conversations.get(ours)?.creator).toBe(memberNamed('Cy'));
  expect(tale.counts(archive('Fay'))).toBe(false);
  expect(tale.counts(archive('Cy'))).toBe(true);
  tale.remove('Fay', 'Cy');
  expect(tale.roster().conversations.get(ours)?.creator).toBe(memberNamed('Fay'));
  expect(tale.counts(archive('Fay'))).toBe(true);
});
