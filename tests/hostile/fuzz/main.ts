/** `npm run fuzz [-- --count 1000000] [--seed N]`: mutants of all that others may send. */
import { parseArgs } from 'node:util';
import { fuzz, MOST_GROWTH } from './fuzz.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
});
const count = Number(values.count);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('--count and --seed are whole numbers.');
  process.exit(2);
}
console.log(`${count.toLocaleString('en')} inputs, --seed ${seed}`);
const began = performance.now();
const { read, slowest, growth, found } = await fuzz(count, seed);
for (const [target, inputs] of Object.entries(read)) console.log(`${target}: ${inputs} were read`);
const mebibytes = (growth / 1024 ** 2).toFixed(1);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(`slowest ${slowest.toFixed(1)} ms, memory ${mebibytes} MiB more, ${seconds} s`);
for (const { target, seed: own, what } of found) console.error(`${target}, input ${own}: ${what}`);
process.exitCode = found.length > 0 || growth > MOST_GROWTH ? 1 : 0;
