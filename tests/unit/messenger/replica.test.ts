import { expect, it } from 'vitest';
import type { Logs } from '../../../src/log/logs.ts';
import type { Receipts } from '../../../src/log/receipts.ts';
import type { Allowance } from '../../../src/messenger/allowance.ts';
import type { Holding } from '../../../src/messenger/holding.ts';
import type { Relayed } from '../../../src/messenger/relayed.ts';
import { OwnReplica } from '../../../src/messenger/replica.ts';
import {
  type ChainId,
  type DeviceId,
  type LogId,
  type OfficeId,
  type PeerId,
  ROSTER,
} from '../../../src/model/ids.ts';
import type { Office } from '../../../src/office/office.ts';
import type { Identity } from '../../../src/ports.ts';
import { publicKeyOf, signWith } from '../../../src/wire/sign.ts';
import { vouchWith } from '../../../src/wire/vouch.ts';

const OFFICE = 'A'.repeat(43) as OfficeId;

function makeSigner(filled: number) {
  const seed = new Uint8Array(32).fill(filled);
  const sign = async (bytes: Uint8Array) => signWith(seed, bytes);
  return { device: publicKeyOf(seed) as DeviceId, sign };
}

const [chain, other] = [7, 8] as ChainId[] as [ChainId, ChainId];
const [device, peer] = ['device' as DeviceId, 'peer' as PeerId];

it('Y11: believes a vouch only by the signature of the device that it names', async () => {
  const [ben, eve] = [makeSigner(1), makeSigner(2)];
  const told: unknown[] = [];
  const devices = new Map([[ben.device, { peer, member: 'ben' }]]);
  const office = { id: OFFICE, roster: { devices, peers: new Map([[peer, ben.device]]) } };
  const receipts = {
    isOwn: (_: LogId, it: ChainId) => it === chain,
    acknowledged: async (...it: unknown[]) => void told.push(it),
  };
  const replica = new OwnReplica(
    office as unknown as Office,
    { onGrown: () => () => {} } as unknown as Logs,
    receipts as unknown as Receipts,
    new Set(),
    {} as Holding,
    eve as unknown as Identity,
    {} as Allowance,
    {} as Relayed,
  );
  const vector = new Map([[chain, 3]]);
  const good = await vouchWith(ben, OFFICE, ROSTER, vector);
  const forged = await vouchWith(eve, OFFICE, ROSTER, vector);
  replica.vouched({ holder: peer, log: ROSTER, vector, signature: forged });
  replica.vouched({ holder: peer, log: ROSTER, vector: new Map([[chain, 4]]), signature: good });
  const stranger = 'stranger' as PeerId;
  replica.vouched({ holder: stranger, log: ROSTER, vector, signature: good });
  expect(told).toEqual([]);
  replica.vouched({ holder: peer, log: ROSTER, vector, signature: good });
  expect(told).toEqual([[peer, ROSTER, vector]]);
});

it('knows who writes the chains that have grown, so that receipts find their author', () => {
  const listeners: ((log: LogId, entries: readonly unknown[], own: boolean) => void)[] = [];
  const logs = {
    onGrown(listener: (typeof listeners)[number]) {
      listeners.push(listener);
      return () => {};
    },
  };
  const devices = new Map([[device, { peer }]]);
  const roster = { devices, peers: new Map() };
  const office = { id: 'office', roster, latest: roster };
  const replica = new OwnReplica(
    office as unknown as Office,
    logs as unknown as Logs,
    {} as Receipts,
    new Set(),
    { from: () => Infinity } as unknown as Holding,
    {} as Identity,
    {} as Allowance,
    {} as Relayed,
  );
  const grow = (id: ChainId, by: string) => {
    for (const tell of listeners)
      tell(ROSTER, [{ at: { chain: id, number: 0, device: by } }], false);
  };
  expect(replica.authorOf(ROSTER, chain)).toBeNull();
  grow(chain, device);
  grow(other, 'a device that is unknown by now');
  expect(replica.authorOf(ROSTER, chain)).toBe(peer);
  expect(replica.authorOf(ROSTER, other)).toBeNull();
});
