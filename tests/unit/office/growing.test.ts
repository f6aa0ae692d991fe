import { describe, expect, test, vi } from 'vitest';
import type { EntryId } from '../../../src/model/ids.ts';
import { Claims } from '../../../src/office/claims.ts';
import { Graph } from '../../../src/office/graph.ts';
import { Reduction, reduce } from '../../../src/office/reduce.ts';
import { Verdicts } from '../../../src/office/verdicts.ts';
import { rejoined } from '../../support/rejoined.ts';
import { deviceOf, Tale } from '../../support/tale.ts';

/** What a replica knows that took the entries one by one, as they were written. */
function grown(tale: Tale) {
  const reduction = new Reduction([]);
  for (const entry of tale.entries) reduction.add([entry]);
  return reduction.roster;
}

describe('a roster that grows (SPEC R1)', () => {
  test('is what all its entries reduce to, also where a removal names a device before it came', () => {
    const tale = new Tale();
    tale.welcome('Mia');
    tale.link('Mia’s phone', 'Mia', 'Mia');
    const seen = tale.heads();
    const before = tale.invite('Mia’s phone', 'for Max', {}, { seen });
    tale.removeDevices('Mia', ['Mia’s phone', 'Max'], { seen });
    tale.join('Max', 'for Max');
    expect(tale.counts(before)).toBe(true);
    expect(grown(tale).devices.has(deviceOf('Max'))).toBe(true);
    expect(grown(tale)).toEqual(reduce(tale.entries));
  });

  test('is judged once, also where what its entries say is read later', () => {
    const tale = new Tale();
    tale.welcome('Mia');
    tale.link('Mia’s phone', 'Mia', 'Mia');
    tale.write('Mia', { t: 'profile' });
    const said = tale.entries.map((entry) => ({ ...entry, said: { name: `${entry.act.t}` } }));
    const reduction = new Reduction(tale.entries);
    const before = reduction.roster;
    const claimed = vi.spyOn(Claims.prototype, 'take');
    reduction.reread(said);
    const after = reduction.roster;
    expect(claimed).not.toHaveBeenCalled();
    claimed.mockRestore();
    expect(after).toEqual(reduce(said));
    expect(after.members).not.toEqual(before.members);
  });

  test('names no device before it came', () => {
    const tale = new Tale();
    tale.invite('Fay', 'for Max');
    const label = tale.write('Fay', { t: 'label', device: deviceOf('Max') });
    tale.join('Max', 'for Max');
    const max = tale.write('Max', { t: 'label', device: deviceOf('Max') });
    const early = tale.write('Max', { t: 'label', device: deviceOf('Max') }, { seen: [label] });
    expect([label, max, early].map((id: EntryId) => tale.counts(id))).toEqual([false, true, false]);
  });

  describe('where devices join again and again, and say who came before whom', () => {
    const told = Array.from({ length: Number(process.env.TANGLES ?? 400) }, (_, seed) => {
      const { entries } = new Graph(rejoined(seed).entries);
      return { seed, entries, all: new Verdicts(new Graph(entries)) };
    });

    test('R1: is judged alike by who takes the last entry by itself', () => {
      for (const { seed, entries, all } of told) {
        const grown = new Verdicts(new Graph(entries.slice(0, -1)));
        // What is not the newest has all judged anew.
        if (!grown.graph.append(entries.at(-1) as never)) continue;
        grown.append();
        const verdicts = (of: Verdicts) => entries.map((_, at) => of.counts(at));
        expect(verdicts(grown), `seed ${seed}`).toEqual(verdicts(all));
      }
    });

    test('R7: has nobody more than an invite has uses', () => {
      for (const { seed, entries, all } of told) {
        const came = new Map<number, Set<string>>();
        for (const [at, { act, device }] of entries.entries()) {
          if (act.t !== 'join' || !all.counts(at)) continue;
          const invite = all.admissions.inviteOf(at);
          came.set(invite, (came.get(invite) ?? new Set()).add(device));
        }
        for (const [invite, devices] of came) {
          const { uses } = all.graph.actAt<'invite'>(invite);
          expect(devices.size, `seed ${seed}`).toBeLessThanOrEqual(uses);
        }
      }
    });
  });
});
