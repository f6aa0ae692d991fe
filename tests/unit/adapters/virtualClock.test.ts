import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';

describe('the virtual clock', () => {
  it('runs timers in order of time, then of making, whatever is cancelled', async () => {
    const anyTimer = fc.record({ delay: fc.nat(20), cancelled: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(anyTimer, { maxLength: 60 }), async (timers) => {
        const clock = makeVirtualClock();
        const start = clock.now();
        const ran: number[] = [];
        const cancels = timers.map(({ delay }, at) =>
          clock.after(delay, () => {
            expect(clock.now()).toBe(start + delay);
            ran.push(at);
          }),
        );
        for (const [at, { cancelled }] of timers.entries()) if (cancelled) cancels[at]?.();
        await clock.advance(30);
        const expected = timers
          .map(({ delay, cancelled }, at) => ({ delay, cancelled, at }))
          .filter((it) => !it.cancelled)
          .sort((a, b) => a.delay - b.delay || a.at - b.at);
        expect(ran).toEqual(expected.map((it) => it.at));
        expect(clock.waiting).toBe(0);
        expect(clock.now()).toBe(start + 30);
      }),
      { numRuns: 100 },
    );
  });

  it('lets promises go on between timers', async () => {
    const clock = makeVirtualClock();
    const told: string[] = [];
    clock.after(1, () => {
      void (async () => {
        for (let step = 0; step < 100; step++) await Promise.resolve();
        told.push('first');
        clock.after(0, () => told.push('second'));
      })();
    });
    clock.after(2, () => told.push('third'));
    await clock.advance(5);
    expect(told).toEqual(['first', 'second', 'third']);
  });

  it('waits for marked work outside of promises', async () => {
    const clock = makeVirtualClock();
    let hashed = false;
    clock.after(1, () => {
      void clock.during(crypto.subtle.digest('SHA-256', new Uint8Array(1_000_000))).then(() => {
        hashed = true;
      });
    });
    await clock.advance(1);
    expect(hashed).toBe(true);
  });

  it('stops where it is told, and at its limit', async () => {
    const clock = makeVirtualClock();
    let count = 0;
    const again = () => {
      count += 1;
      clock.after(10, again);
    };
    again();
    expect(await clock.runUntil(() => count === 5, 1_000)).toBe(true);
    expect(await clock.runUntil(() => false, 100)).toBe(false);
    expect(count).toBe(15);
  });
});
