import { expect, test } from 'vitest';
import { Graph } from '../../src/office/graph.ts';
import type { RosterEntry } from '../../src/office/roster.ts';
import { Verdicts } from '../../src/office/verdicts.ts';
import { retold, Tangle } from '../support/tangle.ts';

/** Tangles a run; `TANGLES=n` for more or fewer, `SEED=n` for one alone. */
const COUNT = Number(process.env.TANGLES ?? 1_500);
const ONLY = process.env.SEED === undefined ? null : Number(process.env.SEED);
/** How often each is told anew, by other clocks and under other ids. */
const TELLINGS = 4;

function verdicts(entries: readonly RosterEntry[]): boolean[] {
  const graph = new Graph(entries);
  const all = new Verdicts(graph);
  return entries.map(({ id }) => all.counts(graph.indexOf(id)));
}

test('R11: neither clocks nor ids decide what counts', () => {
  const seeds = ONLY === null ? Array.from({ length: COUNT }, (_, i) => i + 1) : [ONLY];
  for (const seed of seeds) {
    const { entries } = new Tangle(seed).tale;
    const told = verdicts(entries);
    for (let i = 1; i <= TELLINGS; i++) {
      const again = retold(entries, seed * 31 + i);
      expect(verdicts(again), `SEED=${seed}`).toEqual(told);
    }
  }
});
