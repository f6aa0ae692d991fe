import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import type { ChainId, LogId, PeerId } from '../../../src/model/ids.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Server } from '../../../src/sync/serving.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

const chain = 1 as ChainId;
const [damaged, sound] = ['202610', '202611'].map((it) => `${'A'.repeat(22)}.${it}`) as [
  LogId,
  LogId,
];

/** What a replica gives bob of two logs. */
function makeServer() {
  const replica = new FakeReplica('alice' as PeerId);
  for (const log of [damaged, sound]) replica.append(log, chain, 'something');
  const clock = makeVirtualClock();
  const failures: unknown[] = [];
  const ledger = new Ledger(replica, () => false).read();
  const bob = 'bob' as PeerId;
  const server = new Server(replica, ledger, clock, bob, (error) => void failures.push(error));
  const want = (log: LogId) => server.want(log, [{ chain, from: 0, to: 1 }]);
  return { replica, server, want, failures };
}

test('Y5: a month that cannot be read is told of here, and its peer is given the others', async () => {
  const { replica, server, want, failures } = makeServer();
  const fault = new ConfabError('storage-failed', 'a month that cannot be opened');
  const read = replica.read.bind(replica);
  replica.read = (log, ...rest) => (log === damaged ? Promise.reject(fault) : read(log, ...rest));
  want(damaged);
  want(sound);
  expect(await server.next()).toMatchObject({ run: { log: damaged, envelopes: [] } });
  expect(await server.next()).toMatchObject({
    run: { log: sound, envelopes: [expect.anything()] },
  });
  expect(failures).toEqual([fault]);
});
