import { describe, expect, test } from 'vitest';
import type { EntryId } from '../../src/model/ids.ts';
import { Reduction } from '../../src/office/reduce.ts';
import { deviceOf, inviteNamed, keyNamed, memberNamed, roomNamed, Tale } from '../support/tale.ts';

/** People who act against each other at once. Every case is told with each clock ahead of the others. */
const CLOCKS = [
  [-9_000_000, 9_000_000],
  [9_000_000, -9_000_000],
] as const;

const isIn = (tale: Tale, name: string) => tale.roster().members.has(memberNamed(name));
const roleOf = (tale: Tale, name: string) => tale.roster().members.get(memberNamed(name))?.role;

/** Fay founded; Ann, then Ben came, both admins; Cem after them. */
function office(): Tale {
  const tale = new Tale();
  tale.channel('Fay', 'general');
  tale.welcome('Ann', 'admin');
  tale.welcome('Ben', 'admin');
  tale.welcome('Cem');
  return tale;
}

describe.each(CLOCKS)('clocks at %d and %d', (one, other) => {
  test.each(['apart', 'first sees second', 'second sees first'] as const)(
    'R11: of two admins who remove each other, %s, only the senior does',
    (how) => {
      const tale = office();
      const seen = tale.heads();
      const ids: EntryId[] = [];
      if (how === 'first sees second') ids.push(tale.remove('Ben', 'Ann', { seen, at: other }));
      ids.push(tale.remove('Ann', 'Ben', { seen: [...ids, ...(ids.length ? [] : seen)], at: one }));
      if (how !== 'first sees second') {
        const after = how === 'apart' ? seen : ids;
        ids.push(tale.remove('Ben', 'Ann', { seen: after, at: other }));
      }
      expect([isIn(tale, 'Ann'), isIn(tale, 'Ben')]).toEqual([true, false]);
    },
  );

  test('R11: two who came apart from each other have no power over each other', () => {
    const tale = new Tale();
    tale.invite('Fay', 'two', { uses: 2 });
    const seen = tale.heads();
    tale.join('Ann', 'two', { seen, at: one });
    tale.join('Ben', 'two', { seen, at: other });
    tale.role('Fay', 'Ann', 'admin');
    tale.role('Fay', 'Ben', 'admin');
    tale.remove('Ann', 'Ben');
    tale.remove('Ben', 'Ann');
    expect([isIn(tale, 'Ann'), isIn(tale, 'Ben')]).toEqual([true, true]);
  });

  test('R11: of three in a row who remove the next, the first and the third remain', () => {
    const tale = office();
    tale.role('Fay', 'Cem', 'admin');
    tale.welcome('Dot');
    const seen = tale.heads();
    tale.remove('Ann', 'Ben', { seen, at: one });
    tale.remove('Ben', 'Cem', { seen, at: other });
    tale.remove('Cem', 'Dot', { seen, at: one - 1 });
    expect(['Ann', 'Ben', 'Cem', 'Dot'].map((name) => isIn(tale, name))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('R11: a demotion ends what was done without having seen it, and nothing that it had seen', () => {
    const tale = office();
    const early = tale.remove('Ben', 'Cem');
    tale.welcome('Dot');
    tale.welcome('Eli');
    const seen = tale.heads();
    tale.role('Fay', 'Ben', 'member', { seen, at: one });
    const apart = tale.remove('Ben', 'Dot', { seen, at: other });
    const later = tale.remove('Ben', 'Eli');
    expect([early, apart, later].map((id) => tale.counts(id))).toEqual([true, false, false]);
    expect(roleOf(tale, 'Ben')).toBe('member');
  });

  test('R11: of two roles given apart from each other the lesser holds', () => {
    const tale = office();
    tale.welcome('Own', 'owner');
    tale.welcome('Dot');
    const seen = tale.heads();
    tale.role('Fay', 'Dot', 'admin', { seen, at: one });
    tale.role('Own', 'Dot', 'member', { seen, at: other });
    expect(roleOf(tale, 'Dot')).toBe('member');
    tale.role('Own', 'Dot', 'admin');
    expect(roleOf(tale, 'Dot')).toBe('admin');
  });

  test('R11: own devices that remove each other at once both go, and leave their member in', () => {
    const tale = office();
    tale.link('Cem 2', 'Cem', 'Cem');
    tale.link('Cem 3', 'Cem', 'Cem');
    const seen = tale.heads();
    tale.removeDevices('Cem', ['Cem 2'], { seen, at: one });
    tale.removeDevices('Cem 2', ['Cem'], { seen, at: other });
    expect([...tale.roster().devices.keys()]).not.toContain(deviceOf('Cem'));
    expect([...tale.roster().devices.keys()]).not.toContain(deviceOf('Cem 2'));
    expect(tale.roster().members.get(memberNamed('Cem'))?.devices).toEqual([deviceOf('Cem 3')]);
  });

  test('R11: a device that is being removed does not make its member leave', () => {
    const tale = office();
    tale.link('Cem 2', 'Cem', 'Cem');
    const seen = tale.heads();
    tale.removeDevices('Cem', ['Cem 2'], { seen, at: one });
    tale.leave('Cem 2', 'Cem', { seen, at: other });
    expect(tale.roster().members.get(memberNamed('Cem'))?.devices).toEqual([deviceOf('Cem')]);
  });

  test('R11: a stolen device lets nobody in once it is removed', () => {
    const tale = office();
    tale.link('Cem 2', 'Cem', 'Cem');
    tale.invite('Cem 2', 'prepared', { for: memberNamed('Cem') });
    const seen = tale.heads();
    tale.removeDevices('Cem', ['Cem 2'], { seen, at: one });
    const through = tale.join('Thief', 'prepared', { seen, at: other });
    const made = tale.invite('Cem 2', 'made', { for: memberNamed('Cem') }, { seen, at: other });
    const after = tale.join('Thief 2', 'made', { seen: [made], at: other + 1 });
    expect([through, made, after].map((id) => tale.counts(id))).toEqual([false, false, false]);
  });

  test('R7: a join and the withdrawal of its invite apart from each other: nobody comes in', () => {
    const tale = office();
    const invite = tale.invite('Fay', 'open');
    tale.write('Fay', { t: 'revoke', invite: inviteNamed('open') }, { seen: [invite], at: one });
    tale.join('Dot', 'open', { seen: [invite], at: other });
    expect(isIn(tale, 'Dot')).toBe(false);
  });

  test('R7: a join that the withdrawal had seen stands', () => {
    const tale = office();
    tale.invite('Fay', 'open', { uses: 2 });
    const join = tale.join('Dot', 'open', { at: one });
    tale.write('Fay', { t: 'revoke', invite: inviteNamed('open') }, { seen: [join], at: other });
    tale.join('Eli', 'open');
    expect([isIn(tale, 'Dot'), isIn(tale, 'Eli')]).toEqual([true, false]);
  });

  test('R7: who was removed lets nobody in with the link by which they came', () => {
    const tale = office();
    tale.invite('Fay', 'shared', { uses: 5 });
    const before = tale.join('Dot', 'shared');
    tale.join('Mal', 'shared');
    const seen = tale.heads();
    tale.remove('Fay', 'Mal', { seen, at: one });
    tale.join('Mal again', 'shared');
    tale.join('Mal, dated back', 'shared', { seen, at: other });
    expect(tale.counts(before)).toBe(true);
    expect(tale.roster().members.size).toBe(5);
    expect(tale.roster().invites.get(inviteNamed('shared'))?.revoked).toBe(true);
  });

  test('R7: a device that was removed alone lets nobody in with the link by which it came', () => {
    const tale = office();
    tale.invite('Fay', 'shared', { uses: 5 });
    tale.join('Dot', 'shared');
    const seen = tale.heads();
    tale.removeDevices('Fay', ['Dot'], { seen, at: one });
    const joins = [
      tale.join('Dot again', 'shared'),
      tale.join('Dot, dated back', 'shared', { seen, at: other }),
    ];
    expect(joins.map((id) => tale.counts(id))).toEqual([false, false]);
    expect(tale.roster().invites.get(inviteNamed('shared'))?.revoked).toBe(true);
  });

  test('R7: an approval by somebody who is being removed lets nobody in', () => {
    const tale = office();
    tale.invite('Fay', 'asked', { approve: true, box: new Uint8Array(0) });
    const join = tale.join('Dot', 'asked');
    expect([isIn(tale, 'Dot'), tale.roster().pending.size]).toEqual([false, 1]);
    const seen = tale.heads();
    tale.remove('Fay', 'Ben', { seen, at: one });
    tale.write('Ben', { t: 'admit', join, box: new Uint8Array(48) }, { seen, at: other });
    expect(isIn(tale, 'Dot')).toBe(false);
    tale.write('Ann', { t: 'admit', join, box: new Uint8Array(48) });
    expect([isIn(tale, 'Dot'), tale.roster().pending.size]).toEqual([true, 0]);
  });

  test('R12: two who open the same direct at once meet in it, and both keys open it', () => {
    const tale = office();
    const seen = tale.heads();
    const id = tale.directOf(['Ann', 'Ben']);
    tale.direct('Ann', ['Ann', 'Ben'], { seen, at: one });
    tale.direct('Ben', ['Ben', 'Ann'], { seen, at: other });
    const { conversations, keys } = tale.roster();
    const rooms = [...conversations.values()].filter(({ kind }) => kind === 'direct');
    expect(rooms).toMatchObject([{ id, participants: expect.any(Array) }]);
    expect([...(rooms[0]?.participants ?? [])].sort()).toEqual(
      [memberNamed('Ann'), memberNamed('Ben')].sort(),
    );
    expect(keys.get(id)?.heads).toHaveLength(2);
    expect(keys.get(id)?.together).toHaveLength(1);
  });

  test('R12: somebody taken out of a group and in again at once is out', () => {
    const tale = office();
    tale.group('Fay', 'group', ['Fay', 'Ann', 'Ben', 'Cem']);
    const seen = tale.heads();
    const id = roomNamed('group');
    const out = { cut: [], key: keyNamed('next'), boxes: tale.boxesOf(['Fay', 'Ann', 'Ben']) };
    const change = { t: 'participants' as const, id };
    const cem = [memberNamed('Cem')];
    tale.write('Fay', { ...change, add: [], remove: cem, ...out }, { seen, at: one });
    const still = { cut: [], key: null, boxes: [] };
    tale.write('Ann', { ...change, add: cem, remove: [], ...still }, { seen, at: other });
    const participants = () => tale.roster().conversations.get(id)?.participants;
    expect(participants()).not.toContain(memberNamed('Cem'));
    // What Cem does in it apart from that does not count either.
    const added = { ...change, add: [memberNamed('Dot')], remove: [], ...still };
    expect(tale.counts(tale.write('Cem', added, { seen, at: other }))).toBe(false);
    tale.write('Ann', { ...change, add: cem, remove: [], ...still });
    expect(participants()).toContain(memberNamed('Cem'));
  });

  test('K4: keys made apart from each other are used together, so that neither who is out reads on', () => {
    const tale = office();
    tale.welcome('Dot');
    tale.welcome('Eli');
    const seen = tale.heads();
    const [first, second] = [
      tale.remove('Ann', 'Dot', { seen, at: one }),
      tale.remove('Fay', 'Eli', { seen, at: other }),
    ];
    const { members, keys } = tale.roster();
    expect(members.size).toBe(4);
    const office_ = keys.get('office');
    expect(office_).toMatchObject({ due: false, heads: expect.any(Array) });
    expect(office_?.heads).toHaveLength(2);
    const boxesOf = (id: EntryId) => {
      const act = tale.entries.find((entry) => entry.id === id)?.act;
      return act && 'boxes' in act ? act.boxes.map(([to]) => to) : [];
    };
    expect(boxesOf(first)).not.toContain(deviceOf('Dot'));
    expect(boxesOf(second)).not.toContain(deviceOf('Eli'));
  });
});

describe('lockboxes of a new key', () => {
  const rotated = (change: (boxes: [string, Uint8Array][]) => [string, Uint8Array][]) => {
    const tale = office();
    tale.invite('Fay', 'open');
    tale.invite('Fay', 'asked', { approve: true, box: new Uint8Array(0) });
    tale.invite('Fay', 'withdrawn');
    tale.write('Fay', { t: 'revoke', invite: inviteNamed('withdrawn') });
    tale.remove('Fay', 'Cem');
    const boxes = change(tale.boxes(tale.heads(), () => false)) as never;
    const key = keyNamed('next');
    tale.write('Fay', { t: 'rotate', key, boxes });
    return tale.roster().keys.get('office')?.heads.includes(key);
  };
  const boxFor = (to: string): [string, Uint8Array] => [to, new Uint8Array(48)];

  test('K5: for all who belong, the key is used', () => {
    expect(rotated((boxes) => boxes)).toBe(true);
    expect(rotated((boxes) => [...boxes, boxFor(inviteNamed('open'))])).toBe(true);
  });

  test.each([
    ['somebody missing', (boxes) => boxes.slice(1)],
    ['nobody', () => []],
    ['who was removed', (boxes) => [...boxes, boxFor(deviceOf('Cem'))]],
    ['a stranger', (boxes) => [...boxes, boxFor(deviceOf('Mal'))]],
    ['one twice', (boxes) => [...boxes, boxes[0] as [string, Uint8Array]]],
    ['an invite that asks for approval', (boxes) => [...boxes, boxFor(inviteNamed('asked'))]],
    ['an invite that was withdrawn', (boxes) => [...boxes, boxFor(inviteNamed('withdrawn'))]],
    ['an invite that there is not', (boxes) => [...boxes, boxFor(inviteNamed('none'))]],
  ] as [string, Parameters<typeof rotated>[0]][])('K5: with %s, it is not', (_, change) => {
    expect(rotated(change)).toBe(false);
  });

  test.each([
    ['a removed device came by it', ['Cem'], 'shared', false],
    ['a removed device made it', ['Cem'], 'of Cem', false],
    ['a removed device made it for recovery', ['Cem'], 'recovery of Cem', false],
    ['another came by it', ['Ben'], 'shared', true],
    ['the removed member came by it', 'Cem', 'shared', false],
    ['the removed member made it', 'Cem', 'of Cem', false],
    ['the removed member made it for recovery', 'Cem', 'recovery of Cem', false],
    ['another made it', 'Ben', 'of Cem', true],
  ] as const)(
    'K5: a new key is boxed to an invite where %s: of %s, to “%s”: %s',
    (_, gone, id, right) => {
      const tale = new Tale();
      tale.welcome('Ann', 'admin');
      tale.welcome('Ben');
      tale.invite('Fay', 'shared', { uses: 5 });
      tale.join('Cem', 'shared');
      tale.link('Cem 2', 'Cem', 'Cem');
      tale.invite('Cem', 'of Cem');
      tale.invite('Cem', 'recovery of Cem', { for: memberNamed('Cem'), recovery: true });
      const devices: string[] = typeof gone === 'string' ? [] : gone.map(deviceOf);
      const member = typeof gone === 'string' ? memberNamed(gone) : null;
      const stay = tale.boxes(tale.heads(), (device, whose) => {
        return devices.includes(device) || whose === member;
      });
      const boxes = [...stay, boxFor(inviteNamed(id))] as never;
      const act = { t: 'remove' as const, member, devices: devices as never, cut: [] };
      tale.write('Ann', { ...act, key: keyNamed('next'), boxes });
      expect(tale.roster().keys.get('office')?.heads.includes(keyNamed('next'))).toBe(right);
    },
  );

  test('K5: a removal counts also when its lockboxes are wrong, and a new key is due', () => {
    const tale = office();
    const put = { member: memberNamed('Cem'), devices: [], cut: [] };
    const boxes = tale.boxes(tale.heads(), () => false);
    tale.write('Ann', { t: 'remove', ...put, key: keyNamed('wrong'), boxes });
    expect(isIn(tale, 'Cem')).toBe(false);
    expect(tale.roster().keys.get('office')).toMatchObject({
      heads: [keyNamed('first')],
      due: true,
    });
    tale.rotate('Ann');
    expect(tale.roster().keys.get('office')?.due).toBe(false);
  });

  test('K5: a group’s key for somebody who takes no part is not used', () => {
    const tale = office();
    tale.group('Ann', 'group', ['Ann', 'Cem']);
    const id = roomNamed('group', 'Ann');
    const key = (name: string, ...names: string[]) =>
      tale.write('Cem', { t: 'key', id, key: keyNamed(name), boxes: tale.boxesOf(names) });
    key('for Ben too', 'Ann', 'Ben', 'Cem');
    key('for Cem alone', 'Cem');
    const right = key('right', 'Ann', 'Cem');
    expect(tale.counts(right)).toBe(true);
    expect(tale.roster().keys.get(id)?.heads).toEqual([keyNamed('right')]);
  });

  test('K5: a removal stands, though its author’s junior is un-removed by who was struck', () => {
    // Ann removes Dot; Fay, who has seen it, removes Eli and so leaves Dot out; then it turns out that
    // Ann had been demoted apart from that, so that Dot belongs. Eli stays out all the same.
    const tale = office();
    tale.welcome('Own', 'owner');
    tale.welcome('Dot');
    tale.welcome('Eli');
    const seen = tale.heads();
    tale.remove('Ann', 'Dot', { seen });
    const removal = tale.remove('Fay', 'Eli');
    tale.role('Fay', 'Ann', 'member', { seen });
    expect(tale.counts(removal)).toBe(true);
    expect([isIn(tale, 'Dot'), isIn(tale, 'Eli')]).toEqual([true, false]);
    expect(tale.roster().keys.get('office')?.due).toBe(true);
  });
});

test('X4: a device is missing a key that nobody had who let it in', () => {
  const tale = office();
  tale.link('Cem 2', 'Cem', 'Cem');
  const seen = tale.heads();
  tale.rotate('Fay', { seen });
  tale.welcome('Eli');
  const lacking = () => new Reduction(tale.entries).lacking('office');
  expect(lacking()).toEqual([]);
  // Ben’s tablet comes by what was made before the rotation, and boxed to by nobody since.
  tale.invite('Ben', 'made before', { for: memberNamed('Ben') }, { seen });
  tale.join('Ben 2', 'made before');
  expect(lacking()).toEqual([deviceOf('Ben 2')]);
  // It cannot bring to another what it has not got.
  tale.invite('Ben 2', 'made after', { for: memberNamed('Ben') });
  tale.join('Ben 3', 'made after');
  expect(lacking()).toEqual([deviceOf('Ben 2'), deviceOf('Ben 3')]);
  const give = (to: string) => ({ t: 'give' as const, to: deviceOf(to), box: new Uint8Array(48) });
  tale.write('Cem', { ...give('Ben 2'), of: roomNamed('general') });
  expect(lacking()).toHaveLength(2);
  tale.write('Cem', { ...give('Ben 2'), of: null });
  expect(lacking()).toEqual([deviceOf('Ben 3')]);
  tale.write('Ben 2', { ...give('Ben 3'), of: null });
  expect(lacking()).toEqual([]);
});

test('R7: expired, used up and replayed invites let nobody in', () => {
  const tale = office();
  const expires = 1_000_000;
  tale.invite('Fay', 'short', { expires: tale.roster().founded as number });
  tale.join('Dot', 'short', { at: expires });
  tale.invite('Fay', 'once');
  tale.join('Eli', 'once');
  tale.join('Gil', 'once');
  const again = tale.join('Eli', 'once');
  expect(['Dot', 'Eli', 'Gil'].map((name) => isIn(tale, name))).toEqual([false, true, false]);
  expect(tale.counts(again)).toBe(false);
});

test('R7: a guest invite makes a guest, who sees its channels until taken out, and comes back by being let in', () => {
  const tale = office();
  const id = roomNamed('general');
  tale.welcome('Gus', 'guest', 'Fay', [id]);
  const participants = () => tale.roster().conversations.get(id)?.participants;
  expect(participants()).toEqual([memberNamed('Gus')]);
  const change = { t: 'participants' as const, id, cut: [], key: null, boxes: [] };
  const gus = [memberNamed('Gus')];
  const isDue = () => tale.roster().keys.get('office')?.due;
  expect(isDue()).toBe(false);
  tale.write('Ann', { ...change, add: [], remove: gus });
  expect(participants()).toEqual([]);
  // The channel's key follows from the office's.
  expect(isDue()).toBe(true);
  tale.rotate('Ann');
  expect(isDue()).toBe(false);
  tale.write('Cem', { ...change, add: gus, remove: [] });
  expect(participants()).toEqual(gus);
  const left = tale.write('Gus', { ...change, add: [], remove: gus });
  expect([tale.counts(left), participants()]).toEqual([true, []]);
});

test('R5: what a device did before it came, and what is done to it before that, does not count', () => {
  const tale = office();
  const before = tale.heads();
  tale.link('Cem 2', 'Cem', 'Cem');
  const early = [
    tale.write('Cem 2', { t: 'profile' }, { seen: before }),
    tale.write('Cem', { t: 'label', device: deviceOf('Cem 2') }, { seen: before }),
    tale.removeDevices('Fay', ['Cem 2'], { seen: before }),
  ];
  expect(early.map((id) => tale.counts(id))).toEqual([false, false, false]);
});

test('R11: who was let in by somebody that was never let in is not in', () => {
  const tale = office();
  tale.join('Mal', 'none');
  tale.invite('Mal', 'of Mal');
  tale.join('Friend', 'of Mal');
  tale.role('Mal', 'Friend', 'owner');
  tale.remove('Friend', 'Fay');
  expect(tale.roster().members.size).toBe(4);
});
