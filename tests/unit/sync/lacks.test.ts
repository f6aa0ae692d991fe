import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { ChainId, LogId, OfficeId, PeerId } from '../../../src/model/ids.ts';
import { Lacks } from '../../../src/sync/lacks.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import type { Replica } from '../../../src/sync/replica.ts';

const log = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const [a, b] = [1 as ChainId, 2 as ChainId];
const [ben, cleo] = ['Ben' as PeerId, 'Cleo' as PeerId];

function setup(mayRead = true) {
  const clock = makeVirtualClock();
  const replica = {
    office: '' as OfficeId,
    vectors: () => new Map(),
    mayRead: () => mayRead,
  } as unknown as Replica;
  const ledger = new Ledger(replica, () => false).read();
  return { clock, ledger, lacks: new Lacks(clock, ledger) };
}

test('what others have and is not here is told of after a while, and until it is here', async () => {
  const { clock, ledger, lacks } = setup();
  ledger.set(log, a, 3);
  lacks.told(
    ben,
    log,
    new Map([
      [a, 17],
      [b, 2],
    ]),
  );
  lacks.told(cleo, log, new Map([[a, 12]]));
  expect(lacks.now(), 'on its way').toEqual([]);
  await clock.advance(5_000);
  expect(lacks.now()).toEqual([
    { log, chain: a, from: 3, count: 14, by: [ben, cleo] },
    { log, chain: b, from: 0, count: 2, by: [ben] },
  ]);
  ledger.set(log, a, 10);
  ledger.set(log, b, 2);
  expect(lacks.now()).toEqual([{ log, chain: a, from: 10, count: 7, by: [ben, cleo] }]);
  ledger.set(log, a, 17);
  expect(lacks.now()).toEqual([]);
});

test('what is here already, and what a peer may not speak of, is nothing', async () => {
  const { clock, ledger, lacks } = setup();
  ledger.set(log, a, 3);
  lacks.told(ben, log, new Map([[a, 3]]));
  await clock.advance(10_000);
  expect(lacks.now()).toEqual([]);
  const stranger = setup(false);
  stranger.lacks.told(ben, log, new Map([[a, 3]]));
  await stranger.clock.advance(10_000);
  expect(stranger.lacks.now()).toEqual([]);
});
