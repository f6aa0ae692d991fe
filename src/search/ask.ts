import type { ChainId, ConversationId, LogId, Vector } from '../model/ids.ts';
import type { DayRange } from './days.ts';
import type { Spot } from './docs.ts';
import type { Phrase, Sought } from './query.ts';

export type Sort = 'relevance' | 'date';

/** A question with everything that names somebody or something resolved to what the index knows. */
export interface Ask {
  readonly words: readonly Sought[];
  readonly phrases: readonly Phrase[];
  readonly without: readonly (readonly string[])[];
  /** Bits of `FLAGS`: all of the first must be set, and none of the second. */
  readonly flags: number;
  readonly noFlags: number;
  /** Devices, by `deviceMark`; null for everybody. */
  readonly from: readonly string[] | null;
  readonly notFrom: readonly string[];
  /** Null for all conversations. */
  readonly within: readonly ConversationId[] | null;
  readonly notWithin: readonly ConversationId[];
  /** Written in all of the first, and in none of the second. */
  readonly days: readonly DayRange[];
  readonly notDays: readonly DayRange[];
  /** Only these messages, if given. */
  readonly only: readonly (readonly [LogId, ChainId, number])[] | null;
  readonly sort: Sort;
  /** How many hits to pass over, and how many to give. */
  readonly offset: number;
  readonly limit: number;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A message that was found. */
export interface Hit extends Spot {
  readonly log: LogId;
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
  /** The terms by which it was found, folded: what to mark in its text. */
  readonly terms: readonly string[];
  /** The other entries of its log of which it is made: what is said of it, what it answers, what is said of that. */
  readonly beside: readonly Spot[];
}

export interface Answer {
  readonly hits: readonly Hit[];
  /** How many messages match; where `more`, at least so many. */
  readonly total: number;
  readonly more: boolean;
  /** Nothing matched as it was written: what is spelled alike is given. */
  readonly alike: boolean;
  /** How far the logs of the hits were indexed: of what came later, the hits say nothing. */
  readonly known: ReadonlyMap<LogId, Vector>;
}

/** Characters of a device's id that the index keeps: enough to tell the devices of an office apart. */
const MARK = 8;

export const deviceMark = (device: string): string => device.slice(0, MARK);
