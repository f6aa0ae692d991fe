import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Benchmark } from './bench.ts';
import { median, percentile } from './figures.ts';
import { foundOffice, type Placed, startBareHub, startPeers, until } from './live.ts';
import { memoryOf } from './processes.ts';
import { collect, cpuDuring, delivered, type Said } from './star.ts';
import { monotonic } from './worker.ts';

const PEERS = 100;
const PROCESSES = 4;
/** Joins at once. */
const TOGETHER = 4;
const EVERY = 50;
const SECONDS = 30;
const BYTES = 250;
/** Milliseconds until joining is over for everybody. */
const SETTLE = 5_000;

interface Crowd {
  readonly peers: readonly Placed[];
  readonly pid: number;
}

async function place(
  workers: readonly Placed['worker'][],
  count: number,
  add: (worker: Placed['worker'], i: number) => Promise<number>,
): Promise<Placed[]> {
  const placed: Placed[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const i = next++;
      const worker = workers[i % workers.length] as Placed['worker'];
      placed.push({ worker, peer: await add(worker, i) });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  return placed;
}

async function startAll(bench: Bench): Promise<Placed['worker'][]> {
  const workers = [];
  for (let i = 0; i < PROCESSES; i++) workers.push(await startPeers(bench));
  return workers;
}

async function office(bench: Bench): Promise<Crowd> {
  const workers = await startAll(bench);
  const [first] = workers;
  if (!first) throw new Error('no worker');
  const { relay, founder, invite } = await foundOffice(bench, first);
  const joined = await place(workers, PEERS - 1, (worker, i) =>
    worker.call('member', bench.path('peer'), invite, `Peer ${i}`),
  );
  return { peers: [{ worker: first, peer: founder }, ...joined], pid: relay.pid };
}

async function bareCrowd(bench: Bench): Promise<Crowd> {
  const workers = await startAll(bench);
  const hub = await startBareHub(bench);
  const peers = await place(workers, PEERS, (worker) => worker.call('bare', hub.address));
  await until('all in the mesh', 30_000, async () => (await hub.call('mesh')) === PEERS);
  return { peers, pid: hub.pid };
}

/** Everybody in turn says something, one message every 50 ms. */
async function talk(peers: readonly Placed[], from: number, count: number): Promise<Said[]> {
  const start = monotonic() + EVERY;
  const saying: Promise<Said>[] = [];
  for (let i = 0; i < count; i++) {
    const due = start + i * EVERY;
    await sleep(Math.max(0, due - monotonic()));
    const by = i % peers.length;
    const { worker, peer } = peers[by] as Placed;
    const said = worker.call('say', peer, from + i, BYTES);
    saying.push(said.then((at) => ({ number: from + i, by, due, at })));
  }
  return Promise.all(saying);
}

async function measure({ peers, pid }: Crowd) {
  for (const { worker, peer } of peers) await worker.call('listen', peer);
  await sleep(SETTLE);
  const { cpu, result } = await cpuDuring(pid, async () => {
    const said = await talk(peers, 0, (SECONDS * 1000) / EVERY);
    return collect(peers, said, 'due');
  });
  return { ...result, cpu, memory: await memoryOf(pid) };
}

export const crowd: Benchmark = {
  name: 'crowd-100',
  // Joining takes minutes of it where two cores serve all hundred.
  longest: 900_000,
  async run(bench) {
    const bare = await measure(await bareCrowd(bench));
    await bench.close();
    const confab = await measure(await office(bench));
    return {
      name: this.name,
      work: `${PEERS} terminal-class peers in ${PROCESSES} processes, ${1000 / EVERY} messages of ${BYTES} bytes a second for ${SECONDS} s, everybody in turn, from when each was due`,
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
          name: 'p99',
          value: percentile(confab.latencies, 0.99),
          unit: 'ms',
          bar: 500,
          floor: percentile(bare.latencies, 0.99),
        },
        {
          name: 'median',
          value: median(confab.latencies),
          unit: 'ms',
          floor: median(bare.latencies),
        },
        {
          name: 'relay RSS',
          value: confab.memory.now,
          unit: 'MB',
          bar: 300,
          floor: bare.memory.now,
        },
        { name: 'relay RSS, most', value: confab.memory.most, unit: 'MB', floor: bare.memory.most },
        {
          name: 'relay CPU a delivery',
          value: confab.cpu / confab.latencies.length,
          unit: 'ms',
          floor: bare.cpu / bare.latencies.length,
        },
      ],
    };
  },
};
