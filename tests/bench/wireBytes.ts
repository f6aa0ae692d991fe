import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Benchmark } from './bench.ts';
import { type CountingProxy, openProxy, withPort } from './countingProxy.ts';
import { foundOffice, type Placed, startBareHub, startPeers } from './live.ts';

const BYTES = 100;
const COUNT = 200;
const EVERY = 100;
/** Milliseconds of the window: the messages, and the receipts for the last ones. */
const WINDOW = COUNT * EVERY + 2_000;
/** Milliseconds until what follows a connection is over. */
const SETTLE = 3_000;

interface Bytes {
  readonly up: number;
  readonly down: number;
}

/** Bytes through the proxy while `work` goes on, over the same time as every window. */
async function during(proxy: CountingProxy, work: () => Promise<unknown>): Promise<Bytes> {
  const before = proxy.counted();
  await Promise.all([sleep(WINDOW), work()]);
  const after = proxy.counted();
  return { up: after.up - before.up, down: after.down - before.down };
}

/** What one message costs, what flows anyway taken off; and what flows anyway in a second. */
async function measure(proxy: CountingProxy, { worker, peer }: Placed, from: number) {
  const idle = await during(proxy, async () => {});
  const busy = await during(proxy, () =>
    worker.call('saySteadily', peer, from, COUNT, EVERY, BYTES),
  );
  const up = (busy.up - idle.up) / COUNT;
  const down = (busy.down - idle.down) / COUNT;
  return { up, down, sum: up + down, idle: (idle.up + idle.down) / (WINDOW / 1000) };
}

const proxyTo = (bench: Bench, port: number) => bench.open(openProxy(port), (it) => it.close());

export const wireBytes: Benchmark = {
  name: 'wire-bytes',
  async run(bench) {
    const [one, other] = [await startPeers(bench), await startPeers(bench)];
    let proxy: CountingProxy | undefined;
    let direct: string[] = [];
    const { founder, invite } = await foundOffice(bench, one, async ({ url, addresses }) => {
      proxy = await proxyTo(bench, Number(new URL(url).port));
      const { port } = proxy;
      direct = [...addresses];
      return addresses.map((address) => withPort(address, port));
    });
    const hub = await startBareHub(bench);
    const bareProxy = await proxyTo(bench, Number(/\/tcp\/(\d+)\//.exec(hub.address)?.[1]));
    // The invite names the founder's proxy; what the receiver costs is not the sender's.
    await other.call('member', bench.path('ben'), invite, 'Ben', direct);
    const bareAna = await one.call('bare', withPort(hub.address, bareProxy.port));
    await other.call('bare', hub.address);
    await sleep(SETTLE);
    if (!proxy) throw new Error('the founder went past the proxy');
    const [confab, bare] = await Promise.all([
      measure(proxy, { worker: one, peer: founder }, 0),
      measure(bareProxy, { worker: one, peer: bareAna }, 0),
    ]);
    return {
      name: this.name,
      work: `bytes at the sender's socket, both ways, for a live message of ${BYTES} bytes, without what flows anyway`,
      floor: 'a bare gossipsub publish of as many bytes',
      figures: [
        { name: 'both ways', value: confab.sum, unit: 'bytes', bar: 700, floor: bare.sum },
        { name: 'up', value: confab.up, unit: 'bytes', floor: bare.up },
        { name: 'down', value: confab.down, unit: 'bytes', floor: bare.down },
        { name: 'idle, a second', value: confab.idle, unit: 'bytes', floor: bare.idle },
      ],
    };
  },
};
