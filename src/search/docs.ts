import type { ChainId, DeviceId } from '../model/ids.ts';

/** Where a message stands in its log; its id follows from it, and costs the index nothing. */
export interface Spot {
  readonly chain: ChainId;
  readonly number: number;
}

/** A message as the index takes it. */
export interface Doc extends Spot {
  readonly device: DeviceId;
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
  /** The last text. */
  readonly text: string;
  readonly files: readonly string[];
  /** What it has or is: bits of `FLAGS`; or `GONE`. */
  readonly flags: number;
  /** Where in its log stands what is said of it. */
  readonly remarks: readonly Spot[];
  /** Where in its log the message stands that it answers; null when it answers none, or that is not here. */
  readonly answers: Spot | null;
}

/** What a message can have or be, and be found by. */
export const FLAGS = {
  file: 1,
  link: 2,
  image: 4,
  reaction: 8,
  pin: 16,
  /** It stands in a thread, or began one. */
  thread: 32,
  saved: 64,
} as const;

export type Flag = keyof typeof FLAGS;

/** It was deleted: it has no text and is never found, but those that answer it still show what became of it. */
export const GONE = 128;

const LINK = /\bhttps?:\/\/[^\s<>"]/i;
const IMAGE = /\.(?:png|jpe?g|gif|webp|avif|svg|heic|bmp)$/i;

/** The bits that follow from a text and from files' names. */
export function flagsOf(text: string, files: readonly string[]): number {
  return (
    (LINK.test(text) ? FLAGS.link : 0) |
    (files.length > 0 ? FLAGS.file : 0) |
    (files.some((name) => IMAGE.test(name)) ? FLAGS.image : 0)
  );
}
