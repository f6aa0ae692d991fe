import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './bench.ts';
import { median } from './figures.ts';
import { BYTES, MESSAGES, openFilled } from './filled.ts';
import { startPeers } from './live.ts';

const ROUNDS = 5;
const QUIET = '--disable-warning=ExperimentalWarning';
const CONFAB = fileURLToPath(new URL('../../src/cli/confab.js', import.meta.url));

/** Milliseconds from starting Node until the program has begun to print, and how many lines it printed. */
async function untilPrinted(args: string[]): Promise<{ took: number; lines: number }> {
  const start = performance.now();
  const child = spawn(process.execPath, [QUIET, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const printed = text(child.stdout);
  await once(child.stdout, 'readable');
  const took = performance.now() - start;
  const lines = (await printed).split('\n').filter(Boolean).length;
  await exited;
  return { took, lines };
}

export const reopenTerminal: Benchmark = {
  name: 'reopen-terminal',
  async run(bench, keep) {
    const { invite, relay } = await openFilled(bench, keep);
    const data = bench.path('client');
    const worker = await startPeers(bench);
    const peer = await worker.call('join', data, invite, 'Rita');
    await worker.call('caughtUp', peer);
    await worker.call('close', peer);
    worker.stop();
    await relay.stop();
    const starts: number[] = [];
    const opens: number[] = [];
    const histories: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      starts.push((await untilPrinted(['-e', 'console.log(0)'])).took);
      for (const [last, took] of [
        [MESSAGES, opens],
        [20, histories],
      ] as const) {
        const history = ['history', 'general', '--last', `${last}`, '--offline', '--json'];
        const { took: ms, lines } = await untilPrinted([CONFAB, ...history, '--data', data]);
        if (lines !== last) throw new Error(`${lines} messages readable, not ${last}`);
        took.push(ms);
      }
    }
    const start = median(starts);
    return {
      name: this.name,
      work: `a terminal client with ${MESSAGES} messages of ${BYTES} bytes starts again, offline, and prints all of them; beyond Node's own start`,
      floor: "Node's own start, which the figures do not include",
      figures: [
        {
          name: 'all readable',
          value: median(opens) - start,
          unit: 'ms',
          bar: 400,
          floor: start,
        },
        {
          name: 'confab history',
          value: median(histories) - start,
          unit: 'ms',
          floor: start,
        },
      ],
      details: { starts, opens, histories },
    };
  },
};
