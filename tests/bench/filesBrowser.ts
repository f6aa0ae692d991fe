import type { PeerId } from '../../src/model/ids.ts';
import { openHub } from '../support/openHub.ts';
import { openPage, type TestPage } from '../support/page.ts';
import type { Bench, Benchmark } from './bench.ts';
import type { Figure } from './figures.ts';

const MODULE = new URL('files.browser.ts', import.meta.url);
const MB = 1_000_000;
const SIZE = Number(process.env.CONFAB_BENCH_FILE ?? 200) * MB;
const LARGE = Number(process.env.CONFAB_BENCH_LARGE_FILE ?? 1_000) * MB;
/** What 70 % of a throughput is as a time. */
const RATIO = 1.43;

interface Cost {
  readonly took: number;
  readonly longest: number;
  readonly heap: number;
}
interface Given extends Cost {
  readonly file: string;
  readonly key: string;
}

async function pair(bench: Bench, direct: boolean) {
  const hub = await bench.open(openHub(), (it) => it.close());
  const open = () => bench.open(openPage(MODULE), (it) => it.close());
  const [a, b] = [await open(), await open()];
  const alice = (await a.run('begin', 1)) as PeerId;
  const bob = (await b.run('begin', 2)) as PeerId;
  await Promise.all([a.run('dial', hub.address), b.run('dial', hub.address)]);
  await until(async () => hub.reservations() === 2);
  await b.run('dial', `${hub.address}/p2p-circuit${direct ? '/webrtc' : ''}/p2p/${alice}`);
  const sees = async (page: TestPage, peer: PeerId) => {
    const all = (await page.run('connected')) as { peer: PeerId; direct: boolean }[];
    return all.some((it) => it.peer === peer && it.direct === direct);
  };
  await until(async () => (await sees(a, bob)) && (await sees(b, alice)));
  return { a, b, alice, bob };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const late = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > late) throw new Error('never');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function transfer(a: TestPage, b: TestPage, size: number) {
  const given = (await a.run('take', size)) as Given;
  const cost = (await b.run('fetchFile', given.file, given.key, size)) as Cost;
  return { given, cost };
}

/** Milliseconds in which the bytes arrived that one page was told to send. */
async function arrived(page: TestPage, what: 'raw' | 'bare', size: number): Promise<number> {
  let took = 0;
  await until(async () => {
    const said = (await page.run(what)) as { bytes: number; took: number };
    took = said.took;
    return said.bytes >= size;
  });
  return took;
}

const seconds = (milliseconds: number): number => milliseconds / 1000;

export const filesDirect: Benchmark = {
  name: 'files-direct',
  async run(bench) {
    const { a, b } = await pair(bench, true);
    const answer = await b.run('answerRaw', await a.run('offerRaw'));
    await a.run('acceptRaw', answer);
    await a.run('sendRaw', SIZE);
    const floor = await arrived(b, 'raw', SIZE);
    const { given, cost } = await transfer(a, b, SIZE);
    return {
      name: this.name,
      work: `${SIZE / MB} MB from Chromium to Chromium over WebRTC: verified and durable`,
      floor: 'as many bytes over a raw RTCDataChannel, thrown away',
      figures: [
        {
          name: 'fetched',
          value: seconds(cost.took),
          unit: 's',
          floor: seconds(floor),
          ratioBar: RATIO,
        },
        { name: 'sealed', value: seconds(given.took), unit: 's' },
      ],
    };
  },
};

export const filesRelayed: Benchmark = {
  name: 'files-relayed',
  async run(bench) {
    // Each with a relay of its own, since a relay gives each device only so much at once.
    const bare = await pair(bench, false);
    await bare.a.run('sendBare', bare.bob, SIZE);
    const floor = await arrived(bare.b, 'bare', SIZE);
    await bench.close();
    const { a, b } = await pair(bench, false);
    const { cost } = await transfer(a, b, SIZE);
    return {
      name: this.name,
      work: `${SIZE / MB} MB from Chromium to Chromium through a relay: verified and durable`,
      floor: 'as many bytes over a bare libp2p stream of the same circuit, thrown away',
      figures: [
        {
          name: 'fetched',
          value: seconds(cost.took),
          unit: 's',
          floor: seconds(floor),
          ratioBar: RATIO,
        },
      ],
    };
  },
};

export const filesLarge: Benchmark = {
  name: 'files-large',
  async run(bench) {
    const { a, b } = await pair(bench, true);
    const given = (await a.run('take', LARGE)) as Given;
    const serving = a.run('idle', Number(process.env.CONFAB_BENCH_SERVING ?? 60)) as Promise<Cost>;
    const cost = (await b.run('fetchFile', given.file, given.key, LARGE)) as Cost;
    const served = await serving;
    const figures = (who: string, { heap, longest }: Cost): Figure[] => [
      { name: `${who}: heap`, value: heap / MB, unit: 'MB', bar: 100 },
      { name: `${who}: longest task`, value: longest, unit: 'ms', bar: 50 },
    ];
    return {
      name: this.name,
      work: `${LARGE / MB} MB are sealed, sent over WebRTC, verified and kept`,
      floor: 'none',
      figures: [
        ...figures('sealing', given),
        ...figures('serving', served),
        ...figures('fetching', cost),
        { name: 'fetched', value: seconds(cost.took), unit: 's' },
      ],
    };
  },
};
