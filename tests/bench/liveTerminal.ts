import type { Benchmark } from './bench.ts';
import { median, percentile } from './figures.ts';
import { foundOffice, latencies, type Placed, startBareHub, startPeers, until } from './live.ts';

const ROUNDS = 4;
const MESSAGES = 60;
/** Said before counting, so that the code is warm. */
const WARM_UP = 60;
/** Milliseconds between messages: far more than one takes. */
const EVERY = 40;
const BYTES = 250;

/** Says messages one by one; gives how long each took to the other, in milliseconds. */
async function measure(from: Placed, to: Placed, first: number, count: number): Promise<number[]> {
  const { worker, peer } = from;
  const said = await worker.call('saySteadily', peer, first, count, EVERY, BYTES);
  const times = new Map(said.map(({ at }, i) => [first + i, at]));
  const heard: [number, number][] = [];
  await until('all messages at the other side', 10_000, async () => {
    heard.push(...(await to.worker.call('heard', to.peer)));
    return heard.length >= count;
  });
  return latencies(heard, times);
}

export const liveTerminal: Benchmark = {
  name: 'live-terminal',
  async run(bench) {
    const [one, other] = [await startPeers(bench), await startPeers(bench)];
    const { founder, invite } = await foundOffice(bench, one);
    const ana = { worker: one, peer: founder };
    const ben = {
      worker: other,
      peer: await other.call('member', bench.path('ben'), invite, 'Ben'),
    };
    const hub = await startBareHub(bench);
    const bareAna = { worker: one, peer: await one.call('bare', hub.address) };
    const bareBen = { worker: other, peer: await other.call('bare', hub.address) };
    for (const { worker, peer } of [ben, bareBen]) await worker.call('listen', peer);
    await until('both in the mesh', 10_000, async () => (await hub.call('mesh')) === 2);
    await measure(ana, ben, 0, WARM_UP);
    await measure(bareAna, bareBen, 0, WARM_UP);
    const live: number[] = [];
    const bare: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      bare.push(...(await measure(bareAna, bareBen, round * 1_000, MESSAGES)));
      live.push(...(await measure(ana, ben, round * 1_000, MESSAGES)));
    }
    return {
      name: this.name,
      work: `a message of ${BYTES} bytes between two terminal clients through the relay, from the call of send to the listener`,
      floor: 'a bare gossipsub publish of as many bytes through a bare hub, in the same processes',
      figures: [
        { name: 'median', value: median(live), unit: 'ms', floor: median(bare), ratioBar: 2.5 },
        { name: 'p95', value: percentile(live, 0.95), unit: 'ms', floor: percentile(bare, 0.95) },
      ],
      details: { messages: live.length },
    };
  },
};
