import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Places } from '../../../src/files/places.ts';

const COUNT = 70;

test('J7: a set of places is what was put in and not taken out, also after it was sent', () => {
  const change = fc.tuple(fc.nat({ max: COUNT - 1 }), fc.boolean());
  fc.assert(
    fc.property(fc.boolean(), fc.array(change, { maxLength: 200 }), (full, changes) => {
      const places = full ? Places.of('all') : new Places();
      const model = new Set(full ? Array.from({ length: COUNT }, (_, i) => i) : []);
      for (const [place, on] of changes) {
        places.set(place, on);
        if (on) model.add(place);
        else model.delete(place);
      }
      const sent = Places.of(places.toHeld(COUNT));
      for (const it of [places, sent]) {
        expect(it.count(COUNT)).toBe(model.size);
        for (let place = 0; place < COUNT; place++) expect(it.has(place)).toBe(model.has(place));
      }
    }),
  );
});
