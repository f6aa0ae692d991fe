import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark } from './bench.ts';
import { type Figure, percentile } from './figures.ts';

const MESSAGES = 500_000;
const FLAGS = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
const child = fileURLToPath(new URL('searchIndex.ts', import.meta.url));
const MB = 2 ** 20;

interface Built {
  readonly plain: number;
  readonly bytes: number;
  readonly records: number;
  readonly file: number;
  readonly indexed: number;
}

interface Asked {
  readonly months: number;
  readonly whole: number;
  readonly heap: number;
  readonly times: Readonly<Record<string, readonly number[]>>;
}

async function run<T>(signal: AbortSignal, ...args: string[]): Promise<T> {
  const command = [...FLAGS, child, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { signal });
  return JSON.parse(stdout) as T;
}

export const search: Benchmark = {
  name: 'search',
  // Building the index takes most of it.
  longest: 900_000,
  async run(bench) {
    const folder = bench.path('index');
    // What takes too long must not go on beside the next benchmark.
    const over = new AbortController();
    bench.onEnd(() => over.abort());
    const built = await run<Built>(over.signal, 'build', folder, String(MESSAGES));
    const asked = await run<Asked>(over.signal, 'ask', folder, String(MESSAGES));
    const plain = built.plain / MESSAGES;
    const { fuzzy = [], ...others } = asked.times;
    const bars = new Set(['word', 'prefix', 'two words', 'operator']);
    const questions: Figure[] = Object.entries(others).flatMap(([kind, times]) => [
      {
        name: `${kind}, median`,
        value: percentile(times, 0.5),
        unit: 'ms',
        ...(bars.has(kind) ? { bar: 15 } : {}),
      },
      {
        name: `${kind}, p95`,
        value: percentile(times, 0.95),
        unit: 'ms',
        ...(bars.has(kind) ? { bar: 60 } : {}),
      },
    ]);
    return {
      name: this.name,
      work: `the search index over ${MESSAGES} messages, 60 conversations and 36 months, in a process of its own`,
      floor: 'the plaintext that it covers',
      figures: [
        ...questions,
        { name: 'fuzzy, p95', value: percentile(fuzzy, 0.95), unit: 'ms', bar: 200 },
        { name: 'newest 3 months usable', value: asked.months, unit: 'ms', bar: 500 },
        { name: 'whole index there', value: asked.whole / 1_000, unit: 's', bar: 5 },
        { name: 'memory', value: asked.heap / MB, unit: 'MB', bar: 400 },
        {
          name: 'a message on disk',
          value: built.bytes / MESSAGES,
          unit: 'bytes',
          floor: plain,
          ratioBar: 0.6,
        },
        {
          name: 'with SQLite around it',
          value: built.file / MESSAGES,
          unit: 'bytes',
          floor: plain,
          ratioBar: 0.6,
        },
        { name: 'indexing all of it', value: built.indexed / 1_000, unit: 's' },
      ],
      details: { built, asked },
    };
  },
};
