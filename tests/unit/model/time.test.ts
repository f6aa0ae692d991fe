import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeHlcClock } from '../../../src/log/writer.ts';
import { type Hlc, hlcAt, monthOf, startOf, tick, timeOf } from '../../../src/model/time.ts';

const unix = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2088, 0, 1) });

test('T1: a reading is one safe integer that says its time', () => {
  fc.assert(
    fc.property(unix, fc.integer({ min: 0, max: 4_095 }), (time, count) => {
      const reading = (hlcAt(time) + count) as Hlc;
      expect(Number.isSafeInteger(reading)).toBe(true);
      expect(timeOf(reading)).toBe(time);
    }),
  );
  expect(hlcAt(0)).toBe(0);
  expect(hlcAt(Date.UTC(2020, 0, 1))).toBe(0);
  expect(timeOf(hlcAt(Date.UTC(2026, 0, 15) + 0.7))).toBe(Date.UTC(2026, 0, 15));
});

test('T1: readings compare as their times do', () => {
  fc.assert(
    fc.property(unix, unix, (a, b) => {
      expect(Math.sign(hlcAt(a) - hlcAt(b))).toBe(Math.sign(a - b));
    }),
  );
});

test('T2: readings grow, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(unix, { minLength: 1 }), (times) => {
      let last = 0 as Hlc;
      for (const now of times) {
        const next = tick(last, now);
        expect(next).toBeGreaterThan(last);
        expect(next).toBeGreaterThanOrEqual(hlcAt(now));
        last = next;
      }
    }),
  );
});

test('T2: a reading that was seen is passed, unless it is too far ahead', () => {
  let now = Date.UTC(2026, 0, 15);
  const clock = makeHlcClock(() => now, 600_000);
  clock.saw(hlcAt(now + 600_001));
  expect(clock.next()).toBe(hlcAt(now));
  clock.saw(hlcAt(now + 600_000));
  expect(clock.next()).toBe(hlcAt(now + 600_000) + 1);
  now -= 3_600_000;
  expect(clock.next()).toBe(hlcAt(now + 3_600_000 + 600_000) + 2);
  clock.saw(hlcAt(now));
  expect(clock.next()).toBe(hlcAt(now + 3_600_000 + 600_000) + 3);
});

test('T2: a clock that was found to be far ahead goes on from the corrected time', () => {
  let now = Date.UTC(2026, 1, 15);
  const clock = makeHlcClock(() => now, 600_000);
  const wrong = clock.next();
  now = Date.UTC(2026, 0, 15);
  expect(clock.next(), 'it could have been turned back by hand').toBe(wrong + 1);
  clock.corrected();
  expect(clock.next()).toBe(hlcAt(now) + 1);
  now -= 300_000;
  clock.corrected();
  expect(clock.next(), 'small corrections leave the order alone').toBe(hlcAt(now + 300_000) + 2);
});

test('N2: months are calendar months in UTC', () => {
  for (const [time, month] of [
    ['2026-01-01T00:00:00.000Z', 2026 * 12],
    ['2026-01-31T23:59:59.999Z', 2026 * 12],
    ['2026-02-01T00:00:00.000Z', 2026 * 12 + 1],
    ['2024-02-29T12:00:00.000Z', 2024 * 12 + 1],
    ['2025-12-31T23:59:59.999Z', 2025 * 12 + 11],
    ['2026-01-01T00:30:00.000+01:00', 2025 * 12 + 11],
  ] as const) {
    expect(monthOf(Date.parse(time)), time).toBe(month);
  }
  fc.assert(
    fc.property(unix, (time) => {
      const month = monthOf(time);
      expect(startOf(month)).toBeLessThanOrEqual(time);
      expect(startOf(month + 1)).toBeGreaterThan(time);
      expect(monthOf(startOf(month))).toBe(month);
    }),
  );
});
