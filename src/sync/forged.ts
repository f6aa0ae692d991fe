import type { Refusal } from './replica.ts';

/** What no replica can have admitted, whatever it knew: who sends this is at fault itself. */
const FORGED: ReadonlySet<Refusal> = new Set<Refusal>([
  'too-large',
  'malformed',
  'not-canonical',
  'wrong-chain',
]);

/** Whether a refusal tells against the peer that passed the entry on, not only against its author. */
export const isForged = (why: Refusal): boolean => FORGED.has(why);
