import { isName } from '../model/names.ts';
import { isEmoji } from '../model/payload.ts';
import { MAX_EMOJI, MAX_STATUS } from '../wire/limits.ts';

/** What people say of themselves, beside whether they are here (SPEC P4). */
export interface Word {
  /** Corrected Unix time in milliseconds at which they said it: of a person's devices the newest counts. */
  readonly at: number;
  readonly mode: Mode;
  /** Unix time in milliseconds until which the mode holds; null for good. */
  readonly until: number | null;
  readonly custom: CustomStatus | null;
}

/** `auto`: as it is seen; `dnd`: not to be disturbed. */
export type Mode = 'auto' | 'away' | 'dnd';

export interface CustomStatus {
  /** Empty for none. */
  readonly emoji: string;
  /** At most MAX_STATUS characters; empty for none. */
  readonly text: string;
  /** Unix time in milliseconds until which it holds; null for good. */
  readonly until: number | null;
}

/** By their numbers in a beat. */
const MODES: readonly Mode[] = ['auto', 'away', 'dnd'];

type WireWord = readonly [number, number, number | null, ...(string | number | null)[]];

export const toWireWord = ({ at, mode, until, custom }: Word): WireWord => [
  at,
  MODES.indexOf(mode),
  until,
  ...(custom ? [custom.emoji, custom.text, custom.until] : []),
];

/** Reads a word; null when it makes no sense. What is wrong with the status alone leaves that out. */
export function fromWireWord(value: unknown): Word | null {
  if (!Array.isArray(value)) return null;
  const [at, mode, until, emoji, text, expires] = value as unknown[];
  if (!isTime(at) || typeof mode !== 'number' || !(until === null || isTime(until))) return null;
  const custom = readCustom(emoji, text, expires ?? null);
  return { at, mode: MODES[mode] ?? 'auto', until, custom };
}

function readCustom(emoji: unknown, text: unknown, until: unknown): CustomStatus | null {
  if (typeof emoji !== 'string' || typeof text !== 'string') return null;
  if (!(until === null || isTime(until))) return null;
  const custom = { emoji, text, until };
  return isCustom(custom) ? custom : null;
}

/** Whether it can be shown: an emoji, a line of text, or both. */
export const isCustom = ({ emoji, text }: CustomStatus): boolean =>
  (emoji !== '' || text !== '') &&
  (emoji === '' || isEmoji(emoji, MAX_EMOJI)) &&
  (text === '' || isName(text, MAX_STATUS));

const isTime = (it: unknown): it is number => typeof it === 'number' && it >= 0;
