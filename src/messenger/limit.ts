import { ConfabError } from '../model/errors.ts';
import type { Clock } from '../ports.ts';

/** A bound on a wait; `end` stops its timer. */
export interface Limit {
  readonly signal: AbortSignal;
  /** Begins anew with as many milliseconds. */
  extend(ms: number): void;
  end(): void;
}

/** Aborts after `ms` milliseconds of the clock, or when `other` does. */
export function makeLimit(clock: Clock, ms: number, other?: AbortSignal): Limit {
  const late = new AbortController();
  const begin = (wait: number) =>
    clock.after(wait, () => late.abort(new ConfabError('timeout', `after ${wait} ms`)));
  let cancel = begin(ms);
  return {
    signal: other ? AbortSignal.any([late.signal, other]) : late.signal,
    extend(wait) {
      cancel();
      cancel = begin(wait);
    },
    end: () => cancel(),
  };
}
