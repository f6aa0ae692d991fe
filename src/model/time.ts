import type { Month } from './ids.ts';

/**
 * A hybrid logical clock reading in one safe integer: milliseconds since 2020-01-01T00:00Z in the
 * upper 41 bits (until 2089), a counter in the lower 12. Readings compare as numbers.
 * Source: Kulkarni et al., "Logical Physical Clocks", 2014.
 */
export type Hlc = number & { readonly hlc: unique symbol };

const EPOCH = Date.UTC(2020, 0, 1);
const COUNTS = 4096;

/** An entry dated further ahead than this is placed where it arrived. Milliseconds. */
export const FUTURE_TOLERANCE = 10 * 60_000;
/** A person whose own clock is off by more than this is told. Milliseconds. */
export const CLOCK_WARNING = 60_000;

/** The reading for a Unix time in milliseconds, with a counter of 0. Times before 2020 give 0. */
export const hlcAt = (unix: number): Hlc => (Math.max(0, Math.floor(unix) - EPOCH) * COUNTS) as Hlc;

/** The Unix time in milliseconds that a reading stands for. */
export const timeOf = (hlc: Hlc): number => Math.floor(hlc / COUNTS) + EPOCH;

/** The next reading of a device that last gave or saw `last`, at Unix time `now`. */
export const tick = (last: Hlc, now: number): Hlc => Math.max(hlcAt(now), last + 1) as Hlc;

/** The calendar month (UTC) of a Unix time in milliseconds. */
export function monthOf(unix: number): Month {
  const date = new Date(unix);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The Unix time in milliseconds at which a month (UTC) begins. */
export const startOf = (month: Month): number => Date.UTC(Math.floor(month / 12), month % 12, 1);
