import { expect, test } from 'vitest';
import type { EntryId } from '../../src/model/ids.ts';
import { Keyring } from '../../src/office/keyring.ts';
import { boxOfficeKey, openParcel } from '../../src/office/parcels.ts';
import type { RosterInvite } from '../../src/office/roster.ts';
import { randomBytes } from '../../src/wire/bytes.ts';
import { keyIdOf } from '../../src/wire/hash.ts';
import { lockKeyOf } from '../../src/wire/lockbox.ts';
import { START } from '../support/story.ts';
import { inviteNamed, keyNamed, memberNamed, roomNamed, Tale } from '../support/tale.ts';

/** Somebody who belongs, Mallory, tries to take over what others made: rooms, invites, keys. */
function office() {
  const tale = new Tale();
  tale.channel('Fay', 'general');
  tale.welcome('Mallory');
  tale.welcome('Gus', 'guest', 'Fay', [roomNamed('general')]);
  tale.welcome('Ann', 'admin');
  tale.channel('Ann', 'plans');
  tale.invite('Ann', 'of Ann', { uses: 9 });
  return tale;
}
const PUBLIC = { members: [], key: null, boxes: [] };

test.each(['channel', 'group'] as const)(
  'R6: a channel is not taken over by a %s dated before it',
  (kind) => {
    const tale = office();
    const opened = tale.entries.filter(({ act }) => act.t === 'conversation');
    for (const { act } of opened) {
      if (act.t !== 'conversation') throw new Error('no conversation');
      const { id, salt } = act;
      const members = kind === 'group' ? [memberNamed('Mallory')] : [];
      const rest =
        kind === 'group'
          ? { members, key: keyNamed('x'), boxes: tale.boxesOf(['Mallory']) }
          : PUBLIC;
      // Apart from it, but not before Mallory came.
      const seen = [tale.entries.find((it) => it.act.t === 'join')?.id as EntryId];
      tale.write('Mallory', { t: 'conversation', id, salt, kind, ...rest }, { seen, at: 1 });
    }
    const { conversations, keys } = tale.roster();
    for (const name of ['general', 'plans']) {
      const by = name === 'general' ? 'Fay' : 'Ann';
      const [id, creator] = [roomNamed(name, by), memberNamed(by)];
      expect(conversations.get(id)).toMatchObject({ kind: 'channel', creator });
      expect(keys.has(id)).toBe(false);
    }
  },
);

test.each(['Mallory', 'Gus'])('K5: %s cannot give a channel a key of its own', (name) => {
  const tale = office();
  const id = roomNamed('general');
  const fresh = { key: keyNamed('x'), boxes: tale.boxesOf([name]) };
  tale.write(name, { t: 'key', id, ...fresh });
  tale.write(name, { t: 'participants', id, add: [], remove: [], cut: [], ...fresh });
  expect([...tale.roster().keys.keys()]).toEqual(['office']);
});

test('R12: directs hold, whatever is dated before the founding', () => {
  const tale = office();
  const opened = tale.direct('Ann', ['Ann', 'Fay']);
  tale.write('Mallory', { t: 'profile' }, { seen: [], at: -1_000_000 });
  expect(tale.counts(opened)).toBe(true);
  expect(tale.roster().conversations.has(tale.directOf(['Ann', 'Fay']))).toBe(true);
});

test('K4: what is sealed under keys made apart opens, however many others there are', () => {
  const tale = office();
  const seen = tale.heads();
  const heads = [tale.rotate('Fay', { seen }), tale.rotate('Ann', { seen })].map((id) => {
    const act = tale.entries.find((entry) => entry.id === id)?.act;
    return act?.t === 'rotate' ? act.key : null;
  });
  const before = { seen: [tale.entries.find((it) => it.act.t === 'join')?.id as EntryId], at: 2 };
  for (let i = 0; i < 150; i++) {
    tale.write('Mallory', { t: 'rotate', key: keyNamed(`${i}`), boxes: [] }, before);
  }
  const office_ = tale.roster().keys.get('office');
  expect([...(office_?.heads ?? [])].sort()).toEqual([...heads].sort());
  const sets = office_?.together.map((set) => [...set].sort().join()) ?? [];
  expect(sets).toContain([...heads].sort().join());
  // Still so when a key has replaced both.
  tale.rotate('Fay');
  const later = tale.roster().keys.get('office');
  expect(later?.heads).toHaveLength(1);
  expect(later?.together.map((set) => [...set].sort().join())).toContain([...heads].sort().join());
});

test('K4: more keys made apart than are tried in twos open together', () => {
  const tale = office();
  const seen = tale.heads();
  for (let i = 0; i < 80; i++) tale.rotate(i % 2 ? 'Fay' : 'Ann', { seen });
  const { heads, together } = tale.roster().keys.get('office') ?? { heads: [], together: [] };
  expect(heads).toHaveLength(80);
  expect(together.some((set) => set.length === 80)).toBe(true);
});

test('R16, X2: a guest’s own link or code that says “member” brings nobody the office’s key', async () => {
  const tale = office();
  tale.link('Gus 2', 'Gus', 'Gus');
  const whose = memberNamed('Gus');
  const lock = lockKeyOf(randomBytes(32));
  const terms = { for: whose, role: 'member', lock: lock.box } as const;
  const honest = tale.invite('Gus', 'code', { ...terms, recovery: true, role: 'guest' });
  expect(tale.counts(honest)).toBe(true);
  const made = [
    tale.invite('Gus', 'false code', { ...terms, recovery: true }),
    tale.invite('Gus', 'false link', terms),
    tale.invite('Ann', 'of an admin', terms),
  ];
  expect(made.map((it) => tale.counts(it))).toEqual([false, false, false]);

  // Nor where the roster held one all the same.
  const bytes = randomBytes(32);
  const key = { generation: keyIdOf(bytes), scope: 'office' as const, key: bytes };
  const known = tale.roster();
  const code = known.invites.get(inviteNamed('code')) as RosterInvite;
  const invites = new Map([[code.id, { ...code, role: 'member' as const }]]);
  // Devices of a tale have no keys that anything could be sealed to.
  const roster = { ...known, devices: new Map(), invites };
  const ring = new Keyring(tale.office, [key]);
  const nobody = { member: null, devices: [] };
  const boxes = await boxOfficeKey(tale.office, roster, ring, key.generation, nobody, START);
  const box = boxes.find(([to]) => to === code.id)?.[1] as Uint8Array;
  const given = await openParcel(tale.office, code.id, lock, box);
  expect(given.map(({ scope }) => scope)).toEqual([
    'founding',
    'roster',
    'presence',
    roomNamed('general'),
  ]);
});
