import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Benchmark } from './bench.ts';
import { median, percentile } from './figures.ts';
import { foundOffice, type Placed, startBareHub, startPeers, until } from './live.ts';
import { collect, cpuDuring, delivered, type Spread } from './star.ts';

const RECEIVERS = 30;
const PROCESSES = 3;
const EVERY = 50;
const SECONDS = 20;
const WARM_UP_SECONDS = 3;
const BYTES = 250;
/** Milliseconds until joining is over for everybody. */
const SETTLE = 3_000;

interface Star {
  readonly sender: Placed;
  readonly receivers: readonly Placed[];
  readonly pid: number;
}

async function office(bench: Bench): Promise<Star> {
  const worker = await startPeers(bench);
  const { relay, founder, invite } = await foundOffice(bench, worker);
  const receivers = await place(bench, (worker, i) =>
    worker.call('member', bench.path('receiver'), invite, `Receiver ${i}`),
  );
  return { sender: { worker, peer: founder }, receivers, pid: relay.pid };
}

async function bareStar(bench: Bench): Promise<Star> {
  const hub = await startBareHub(bench);
  const worker = await startPeers(bench);
  const sender = { worker, peer: await worker.call('bare', hub.address) };
  const receivers = await place(bench, (worker) => worker.call('bare', hub.address));
  await until('all in the mesh', 20_000, async () => (await hub.call('mesh')) === RECEIVERS + 1);
  return { sender, receivers, pid: hub.pid };
}

/** Peers over a few processes, one after the other. */
async function place(
  bench: Bench,
  add: (worker: Placed['worker'], i: number) => Promise<number>,
): Promise<Placed[]> {
  const workers = [];
  for (let i = 0; i < PROCESSES; i++) workers.push(await startPeers(bench));
  const placed: Placed[] = [];
  for (let i = 0; i < RECEIVERS; i++) {
    const worker = workers[i % PROCESSES] as Placed['worker'];
    placed.push({ worker, peer: await add(worker, i) });
  }
  return placed;
}

async function measure({ sender, receivers, pid }: Star): Promise<Spread & { cpu: number }> {
  for (const { worker, peer } of receivers) await worker.call('listen', peer);
  await sleep(SETTLE);
  const { worker, peer } = sender;
  const say = (from: number, seconds: number) =>
    worker.call('saySteadily', peer, from, (seconds * 1000) / EVERY, EVERY, BYTES);
  const warm = await say(0, WARM_UP_SECONDS);
  await collect(
    receivers,
    warm.map((it, i) => ({ ...it, number: i, by: -1 })),
    'at',
  );
  const { cpu, result } = await cpuDuring(pid, async () => {
    const said = await say(10_000, SECONDS);
    return collect(
      receivers,
      said.map((it, i) => ({ ...it, number: 10_000 + i, by: -1 })),
      'at',
    );
  });
  return { ...result, cpu };
}

export const receivers: Benchmark = {
  name: 'receivers-30',
  async run(bench) {
    // One after the other: together they would need more than this machine has.
    const bare = await measure(await bareStar(bench));
    await bench.close();
    const confab = await measure(await office(bench));
    const cpu = (it: typeof bare) => it.cpu / it.latencies.length;
    return {
      name: this.name,
      work: `1 sender, ${RECEIVERS} receivers in ${PROCESSES} processes, ${1000 / EVERY} messages of ${BYTES} bytes a second for ${SECONDS} s, from the call of send`,
      floor: 'the same with bare gossipsub through a bare hub, right before',
      figures: [
        {
          name: 'delivered',
          value: delivered(confab),
          unit: '%',
          bar: 100,
          floor: delivered(bare),
        },
        {
          name: 'median',
          value: median(confab.latencies),
          unit: 'ms',
          floor: median(bare.latencies),
          ratioBar: 3,
        },
        {
          name: 'p99',
          value: percentile(confab.latencies, 0.99),
          unit: 'ms',
          floor: percentile(bare.latencies, 0.99),
        },
        {
          name: 'relay CPU a delivery',
          value: cpu(confab),
          unit: 'ms',
          bar: 0.4,
          floor: cpu(bare),
        },
      ],
    };
  },
};
