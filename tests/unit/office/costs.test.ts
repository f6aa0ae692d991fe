import { expect, test, vi } from 'vitest';
import type { ChainId, ConversationId, DeviceId, EntryId, LogId } from '../../../src/model/ids.ts';
import { hlcAt } from '../../../src/model/time.ts';
import { Claims } from '../../../src/office/claims.ts';
import { Bits, Graph } from '../../../src/office/graph.ts';
import { causesOf, inCausalOrder } from '../../../src/office/order.ts';
import { Reduction, reduce } from '../../../src/office/reduce.ts';
import type { RosterEntry } from '../../../src/office/roster.ts';
import { Verdicts } from '../../../src/office/verdicts.ts';
import { MAX_PARTS, MAX_SEEN } from '../../../src/wire/limits.ts';
import { START } from '../../support/story.ts';
import { deviceOf, keyNamed, memberNamed, Tale } from '../../support/tale.ts';

/**
 * What a member can make all others work for. Each of these grew with the square of its size, or worse;
 * the bounds leave room for a slow machine.
 */
const spent = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

test('entries that name as many as they may, each dated before those that it follows', () => {
  const ids = Array.from({ length: 4_000 }, (_, i) => `entry ${i}` as EntryId);
  const entries = ids.map((id, i): RosterEntry => {
    const seen = ids.slice(Math.max(0, i - MAX_SEEN), i);
    const [chain, device] = [i as ChainId, deviceOf('Mallory')];
    const hlc = hlcAt(START + 1_000_000 - i);
    return { id, chain, number: 0, device, hlc, act: { t: 'profile', seen }, said: {} };
  });
  let order: RosterEntry[] = [];
  expect(spent(() => (order = inCausalOrder(entries, causesOf(entries))))).toBeLessThan(6_000);
  expect(order.map(({ id }) => id)).toEqual(ids);
});

test('a flood of keys of a group of one’s own, made apart from each other', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  tale.group('Mallory', 'own', ['Mallory']);
  const seen = tale.heads();
  const id = [...tale.roster().conversations.keys()][0];
  if (!id) throw new Error('no group');
  const boxes = tale.boxesOf(['Mallory']);
  for (let i = 0; i < 1_500; i++) {
    tale.write('Mallory', { t: 'key', id, key: keyNamed(`flood ${i}`), boxes }, { seen });
  }
  expect(spent(() => reduce(tale.entries))).toBeLessThan(3_000);
  expect(tale.roster().keys.get(id)?.heads).toHaveLength(1_500);
});

test('a flood of removals of who is senior, apart from what they do', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  const seen = tale.heads();
  const rest = { devices: [], cut: [], key: keyNamed('x'), boxes: [] };
  for (let i = 0; i < 3_000; i++) {
    tale.write('Mallory', { t: 'remove', member: memberNamed('Fay'), ...rest }, { seen });
  }
  for (let i = 0; i < 300; i++) tale.write('Fay', { t: 'profile' }, { seen });
  expect(spent(() => reduce(tale.entries))).toBeLessThan(3_000);
});

test('a flood of removals from a group of one’s own behind all the parts that count', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  tale.group('Mallory', 'own', ['Mallory', 'Fay']);
  const [id] = tale.roster().conversations.keys();
  if (!id) throw new Error('no group');
  const log = `${id}.202601` as LogId;
  const chains = Array.from({ length: 5_000 }, (_, i): [ChainId, number] => [i as ChainId, 1]);
  for (let i = 0; i < 40; i++) {
    tale.write('Mallory', { t: 'part', cut: [[log, chains]], key: null, boxes: [] });
  }
  const boxes = tale.boxesOf(['Mallory']);
  for (let i = 0; i < 200; i++) {
    const rest = { id, add: [], remove: [memberNamed('Fay')], cut: [], key: keyNamed(`${i}`) };
    tale.write('Mallory', { t: 'participants', ...rest, boxes }, { seen: [tale.last()] });
  }
  const departures = tale.roster().departures.get(`${id}/${memberNamed('Fay')}`);
  expect(departures).toHaveLength(200);
  // Built once for all: otherwise each of these acts would cost what all parts weigh.
  const lists = departures?.flatMap((cutoff) => cutoff.lists) ?? [];
  expect(lists).toHaveLength(200 * MAX_PARTS);
  expect(new Set(lists).size).toBe(MAX_PARTS);
});

test('a flood of lockboxes for one device', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  const seen = tale.heads();
  for (let i = 0; i < 10_000; i++) {
    const gift = { t: 'give', to: deviceOf('Fay'), of: null, box: new Uint8Array(48) } as const;
    tale.write('Mallory', gift, { seen });
  }
  const reduction = new Reduction(tale.entries);
  expect(spent(() => reduction.lacking('office'))).toBeLessThan(1_500);
});

/** Two devices that give each other keys of a tree again and again. */
function giveInTurn(
  tale: Tale,
  names: readonly [string, string],
  count: number,
  of: ConversationId | null,
): void {
  for (let i = 0; i < count; i++) {
    const [by, to] = i % 2 ? names : [names[1], names[0]];
    const gift = { t: 'give', to: deviceOf(to), of, box: new Uint8Array(48) } as const;
    tale.write(by, gift, { seen: [tale.last()] });
  }
}

test('two devices that give each other keys that neither has', () => {
  const told = (count: number): DeviceId[] => {
    const tale = new Tale();
    tale.welcome('Mallory');
    for (const name of ['Sham', 'Shade']) {
      tale.invite('Mallory', `for ${name}`, { box: new Uint8Array(0) });
      tale.join(name, `for ${name}`);
    }
    giveInTurn(tale, ['Sham', 'Shade'], count, null);
    const reduction = new Reduction(tale.entries);
    expect(reduction.roster.members.size).toBe(4);
    let lacking: DeviceId[] = [];
    expect(spent(() => (lacking = reduction.lacking('office')))).toBeLessThan(1_500);
    return lacking;
  };
  // It took twice as long with every gift.
  for (const count of [28, 1_000]) {
    expect(told(count)).toEqual([deviceOf('Sham'), deviceOf('Shade')]);
  }
});

test('two readmitted devices that give each other keys of a conversation closed to both', () => {
  const told = (count: number): readonly DeviceId[] | undefined => {
    const tale = new Tale();
    tale.welcome('Max', 'admin');
    tale.welcome('Ana');
    tale.direct('Ana', ['Ana']);
    const id = tale.directOf(['Ana']);
    tale.invite('Max', 'back', { for: memberNamed('Ana'), uses: 2 });
    for (const name of ['Sham', 'Shade']) tale.join(name, 'back');
    giveInTurn(tale, ['Sham', 'Shade'], count, id);
    let barred: readonly DeviceId[] | undefined;
    const work = () => (barred = tale.roster().conversations.get(id)?.barred);
    expect(spent(work)).toBeLessThan(3_000);
    return barred;
  };
  for (const count of [16, 400]) {
    expect(told(count)).toEqual([deviceOf('Sham'), deviceOf('Shade')]);
  }
});

test('a long line of readmitted devices, each of which gives keys to the one before it', () => {
  const tale = new Tale();
  tale.welcome('Max', 'admin');
  tale.welcome('Ana');
  tale.direct('Ana', ['Ana']);
  const id = tale.directOf(['Ana']);
  tale.invite('Max', 'back', { for: memberNamed('Ana'), uses: 1_000 });
  for (let i = 0; i < 1_000; i++) tale.join(`Sham ${i}`, 'back', { seen: [tale.last()] });
  for (let i = 999; i > 0; i--) {
    const [by, to] = [`Sham ${i}`, deviceOf(`Sham ${i - 1}`)];
    const gift = { t: 'give', to, of: id, box: new Uint8Array(48) } as const;
    tale.write(by, gift, { seen: [tale.last()] });
  }
  expect(tale.roster().conversations.get(id)?.barred).toHaveLength(1_000);
});

test('an entry dated far ahead', () => {
  const tale = new Tale();
  tale.welcome('Max', 'admin');
  tale.invite('Fay', 'for Sham');
  const early = tale.last();
  for (let i = 0; i < 2_000; i++) tale.write('Fay', { t: 'profile' }, { seen: [tale.last()] });
  tale.join('Sham', 'for Sham', { seen: [early], at: 1e12 });
  const reduction = new Reduction(tale.entries);
  const appended = vi.spyOn(Verdicts.prototype, 'append');
  for (let i = 0; i < 20; i++) {
    tale.write('Max', { t: 'profile' }, { seen: reduction.roster.heads });
    reduction.add(tale.entries.slice(-1));
  }
  expect(reduction.roster).toEqual(reduce(tale.entries));
  // The first follows what is newer than it: where others stand must be looked at once.
  expect(appended).toHaveBeenCalledTimes(19);
  appended.mockRestore();
});

test('a flood of joins by an invite that is used up, before all that is written later', () => {
  const asked = (count: number): number => {
    const tale = new Tale();
    tale.welcome('Max', 'admin');
    tale.invite('Fay', 'for one');
    const seen = [tale.last()];
    for (let i = 0; i < count; i++) tale.join(`Sham ${i}`, 'for one', { seen });
    for (let i = 0; i < count; i++) {
      const by = i % 2 ? 'Fay' : 'Max';
      tale.write(by, { t: 'witness' }, { seen: [tale.last()] });
    }
    tale.rotate('Fay', { seen: [tale.last()] });
    const questions = [
      vi.spyOn(Claims.prototype, 'namedAfter'),
      vi.spyOn(Graph.prototype, 'precedes'),
    ];
    expect(reduce(tale.entries).members.size).toBe(3);
    const sum = questions.reduce((all, { mock }) => all + mock.calls.length, 0);
    for (const question of questions) question.mockRestore();
    return sum;
  };
  // Twice as many joins, about twice the work.
  expect(asked(800) / asked(400)).toBeLessThan(2.5);
});

test('a device that joins again and again', () => {
  const tale = new Tale();
  tale.invite('Fay', 'for one');
  const seen = [tale.last()];
  for (let i = 0; i < 200; i++) tale.join('Sham', 'for one', { seen });
  for (let i = 0; i < 200; i++) tale.write('Fay', { t: 'profile' }, { seen: [tale.last()] });
  const named = vi.spyOn(Claims.prototype, 'namedAfter');
  const lined = vi.spyOn(Graph.prototype, 'writtenBy');
  expect(reduce(tale.entries).members.size).toBe(2);
  expect(named.mock.calls.length + lined.mock.calls.length).toBeLessThan(5_000);
  for (const spy of [named, lined]) spy.mockRestore();
});

test('a device that joins again and again, each time seen by who was here', () => {
  const asked = (count: number): number => {
    const tale = new Tale();
    tale.invite('Fay', 'for one');
    const seen = [tale.last()];
    for (let i = 0; i < count; i++) tale.join('Sham', 'for one', { seen });
    for (let i = 0; i < 50; i++) tale.write('Fay', { t: 'profile' }, { seen: tale.heads() });
    const looked = vi.spyOn(Bits.prototype, 'has');
    expect(reduce(tale.entries).members.size).toBe(2);
    const sum = looked.mock.calls.length;
    looked.mockRestore();
    return sum;
  };
  // Twice as many joins, about twice the work.
  expect(asked(400) / asked(200)).toBeLessThan(2.5);
});

test('two devices that each join again and again, each by the word of the other', () => {
  const tale = new Tale();
  tale.boxing = false;
  tale.welcome('Ann');
  for (const id of ['one', 'two']) tale.invite('Fay', id, { uses: 2 });
  tale.invite('Fay', 'device', { for: memberNamed('Ann'), uses: 2 });
  const seen = [tale.last()];
  for (let i = 0; i < 300; i++) {
    for (const name of ['Sham', 'Shade']) {
      tale.join(name, ['one', 'two', 'device'][i % 3] as string, { seen });
      tale.write(name, { t: 'witness' }, { seen: tale.entries.slice(-3).map(({ id }) => id) });
    }
  }
  expect(spent(() => reduce(tale.entries))).toBeLessThan(6_000);
});

test.each(['Bob', 'Sue', 'Tom', 'Una'])(
  'R4: a flood of joins keeps nobody from removing %s',
  (name) => {
    const tale = new Tale();
    tale.invite('Fay', 'for one');
    const seen = [tale.last()];
    tale.welcome(name);
    for (let i = 0; i < 1_000; i++) tale.join(`Sham ${i}`, 'for one', { seen });
    const { heads } = tale.roster();
    expect(new Set(heads)).toEqual(new Set(tale.heads()));
    tale.remove('Fay', name, { seen: heads.slice(0, MAX_SEEN) });
    expect(tale.roster().formerMembers.has(memberNamed(name))).toBe(true);
  },
);
