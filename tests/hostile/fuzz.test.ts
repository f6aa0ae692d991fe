import { expect, test } from 'vitest';
import { fuzz, MOST_GROWTH } from './fuzz/fuzz.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 32);
/** Inputs; `npm run fuzz` takes a million. */
const COUNT = Number(process.env.COUNT ?? 60_000);

test(`Y8, A6, L4, P2, S3: ${COUNT} mutated inputs do no harm (SEED=${SEED})`, async () => {
  const { found, read, growth } = await fuzz(COUNT, SEED);
  expect(found).toEqual([]);
  expect(growth).toBeLessThan(MOST_GROWTH);
  // Mutants that are all refused at once would test nothing.
  for (const inputs of Object.values(read)) expect(inputs).toBeGreaterThan(COUNT / 1_000);
  expect(Object.keys(read)).toHaveLength(7);
});
