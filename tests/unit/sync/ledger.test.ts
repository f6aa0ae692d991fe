import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type ChainId,
  type LogId,
  type PeerId,
  ROSTER,
  type Vector,
} from '../../../src/model/ids.ts';
import { digestOf, Ledger } from '../../../src/sync/ledger.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

const chain = (id: number): ChainId => id as ChainId;

describe('digests', () => {
  it('do not depend on the order in which chains came', () => {
    const anyPairs = fc.uniqueArray(fc.tuple(fc.maxSafeNat(), fc.integer({ min: 1, max: 99 })), {
      selector: ([it]) => it,
    });
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const vector = new Map(pairs) as unknown as Vector;
        const backward = new Map([...pairs].reverse()) as unknown as Vector;
        expect(digestOf(backward)).toEqual(digestOf(vector));
      }),
    );
  });

  it('differ when any number does', () => {
    const one = digestOf(new Map([[chain(1), 1]]));
    expect(one.length).toBe(16);
    expect(digestOf(new Map([[chain(1), 2]]))).not.toEqual(one);
    expect(digestOf(new Map())).not.toEqual(one);
  });
});

describe('the ledger', () => {
  const setUp = () => {
    const replica = new FakeReplica('alice' as PeerId);
    replica.append(ROSTER, chain(1), 'a', 'b');
    return { replica, ledger: new Ledger(replica, (peer) => peer === 'relay').read() };
  };

  it('begins with what the replica holds', () => {
    const { ledger } = setUp();
    expect(ledger.next(ROSTER, chain(1))).toBe(2);
    expect(ledger.next(ROSTER, chain(2))).toBe(0);
  });

  it('goes through nothing that is held before it is read, and counts it once', () => {
    const { replica } = setUp();
    const vectors = vi.spyOn(replica, 'vectors');
    const ledger = new Ledger(replica, () => false);
    expect(vectors).not.toHaveBeenCalled();
    expect(ledger.read().read().size).toBe(2);
    ledger.raise(ROSTER, chain(1), 3);
    expect([ledger.size, replica.count()]).toEqual([3, 2]);
  });

  it('keeps digests up to date', () => {
    const { ledger } = setUp();
    const before = ledger.digest(ROSTER).text;
    ledger.raise(ROSTER, chain(1), 3);
    expect(ledger.digest(ROSTER).bytes).toEqual(digestOf(new Map([[chain(1), 3]])));
    ledger.set(ROSTER, chain(1), 2);
    expect(ledger.digest(ROSTER).text).toBe(before);
    ledger.raise(ROSTER, chain(1), 1);
    expect(ledger.next(ROSTER, chain(1))).toBe(2);
  });

  it('keeps nothing of logs that peers only name', () => {
    const { ledger } = setUp();
    const named = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
    const other = 'BBBBBBBBBBBBBBBBBBBBBA.202601' as LogId;
    expect(ledger.digest(named), 'one for all of them').toBe(ledger.digest(other));
    expect(ledger.digest(named).bytes).toEqual(digestOf(new Map()));
    ledger.raise(named, chain(1), 1);
    expect(ledger.digest(named)).toBe(ledger.digest(named));
    expect(ledger.digest(named)).not.toBe(ledger.digest(other));
  });

  it('tells relays everything and others what they may read', () => {
    const { replica, ledger } = setUp();
    replica.open = false;
    expect([...ledger.logsFor('relay' as PeerId)]).toEqual([ROSTER]);
    expect([...ledger.logsFor('eve' as PeerId)]).toEqual([]);
  });
});
