import { MAX_CHECKS } from '../wire/limits.ts';
import type { Admission, Refusal } from './replica.ts';

/** What no replica can have admitted, whatever it knew: who sends this is at fault itself. */
const FORGED: ReadonlySet<Refusal> = new Set<Refusal>([
  'too-large',
  'malformed',
  'not-canonical',
  'wrong-chain',
]);

/** Whether a refusal tells against the peer that passed the entry on, not only against its author. */
export const isForged = (why: Refusal): boolean => FORGED.has(why);

/**
 * Whether a refusal tells of two sides of a chain, it may be: what came does not follow on what is held,
 * so that its author may have signed both, and given this replica one and the peer the other.
 */
export const mayBeTwoSides = ({ why, next }: Extract<Admission, { kind: 'refused' }>): boolean =>
  why === 'bad-signature' && next > 0;

/** Signatures that were checked at most before a run of so many entries was found not to follow. */
export const checksFor = (entries: number): number => Math.min(entries, MAX_CHECKS + HALVINGS);

/** Checks that it takes to halve the longest run. */
const HALVINGS = 9;
