import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { type ChainId, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import type { Network, TopicHandler } from '../../../src/ports.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Gossip, LIVE_RATES } from '../../../src/sync/live.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { FakeReplica, fakeEnvelope } from '../../support/fakeReplica.ts';

const [ANA, BEN, RELAY] = ['ana', 'ben', 'relay'] as PeerId[] as [PeerId, PeerId, PeerId];

test('S3: what a peer passes on beyond its rate is not read; a relay passes on what all say', async () => {
  const clock = makeVirtualClock();
  const replica = new FakeReplica(BEN);
  const [handlers, lacking] = [[] as TopicHandler[], [] as PeerId[]];
  const network: Pick<Network, 'subscribe'> = {
    subscribe: (_, handler) => {
      handlers.push(handler);
      return () => undefined;
    },
  };
  const gossip = new Gossip({
    clock,
    network: network as Network,
    replica,
    intake: new Intake(clock, replica, new Ledger(replica, () => false).read(), () => undefined),
    topicOf: (log) => log,
    mayRead: () => true,
    isPaced: (peer) => peer === RELAY,
    missing: (_log, _chain, _next, from) => void lacking.push(from),
    unjudged: () => undefined,
    unheard: () => undefined,
    onError: (error) => expect.fail(String(error)),
  });
  gossip.join(ROSTER);
  const entry = fakeEnvelope({ author: ANA, seen: [], text: 'beyond' });
  // Each could be placed only after one that is not here: what is read asks for it.
  const message = encode([ROSTER, 7 as ChainId, 1, [entry]]);
  const read = async (from: PeerId, times: number): Promise<number> => {
    lacking.length = 0;
    for (let i = 0; i < times; i++) {
      expect(await handlers[0]?.validate(message, from)).toBe('ignore');
    }
    return lacking.length;
  };
  const { burst, perSecond } = LIVE_RATES.messages;
  expect(await read(ANA, burst + 50)).toBe(burst);
  await clock.advance(1_000);
  expect(await read(ANA, perSecond + 50)).toBe(perSecond);
  expect(await read(BEN, 50)).toBe(50);
  expect(await read(RELAY, burst + 50)).toBe(burst + 50);
});
