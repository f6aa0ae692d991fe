import type { Benchmark } from './bench.ts';
import { median } from './figures.ts';
import { BYTES, MESSAGES, openFilled } from './filled.ts';
import { startBareHub, startPeers } from './live.ts';
import type { TakeWorker } from './take.worker.ts';
import { startWorker } from './worker.ts';

const ROUNDS = 3;
/** Bytes of an envelope with a text of 250: what the floor moves. */
const ENVELOPE = 440;

export const catchupTerminal: Benchmark = {
  name: 'catchup-terminal',
  async run(bench, keep) {
    const { invite } = await openFilled(bench, keep);
    const hub = await startBareHub(bench);
    await hub.call('serve', MESSAGES, ENVELOPE);
    const runs: { texts: number; joined: number; durable: number; readable: number }[] = [];
    const floors: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const take = startWorker<TakeWorker>(new URL('take.worker.ts', import.meta.url));
      const path = bench.path('bare');
      floors.push(await take.call('take', hub.address, path, MESSAGES, ENVELOPE));
      take.stop();
      // A process of its own: nothing is warm.
      const worker = await startPeers(bench);
      const run = await worker.call('catchUp', bench.path('newcomer'), invite, `New ${round}`);
      worker.stop();
      if (run.texts !== MESSAGES) throw new Error(`${run.texts} of ${MESSAGES} messages readable`);
      runs.push(run);
    }
    const of = (part: 'joined' | 'durable' | 'readable') =>
      median(runs.map((it) => it[part])) / 1000;
    return {
      name: this.name,
      work: `a terminal client with an empty folder joins by a link and has ${MESSAGES} messages of ${BYTES} bytes from the relay: verified, durable, readable`,
      floor: 'as many bytes over a bare libp2p stream into SQLite, neither checked nor decrypted',
      figures: [
        {
          name: 'readable',
          value: of('readable'),
          unit: 's',
          bar: 1.5,
          floor: median(floors) / 1000,
        },
        { name: 'joined', value: of('joined'), unit: 's' },
        { name: 'durable', value: of('durable'), unit: 's' },
      ],
      details: { runs, floors },
    };
  },
};
