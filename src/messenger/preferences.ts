import * as v from 'valibot';
import type { StateStore } from '../ports.ts';
import { DEFAULTS, type Preferences } from './attention.ts';
import { makeSource } from './observable.ts';

const KEY = 'preferences';
/** Words that are looked for at most, and their length in characters. */
export const MAX_KEYWORDS = 50;
export const MAX_KEYWORD = 80;

const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_439));
const day = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6));
/** What is missing or damaged is as it is by default; the rest stays. */
const schema = v.object({
  channels: v.fallback(v.picklist(['everything', 'mentions', 'nothing']), DEFAULTS.channels),
  keywords: v.fallback(v.array(v.string()), []),
  quietHours: v.fallback(
    v.nullable(v.object({ days: v.array(day), from: minute, to: minute })),
    DEFAULTS.quietHours,
  ),
  desktop: v.fallback(v.boolean(), DEFAULTS.desktop),
  preview: v.fallback(v.boolean(), DEFAULTS.preview),
  seen: v.fallback(v.boolean(), DEFAULTS.seen),
  typing: v.fallback(v.boolean(), DEFAULTS.typing),
});

/** The person's preferences on this device; what they prefer of one conversation is in `Personal`. */
export class PreferenceStore {
  readonly now = makeSource<Preferences>(DEFAULTS);
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  async start(): Promise<void> {
    const read = v.safeParse(schema, await this.#state.get(KEY));
    if (read.success) this.now.set(read.output);
  }

  /** Changes some of them; durable when it resolves. Rejects with `storage-full`, `storage-failed`. */
  async change(change: Partial<Preferences>): Promise<void> {
    const next = { ...this.now.get(), ...change };
    const keywords = toKeywords(next.keywords);
    this.now.set({ ...next, keywords });
    await this.#state.set({ [KEY]: { ...next, keywords } });
  }
}

/** Trimmed, none twice, bounded. */
function toKeywords(words: readonly string[]): string[] {
  const trimmed = words.map((word) => word.trim().slice(0, MAX_KEYWORD)).filter(Boolean);
  return [...new Set(trimmed)].slice(0, MAX_KEYWORDS);
}
