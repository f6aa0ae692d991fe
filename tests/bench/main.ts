/**
 * npm run bench -- [NAME…] [--json FILE] [--list]
 *
 * Runs the benchmarks that are named, or all, one after the other; prints a table and writes JSON.
 * Exit code 0 when all ran, whatever bars they met; 1 when one failed to run; 2 for wrong usage.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchmarks } from './all.ts';
import { Bench, type Benchmark } from './bench.ts';
import { holds, type Outcome, ratioOf, tableOf } from './figures.ts';

/** Milliseconds that one benchmark may take if it says nothing else; each is made to need far less than that. */
const LONGEST = 300_000;
const JSON_FILE = fileURLToPath(new URL('../../.cache/bench.json', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string', default: JSON_FILE }, list: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !benchmarks.some((it) => it.name === name));
if (values.list || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no benchmark is called ${unknown.join(', ')}; there are:`);
  console.log(benchmarks.map(({ name }) => name).join('\n'));
  process.exit(unknown.length > 0 ? 2 : 0);
}

const chosen = benchmarks.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const outcomes: Outcome[] = [];
const failed: { name: string; error: string }[] = [];
const keep = await Bench.begin('shared');
for (const benchmark of chosen) {
  const start = performance.now();
  process.stderr.write(`${benchmark.name} … `);
  try {
    const outcome = await runOne(benchmark);
    outcomes.push(outcome);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.error(`${outcome.figures.every(holds) ? 'met' : 'missed'} (${seconds} s)`);
  } catch (error) {
    failed.push({ name: benchmark.name, error: String(error) });
    console.error('failed');
    console.error(error);
  }
}
await keep.end();
console.log(`\n${tableOf(outcomes)}`);
for (const { name } of failed) console.log(`${name}  did not run to its end`);
const path = resolve(values.json);
await mkdir(dirname(path), { recursive: true });
await writeFile(path, `${JSON.stringify(report(), null, 2)}\n`);
console.error(`\nwritten to ${path}`);
process.exit(failed.length > 0 ? 1 : 0);

async function runOne(benchmark: Benchmark): Promise<Outcome> {
  const bench = await Bench.begin(benchmark.name);
  const late = Promise.withResolvers<never>();
  const { longest = LONGEST } = benchmark;
  const timer = setTimeout(
    () => late.reject(new Error(`took longer than ${longest / 1000} s`)),
    longest,
  );
  try {
    return await Promise.race([benchmark.run(bench, keep), late.promise]);
  } finally {
    clearTimeout(timer);
    await bench.end();
  }
}

function report() {
  return {
    at: new Date().toISOString(),
    machine: {
      cores: availableParallelism(),
      memory: Math.round(totalmem() / 2 ** 30),
      platform: process.platform,
      node: process.version,
    },
    outcomes: outcomes.map((outcome) => ({
      ...outcome,
      figures: outcome.figures.map((it) => ({ ...it, ratio: ratioOf(it), met: holds(it) })),
    })),
    failed,
  };
}
