import { expect, it } from 'vitest';
import type { Logs } from '../../../src/log/logs.ts';
import type { Receipts } from '../../../src/log/receipts.ts';
import type { Holding } from '../../../src/messenger/holding.ts';
import { OwnReplica } from '../../../src/messenger/replica.ts';
import {
  type ChainId,
  type DeviceId,
  type LogId,
  type PeerId,
  ROSTER,
} from '../../../src/model/ids.ts';
import type { Office } from '../../../src/office/office.ts';

const [chain, other] = [7, 8] as ChainId[] as [ChainId, ChainId];
const [device, peer] = ['device' as DeviceId, 'peer' as PeerId];

it('knows who writes the chains that have grown, so that receipts find their author', () => {
  const listeners: ((log: LogId, entries: readonly unknown[], own: boolean) => void)[] = [];
  const logs = {
    onGrown(listener: (typeof listeners)[number]) {
      listeners.push(listener);
      return () => {};
    },
  };
  const devices = new Map([[device, { peer }]]);
  const office = { id: 'office', roster: { devices, peers: new Map() } };
  const replica = new OwnReplica(
    office as unknown as Office,
    logs as unknown as Logs,
    {} as Receipts,
    new Set(),
    { from: () => Infinity } as unknown as Holding,
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
