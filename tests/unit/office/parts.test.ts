import { describe, expect, test } from 'vitest';
import { makeRandom } from '../../../src/adapters/memory/random.ts';
import type { Boxes, Cut } from '../../../src/model/acts.ts';
import type { ChainId, EntryId, LogId } from '../../../src/model/ids.ts';
import { endOf } from '../../../src/office/cutoffs.ts';
import { Graph } from '../../../src/office/graph.ts';
import { lackingOf } from '../../../src/office/lacking.ts';
import { portionsOf } from '../../../src/office/portions.ts';
import { Reduction, reduce } from '../../../src/office/reduce.ts';
import type { Roster, RosterEntry } from '../../../src/office/roster.ts';
import { Verdicts } from '../../../src/office/verdicts.ts';
import { type Cbor, encode } from '../../../src/wire/cbor.ts';
import { MAX_PARTS } from '../../../src/wire/limits.ts';
import { deviceOf, keyNamed, memberNamed, Tale } from '../../support/tale.ts';

const log = (month = 1) => `AAAAAAAAAAAAAAAAAAAAAA.20260${month}` as LogId;
const cutTo = (...chains: [number, number][]): Cut => [[log(), chains as [ChainId, number][]]];
const part = (cut: Cut) => ({ t: 'part' as const, cut, key: null, boxes: [] });
const end = (roster: Roster, chain: number, name = 'Ben') =>
  endOf(roster.cutoffs.get(deviceOf(name)), log(), chain as ChainId);

function office(): Tale {
  const tale = new Tale();
  tale.welcome('Ann', 'admin');
  tale.welcome('Ben');
  tale.welcome('Cem');
  return tale;
}

/** Fay removes Ben, with these cut-offs in the act itself. */
function removal(
  tale: Tale,
  cut: Cut,
  seen: readonly EntryId[] = tale.heads(),
  by = 'Fay',
): EntryId {
  const boxes = tale.boxes(seen, (_, member) => member === memberNamed('Ben'));
  const rest = { member: memberNamed('Ben'), devices: [], key: keyNamed(`new ${by}`), boxes };
  return tale.write(by, { t: 'remove', ...rest, cut }, { seen });
}

test('R21: what the same device told before counts for a removal; the greatest number holds', () => {
  const tale = office();
  tale.write('Fay', part(cutTo([1, 5], [2, 7])));
  tale.write('Fay', part(cutTo([2, 4], [3, 9])));
  removal(tale, cutTo([3, 8], [4, 2]));
  expect([1, 2, 3, 4, 5].map((chain) => end(tale.roster(), chain))).toEqual([5, 7, 9, 2, 0]);
});

test('R21: what others told, or what was told apart from it or later, does not', () => {
  const tale = office();
  const before = tale.heads();
  tale.write('Cem', part(cutTo([1, 5])));
  tale.write('Ben', part(cutTo([2, 5])));
  removal(tale, cutTo([4, 2]));
  tale.write('Fay', part(cutTo([3, 5])), { seen: before });
  tale.write('Fay', part(cutTo([4, 5])));
  expect([1, 2, 3, 4].map((chain) => end(tale.roster(), chain))).toEqual([0, 0, 0, 2]);
});

test('R11, R21: of several removals the least holds, each with its own parts', () => {
  const tale = office();
  const seen = tale.heads();
  const [fays, anns] = ['Fay', 'Ann'].map((by, i) =>
    tale.write(by, part(cutTo([1, 5 + i], [2 + i, 5])), { seen }),
  );
  removal(tale, [], [fays as EntryId]);
  removal(tale, [], [anns as EntryId], 'Ann');
  expect([1, 2, 3].map((chain) => end(tale.roster(), chain))).toEqual([5, 0, 0]);
});

test('F1, R21: a proof ends its chain at the fork, whatever was told', () => {
  const tale = office();
  tale.write('Cem', part(cutTo([1, 50], [2, 7])));
  const place = { device: deviceOf('Ben'), log: log(), chain: 1 as ChainId, number: 3 };
  const both = { previous: null, one: new Uint8Array(64), other: new Uint8Array(64) };
  tale.write('Cem', { t: 'freeze', ...place, ...both, cut: [] });
  expect([1, 2].map((chain) => end(tale.roster(), chain))).toEqual([3, 7]);
});

describe('F1: of several proofs that a device cheats', () => {
  const prove = (tale: Tale, by: string, cut: Cut, chain = 1, number = 3, aside = {}) => {
    const place = { device: deviceOf('Ben'), log: log(), chain: chain as ChainId, number };
    const both = { previous: null, one: new Uint8Array(64), other: new Uint8Array(64) };
    return tale.write(by, { t: 'freeze', ...place, ...both, cut }, aside);
  };
  const ends = (tale: Tale) => [1, 2, 3].map((chain) => end(tale.roster(), chain));

  test('the greatest number holds, so that none hides what others hold, and each fork ends its chain', () => {
    const tale = office();
    prove(tale, 'Cem', []);
    expect(ends(tale)).toEqual([3, 0, 0]);
    prove(tale, 'Ann', cutTo([1, 9], [2, 7], [3, 5]));
    expect(ends(tale)).toEqual([3, 7, 5]);
    prove(tale, 'Cem', cutTo([2, 4]), 2, 6);
    expect(ends(tale)).toEqual([3, 6, 5]);
    prove(tale, 'Fay', [], 2, 8);
    expect(ends(tale)).toEqual([3, 6, 5]);
    const again = new Tale(tale);
    again.entries.reverse();
    expect(again.roster()).toEqual(tale.roster());
  });

  test('what its own person says does not count, nor what a stranger or somebody removed says', () => {
    const tale = office();
    tale.link('Ben 2', 'Ben', 'Ben');
    const seen = tale.heads();
    for (const by of ['Ben', 'Ben 2']) prove(tale, by, cutTo([2, 7]));
    tale.invite('Fay', 'one');
    for (const name of ['Dot', 'Mal']) tale.join(name, 'one');
    prove(tale, 'Mal', cutTo([2, 7]));
    tale.remove('Fay', 'Cem');
    prove(tale, 'Cem', cutTo([2, 7]), 1, 3, { seen });
    expect(ends(tale)).toEqual([3, 0, 0]);
  });

  test('R8: none undoes that its device came, or others by the same link, whatever it had seen', () => {
    const tale = new Tale();
    tale.welcome('Cem');
    tale.invite('Fay', 'two', { uses: 2 });
    const seen = tale.heads();
    for (const name of ['Ben', 'Dot']) tale.join(name, 'two', { seen });
    prove(tale, 'Cem', [], 1, 3, { seen });
    const { members, devices } = tale.roster();
    expect([...members.keys()]).toEqual(['Fay', 'Cem', 'Ben', 'Dot'].map(memberNamed));
    expect(devices.get(deviceOf('Ben'))?.frozen).toBe(true);
  });

  test('a removal ends what it says, whatever they let in', () => {
    const tale = office();
    prove(tale, 'Ann', cutTo([2, 7], [3, 5]));
    removal(tale, cutTo([1, 9], [2, 4]));
    expect(ends(tale)).toEqual([3, 4, 0]);
  });
});

test('R13, R21: parts count for who is taken out of a group', () => {
  const tale = office();
  tale.group('Fay', 'ours', ['Fay', 'Ben']);
  const [id] = tale.roster().conversations.keys();
  if (!id) throw new Error('no group');
  tale.write('Fay', part(cutTo([1, 5])));
  const rest = { add: [], cut: [], key: keyNamed('next'), boxes: tale.boxesOf(['Fay']) };
  tale.write('Fay', { t: 'participants', id, remove: [memberNamed('Ben')], ...rest });
  const ends = tale.roster().departures.get(`${id}/${memberNamed('Ben')}`);
  expect(endOf(ends, log(), 1 as ChainId)).toBe(5);
});

test('R21: the newest parts count, and no more than MAX_PARTS', () => {
  const tale = office();
  for (let i = 0; i <= MAX_PARTS; i++) tale.write('Fay', part(cutTo([i, 5])));
  removal(tale, []);
  expect([0, 1, MAX_PARTS].map((chain) => end(tale.roster(), chain))).toEqual([0, 5, 5]);
});

test('R15, R21: lockboxes that were told before are a key’s own; nobody lacks it', () => {
  const tale = office();
  const key = keyNamed('next');
  const boxes = tale.boxes(tale.heads(), () => false);
  tale.write('Fay', { t: 'part', cut: [], key, boxes: boxes.slice(1) });
  tale.write('Fay', { t: 'part', cut: [], key: keyNamed('another'), boxes });
  tale.write('Fay', { t: 'rotate', key, boxes: boxes.slice(0, 1) });
  expect(tale.roster().keys.get('office')).toMatchObject({ heads: [key], due: false });
  const verdicts = new Verdicts(new Graph(tale.entries));
  expect(lackingOf(verdicts, tale.roster(), 'office')).toEqual([]);
  expect(tale.roster().deliveries.flatMap((it) => it.boxes)).toEqual(
    expect.arrayContaining([...boxes]),
  );
});

test('R15, R21: lockboxes of another device, or one too many, make no key', () => {
  for (const by of ['Ann', 'Fay']) {
    const tale = office();
    const key = keyNamed('next');
    const boxes = tale.boxes(tale.heads(), () => false);
    tale.write(by, { t: 'part', cut: [], key, boxes: boxes.slice(0, 1) });
    tale.write('Fay', { t: 'rotate', key, boxes: by === 'Fay' ? boxes : boxes.slice(1) });
    expect(tale.roster().keys.get('office')?.heads).toEqual([keyNamed('first')]);
  }
});

test('R1, R21: the same in every order of arrival, all at once or one by one', () => {
  const random = makeRandom(7);
  for (let round = 0; round < 40; round++) {
    const tale = office();
    const seen = tale.heads();
    const told: EntryId[] = [];
    for (let i = 0; i < 8; i++) {
      const by = random() < 0.7 ? 'Fay' : 'Ann';
      const after = random() < 0.5 ? seen : [told.at(-1) ?? (seen[0] as EntryId)];
      const cut = cutTo([Math.floor(random() * 4), Math.floor(random() * 9)]);
      told.push(tale.write(by, part(cut), { seen: after, at: Math.floor(random() * 1e6) }));
      if (random() < 0.3) removal(tale, cutTo([i % 4, 3]), told.slice(-2), by);
    }
    const ends = (roster: Roster) => [0, 1, 2, 3].map((chain) => end(roster, chain));
    const expected = tale.roster();
    const shuffled = tale.entries
      .map((it): [number, RosterEntry] => [random(), it])
      .sort(([one], [other]) => one - other)
      .map(([, it]) => it);
    expect(reduce(shuffled), `round ${round}`).toEqual(expected);
    const grown = new Reduction([]);
    for (const entry of tale.entries) grown.add([entry]);
    expect(ends(grown.roster), `round ${round}`).toEqual(ends(expected));
  }
});

test('a flood of chains is cut into portions that fit: the newest months and longest chains first', () => {
  const cut: Cut = [1, 3, 2].map((month) => [
    log(month),
    Array.from({ length: 40_000 }, (_, i) => [(2 ** 52 + i) as ChainId, (i * 7) % 1_000]),
  ]);
  const portions = portionsOf({ cut, boxes: [] }, 10_000, 60_000);
  expect(portions).toHaveLength(17);
  const sizes = portions.map((it) => encode(it.cut as unknown as Cbor).length);
  expect(sizes[0]).toBeLessThanOrEqual(10_003);
  expect(sizes[0]).toBeGreaterThan(9_900);
  for (const size of sizes.slice(1)) expect(size).toBeLessThanOrEqual(60_003);
  const told = portions.flatMap((it) => it.cut);
  const months = told.map(([it]) => it).filter((it, i, all) => it !== all[i - 1]);
  expect(months).toEqual([log(3), log(2)]);
  const numbers = told.filter(([it]) => it === log(3)).flatMap(([, chains]) => chains);
  expect(numbers).toHaveLength(40_000);
  expect(numbers.every(([, next], i) => i === 0 || next <= (numbers[i - 1]?.[1] ?? 0))).toBe(true);
});

test('lockboxes go before cut-offs, and none of them is left out', () => {
  const boxes: Boxes = Array.from({ length: 3_000 }, (_, i) => [
    deviceOf(`${i}`),
    new Uint8Array(120),
  ]);
  const portions = portionsOf({ cut: cutTo([1, 5]), boxes }, -5, 60_000);
  expect(portions.flatMap((it) => it.boxes)).toEqual(boxes);
  expect(portions[0]?.boxes).toEqual([]);
  expect(portions.at(-1)?.cut).toEqual(cutTo([1, 5]));
});
