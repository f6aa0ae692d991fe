import { describe, expect, test } from 'vitest';
import type { EntryId } from '../../../src/model/ids.ts';
import { Reduction, reduce } from '../../../src/office/reduce.ts';
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

  test('names no device before it came', () => {
    const tale = new Tale();
    tale.invite('Fay', 'for Max');
    const label = tale.write('Fay', { t: 'label', device: deviceOf('Max') });
    tale.join('Max', 'for Max');
    const max = tale.write('Max', { t: 'label', device: deviceOf('Max') });
    const early = tale.write('Max', { t: 'label', device: deviceOf('Max') }, { seen: [label] });
    expect([label, max, early].map((id: EntryId) => tale.counts(id))).toEqual([false, true, false]);
  });
});
