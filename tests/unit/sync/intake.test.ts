import { describe, expect, it, vi } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { clock } from '../../../src/adapters/node/clock.ts';
import {
  type ChainId,
  type ConversationId,
  logOf,
  type PeerId,
  ROSTER,
} from '../../../src/model/ids.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import type { Admission, Run } from '../../../src/sync/replica.ts';
import { FakeReplica, fakeEnvelope } from '../../support/fakeReplica.ts';

const origin = { peer: 'bob' as PeerId, live: false };
const LOG = logOf('AAAAAAAAAAAAAAAAAAAAAA' as ConversationId, 24_000);
const run = (chain: number, from: number, ...seen: [number, number][][]): Run => ({
  log: ROSTER,
  chain: chain as ChainId,
  from,
  envelopes: seen.map((it, at) =>
    fakeEnvelope({
      author: 'bob' as PeerId,
      seen: it as [ChainId, number][],
      text: `${chain}.${from + at}`,
    }),
  ),
});

function setUp() {
  const replica = new FakeReplica('alice' as PeerId);
  const ledger = new Ledger(replica, () => false).read();
  const intake = new Intake(clock, replica, ledger, ({ log }, _, added) => {
    if (log === ROSTER && added > 0) void intake.retry();
  });
  const judged = vi.fn();
  const take = (it: Run) => intake.take(it, origin, judged);
  return { replica, ledger, intake, judged, take };
}

describe('the intake', () => {
  it('admits what waited once the roster has what it hangs on', async () => {
    const { replica, take, judged } = setUp();
    const waiting = take(run(2, 0, [[1, 1]]));
    await vi.waitFor(() => expect(judged).toHaveBeenCalledTimes(1), { timeout: 10_000 });
    expect(replica.size).toBe(0);
    expect(await take(run(1, 0, []))).toMatchObject({ kind: 'admitted', next: 1 });
    expect(await waiting).toMatchObject({ kind: 'admitted', next: 1 });
  });

  it('takes chains that hang on each other crosswise, in any order', async () => {
    const { replica, take } = setUp();
    const a = run(1, 0, [], [[2, 1]], [[2, 2]], [[3, 3]]);
    const b = run(2, 0, [[1, 1]], [[1, 2]], [[3, 2]]);
    const c = run(3, 0, [[2, 2]], [[1, 3]], [[2, 3]]);
    for (const outcome of await Promise.all([c, b, a].map(take))) {
      expect(outcome.kind).toBe('admitted');
    }
    expect(replica.size).toBe(10);
  });

  it('keeps the later runs of a chain behind one that waits', async () => {
    const { replica, take } = setUp();
    const outcomes = Promise.all([
      take(run(2, 0, [[1, 1]])),
      take(run(2, 1, [])),
      take(run(2, 2, [])),
    ]);
    await take(run(1, 0, []));
    expect((await outcomes).map(({ kind }) => kind)).toEqual(['admitted', 'admitted', 'admitted']);
    expect(replica.size).toBe(4);
  });

  it('looks again when the roster grew while a run was judged', async () => {
    const { replica, ledger } = setUp();
    // The judgement is slow: what it waits for is admitted before the run begins to wait.
    const admit = replica.admit.bind(replica);
    const gate = Promise.withResolvers<void>();
    let slow = true;
    vi.spyOn(replica, 'admit').mockImplementation(async (it: Run): Promise<Admission> => {
      const admission = await admit(it, origin.peer);
      if (it.chain === 2 && slow) {
        slow = false;
        await gate.promise;
      }
      return admission;
    });
    const intake = new Intake(clock, replica, ledger, () => void intake.retry());
    const waiting = intake.take(run(2, 0, [[1, 1]]), origin, () => {});
    await intake.take(run(1, 0, []), origin, () => {});
    gate.resolve();
    expect(await waiting).toMatchObject({ kind: 'admitted', next: 1 });
  });

  it('gives up a run that nobody says how to judge, after many tries', async () => {
    const { replica, take } = setUp();
    replica.open = false;
    const unknown = fakeEnvelope({ author: 'carol' as PeerId, seen: [], text: 'who?' });
    const waiting = take({ log: LOG, chain: 2 as ChainId, from: 0, envelopes: [unknown] });
    for (let number = 0; number < 110; number++) await take(run(1, number, []));
    expect(await waiting).toEqual({ kind: 'dropped' });
  });

  it('keeps no more waiting than its limits', async () => {
    const { take } = setUp();
    const kinds: string[] = [];
    for (let chain = 1; chain <= 2_100; chain++) {
      void take(run(chain, 0, [[99_999, 1]])).then(({ kind }) => kinds.push(kind));
    }
    await vi.waitFor(() => expect(kinds.length).toBe(100), { timeout: 10_000 });
    expect(new Set(kinds)).toEqual(new Set(['dropped']));
  });

  it('takes a long row of chains in the worst order, each looked at a few times', async () => {
    const { replica, take } = setUp();
    const admit = vi.spyOn(replica, 'admit');
    const row = Array.from({ length: 500 }, (_, at) => run(at + 1, 0, at > 0 ? [[at, 1]] : []));
    const outcomes = await Promise.all(row.reverse().map(take));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['admitted']));
    expect(admit.mock.calls.length).toBeLessThan(3 * row.length);
  });

  it('keeps a long chain that waits whole, however often the roster grows meanwhile', async () => {
    const { replica, take } = setUp();
    const parts = Array.from({ length: 5 }, (_, at) => run(2, at, at > 0 ? [] : [[1, 300]]));
    const waiting = Promise.all(parts.map(take));
    for (let at = 0; at < 300; at++) await take(run(1, at, []));
    expect((await waiting).map(({ kind }) => kind)).toEqual(parts.map(() => 'admitted'));
    expect(replica.size).toBe(305);
  });

  it('lets go of what one peer brought in vain before it refuses what another brings', async () => {
    const { intake, take, replica } = setUp();
    const kinds: string[] = [];
    for (let chain = 1; chain <= 2_000; chain++) {
      void take(run(chain, 0, [[99_999, 1]])).then(({ kind }) => kinds.push(kind));
    }
    const carol = { peer: 'carol' as PeerId, live: false };
    const hers = intake.take(run(5_001, 0, [[5_000, 1]]), carol, () => {});
    await vi.waitFor(() => expect(kinds).toEqual(['dropped']), { timeout: 10_000 });
    await take(run(5_000, 0, []));
    expect(await hers).toMatchObject({ kind: 'admitted' });
    expect(replica.size).toBe(2);
  });

  it('says what storage could not take, and goes on', async () => {
    const { replica, take } = setUp();
    const fault = new Error('disk');
    vi.spyOn(replica, 'admit').mockRejectedValueOnce(fault);
    expect(await take(run(1, 0, []))).toEqual({ kind: 'failed', error: fault });
    expect(await take(run(1, 0, []))).toMatchObject({ kind: 'admitted' });
  });

  it('lets go of what waits when closed', async () => {
    const { intake, take, judged } = setUp();
    const waiting = take(run(2, 0, [[1, 1]]));
    await vi.waitFor(() => expect(judged).toHaveBeenCalled(), { timeout: 10_000 });
    intake.close();
    expect(await waiting).toEqual({ kind: 'dropped' });
  });

  it('tells of a live run when it is judged, and of what is admitted when it is durable', async () => {
    const { replica, ledger, intake } = setUp();
    const durable = Promise.withResolvers<void>();
    const admit = replica.admit.bind(replica);
    replica.admit = async (it, source, judged) => {
      const admission = await admit(it, source);
      judged?.(admission);
      await durable.promise;
      return admission;
    };
    const live = { ...origin, live: true };
    const both = Promise.all([intake.hear(run(1, 0, []), live), intake.hear(run(1, 1, []), live)]);
    expect(await both).toMatchObject([{ next: 1 }, { next: 2 }]);
    expect(ledger.next(ROSTER, 1 as ChainId)).toBe(0);
    durable.resolve();
    await vi.waitFor(() => expect(ledger.next(ROSTER, 1 as ChainId)).toBe(2), { timeout: 10_000 });
  });

  it('says why what was heard could not be stored', async () => {
    const replica = new FakeReplica('alice' as PeerId);
    const failures: unknown[] = [];
    const ledger = new Ledger(replica, () => false).read();
    const intake = new Intake(clock, replica, ledger, vi.fn(), vi.fn(), (error) =>
      failures.push(error),
    );
    const live = { ...origin, live: true };
    const full = new Error('full');
    replica.admit = (_, __, judged) => {
      judged?.({ kind: 'admitted', next: 1, added: 1 });
      return Promise.reject(full);
    };
    expect(await intake.hear(run(1, 0, []), live)).toMatchObject({ kind: 'admitted' });
    await vi.waitFor(() => expect(failures).toEqual([full]), { timeout: 10_000 });
    replica.admit = () => Promise.reject(full);
    await expect(intake.hear(run(1, 1, []), live)).rejects.toBe(full);
  });
});

/** A replica that takes runs of the roster together, and says when they are durable. */
class Jointly extends FakeReplica {
  readonly rounds: number[] = [];
  durable = Promise.resolve();
  /** Chains that it wants to judge alone. */
  readonly alone = new Set<number>();

  async admitTogether(runs: readonly Run[]) {
    this.rounds.push(runs.length);
    const stops = new Map<Run, Admission>();
    const held = ({ chain }: Run) => this.logs.get(ROSTER)?.get(chain)?.length ?? 0;
    const before = runs.map(held);
    for (let size = -1; size < this.size; ) {
      size = this.size;
      for (const it of runs) if (!this.alone.has(it.chain)) stops.set(it, await this.admit(it));
    }
    const judged = runs.map((it, at) => {
      const [stop, next] = [stops.get(it), held(it)];
      if (!stop) return null;
      const isWhole = next >= it.from + it.envelopes.length;
      return { next, added: next - (before[at] ?? 0), stop: isWhole ? null : (stop as never) };
    });
    return { runs: judged, written: this.durable };
  }
}

describe('the intake of a roster', () => {
  const more = { ...origin, more: true };

  function gather(kept = Number.POSITIVE_INFINITY) {
    const virtual = makeVirtualClock();
    const replica = new Jointly('alice' as PeerId);
    const ledger = new Ledger(replica, () => false).read();
    const told: [ChainId, number][] = [];
    const intake = new Intake(
      virtual,
      replica,
      ledger,
      ({ chain }, next, added) => {
        told.push([chain, next]);
        if (added > 0) void intake.retry();
      },
      () => {},
      () => {},
      () => kept,
    );
    const take = (it: Run, from = origin) => intake.take(it, from, () => {});
    return { clock: virtual, replica, ledger, intake, told, take };
  }

  const row = (length: number) =>
    Array.from({ length }, (_, at) => run(at + 1, 0, at > 0 ? [[at, 1]] : []));

  it('takes a row that came in the worst order at once, when nothing more is on its way', async () => {
    const { replica, ledger, take } = gather();
    const [first, ...others] = row(50);
    const taken = others.reverse().map((it) => take(it, more));
    const outcomes = await Promise.all([...taken, take(first as Run)]);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['admitted']));
    expect([replica.rounds, replica.size, ledger.size]).toEqual([[50], 50, 50]);
  });

  it('waits a quarter of a second for what is on its way, and no longer', async () => {
    const { clock: virtual, replica, take } = gather();
    const taken = Promise.all(row(3).map((it) => take(it, more)));
    await virtual.advance(240);
    expect(replica.rounds).toEqual([]);
    await virtual.advance(20);
    await taken;
    expect(replica.rounds).toEqual([3]);
  });

  it('tells nobody of what is not durable, and lets what follows wait for no disk', async () => {
    const { replica, ledger, told, take } = gather();
    const durable = Promise.withResolvers<void>();
    replica.durable = durable.promise;
    const taken = row(3).map((it) => take(it));
    await vi.waitFor(() => expect(replica.size).toBe(3), { timeout: 10_000 });
    expect([told, ledger.size]).toEqual([[], 0]);
    durable.resolve();
    await Promise.all(taken);
    expect([told.length, ledger.size]).toEqual([3, 3]);
  });

  it('says what could not be written, and goes on', async () => {
    const { replica, ledger, take } = gather();
    const full = new Error('full');
    replica.durable = Promise.reject(full);
    expect(await take(run(1, 0, []))).toEqual({ kind: 'failed', error: full });
    expect(ledger.size).toBe(0);
    replica.durable = Promise.resolve();
    expect(await take(run(1, 0, []))).toMatchObject({ kind: 'admitted', next: 1 });
    expect(ledger.size).toBe(1);
  });

  it('goes on with what waited once that comes which it lacks', async () => {
    const { replica, take } = gather();
    const waiting = take(run(2, 0, [], [[1, 2]]));
    await vi.waitFor(() => expect(replica.rounds).toEqual([1]), { timeout: 10_000 });
    expect(replica.size).toBe(1);
    expect(await take(run(1, 0, [], []))).toMatchObject({ kind: 'admitted', next: 2 });
    expect(await waiting).toMatchObject({ kind: 'admitted', next: 2 });
    expect(replica.size).toBe(4);
  });

  it('judges alone what is refused among others, and what cannot be judged with them', async () => {
    const { replica, take } = gather();
    replica.alone.add(2);
    const bad = fakeEnvelope({ author: 'bob' as PeerId, seen: [], text: 'forbidden' });
    const refused = { log: ROSTER, chain: 3 as ChainId, from: 0, envelopes: [bad] };
    const all = [take(run(1, 0, []), more), take(run(2, 0, [[1, 1]]), more), take(refused)];
    expect(await Promise.all(all)).toMatchObject([
      { kind: 'admitted', next: 1 },
      { kind: 'admitted', next: 1 },
      { kind: 'refused', why: 'malformed-act' },
    ]);
  });

  it('A14: takes one by one what no relay keeps', async () => {
    const { replica, take } = gather(0);
    expect(await take(run(1, 0, []))).toMatchObject({ kind: 'admitted' });
    expect(replica.rounds).toEqual([]);
  });

  it('lets go of what is gathered when closed', async () => {
    const { intake, take } = gather();
    const taken = take(run(1, 0, []), more);
    intake.close();
    expect(await taken).toEqual({ kind: 'dropped' });
  });
});
