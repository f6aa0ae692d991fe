import { makeHub } from '../../src/adapters/memory/hub.ts';
import type { PeerId } from '../../src/model/ids.ts';
import type { Clock } from '../../src/ports.ts';
import { networkContract } from './network.ts';

/** The suite waits in real time. */
const clock: Clock = {
  now: () => Date.now(),
  after(delay, task) {
    const timer = setTimeout(task, delay);
    return () => clearTimeout(timer);
  },
};

networkContract('the in-memory hub', async () => {
  const hub = makeHub(clock);
  let count = 0;
  const peer = (): PeerId => `peer${++count}` as PeerId;
  return {
    nowhere: '/memory/nobody',
    async listening() {
      const network = hub.join(peer());
      return { network, address: () => hub.addressOf(network.peer) };
    },
    dialing: async () => hub.join(peer()),
    async close() {},
  };
});
