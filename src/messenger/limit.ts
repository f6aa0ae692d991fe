import { ConfabError } from '../model/errors.ts';
import type { Clock } from '../ports.ts';

/** A bound on a wait; `end` stops its timer. */
export interface Limit {
  readonly signal: AbortSignal;
  end(): void;
}

/** Aborts after `ms` milliseconds of the clock, or when `other` does. */
export function makeLimit(clock: Clock, ms: number, other?: AbortSignal): Limit {
  const late = new AbortController();
  const end = clock.after(ms, () => late.abort(new ConfabError('timeout', `after ${ms} ms`)));
  return { signal: other ? AbortSignal.any([late.signal, other]) : late.signal, end };
}
