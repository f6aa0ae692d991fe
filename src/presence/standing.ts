import type { CustomStatus, Mode, Word } from './word.ts';

/** How present a device's person is. */
export type Standing = 'here' | 'away' | 'dnd';

/** The mode that a word asks for at a time. */
export const modeAt = (word: Word | null, now: number): Mode =>
  word && (word.until === null || word.until > now) ? word.mode : 'auto';

/** The status that a word gives at a time. */
export const customAt = (word: Word | null, now: number): CustomStatus | null =>
  word?.custom && (word.custom.until === null || word.custom.until > now) ? word.custom : null;

/** What a device says of its person. `quiet`: the person's quiet hours; `idle`: nobody uses it. */
export function standingAt(
  word: Word | null,
  { quiet, idle }: { readonly quiet: boolean; readonly idle: boolean },
  now: number,
): Standing {
  const mode = modeAt(word, now);
  if (quiet || mode === 'dnd') return 'dnd';
  return idle || mode === 'away' ? 'away' : 'here';
}

/** What one device says of its person. */
export interface OfDevice {
  readonly standing: Standing;
  readonly word: Word | null;
}

/** What is known of a person at a time. */
export interface Presented {
  readonly status: 'online' | 'away' | 'dnd' | 'offline';
  readonly custom: CustomStatus | null;
  /** Unix time in milliseconds at which this changes by itself; null while it does not. */
  readonly changes: number | null;
}

/**
 * A person from what their devices that are here say. Who asked one device for quiet is not to be
 * disturbed; else the most present one counts. The newest word gives the status (SPEC P5).
 */
export function present(devices: readonly OfDevice[], now: number): Presented {
  if (devices.length === 0) return { status: 'offline', custom: null, changes: null };
  const word = newestWord(devices.map(({ word }) => word));
  const standings = new Set(devices.map(({ standing }) => standing));
  const status = standings.has('dnd') ? 'dnd' : standings.has('here') ? 'online' : 'away';
  const custom = customAt(word, now);
  return { status, custom, changes: custom?.until ?? null };
}

/** The word said last; of two said at once, the same for everybody. */
export function newestWord(words: readonly (Word | null)[]): Word | null {
  return words.reduce((best, it) => {
    if (!it || !best) return it ?? best;
    if (it.at !== best.at) return it.at > best.at ? it : best;
    return JSON.stringify(it) > JSON.stringify(best) ? it : best;
  }, null);
}
