import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './bench.ts';
import { median } from './figures.ts';
import { BYTES, MESSAGES, openFilled } from './filled.ts';
import { startPeers } from './live.ts';

const ROUNDS = 5;
const QUIET = '--disable-warning=ExperimentalWarning';
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Milliseconds from starting Node until the program has printed its first line, and that line. */
async function untilPrinted(args: string[]): Promise<{ took: number; line: string }> {
  const start = performance.now();
  const child = spawn(process.execPath, [QUIET, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  const took = performance.now() - start;
  await exited;
  return { took, line: String(line) };
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
    const [starts, opens, histories]: number[][] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      starts?.push((await untilPrinted(['-e', 'console.log(0)'])).took);
      const opened = await untilPrinted([path('reopen.child.ts'), data]);
      if (Number(opened.line) !== MESSAGES) throw new Error(`${opened.line} messages readable`);
      opens?.push(opened.took);
      const history = ['history', 'general', '--last', '20', '--offline', '--data', data];
      histories?.push((await untilPrinted([path('../../src/cli/confab.js'), ...history])).took);
    }
    const start = median(starts ?? []);
    return {
      name: this.name,
      work: `a terminal client with ${MESSAGES} messages of ${BYTES} bytes starts again, offline: all of them readable; beyond Node's own start`,
      floor: "Node's own start, which the figures do not include",
      figures: [
        {
          name: 'all readable',
          value: median(opens ?? []) - start,
          unit: 'ms',
          bar: 400,
          floor: start,
        },
        {
          name: 'confab history',
          value: median(histories ?? []) - start,
          unit: 'ms',
          floor: start,
        },
      ],
      details: { starts, opens, histories },
    };
  },
};
