import type { ConversationId, EntryId, LogId } from '../model/ids.ts';
import type { Personal as Kept, Preferred } from '../model/payload.ts';
import { timeOf } from '../model/time.ts';
import { makeSource } from './observable.ts';
import { byPlace, type Standing } from './remarks.ts';

/** Something that a person keeps for themselves, and where that was written. */
export interface PlacedKept extends Standing {
  readonly kept: Kept;
}

/** A message that was put aside. */
export interface Aside {
  readonly id: EntryId;
  readonly log: LogId;
  /** Unix time in milliseconds. */
  readonly at: number;
}

/**
 * What a person put aside and prefers: a pure function of the entries taken, whatever order they came
 * in (SPEC M12). Of those about one thing the last counts.
 */
export class Personal {
  readonly saved = makeSource<ReadonlySet<EntryId>>(new Set());
  readonly #last = new Map<string, PlacedKept>();
  readonly #listeners = new Set<() => void>();

  /** Takes entries by the person themselves, in any order, also again. */
  take(placed: readonly PlacedKept[]): void {
    let changed = false;
    for (const it of placed) {
      const key = keyOf(it.kept);
      const before = this.#last.get(key);
      if (before && byPlace(before, it) >= 0) continue;
      this.#last.set(key, it);
      changed = true;
    }
    if (!changed) return;
    const saved = new Set(this.aside().map(({ id }) => id));
    const before = this.saved.get();
    if (saved.size !== before.size || [...saved].some((id) => !before.has(id))) {
      this.saved.set(saved);
    }
    for (const listener of [...this.#listeners]) listener();
  }

  /** What is put aside, the newest first. */
  aside(): Aside[] {
    return [...this.#last.values()]
      .sort((a, b) => byPlace(b, a))
      .flatMap(({ kept, hlc }) =>
        kept.kind === 'save' && kept.on
          ? [{ id: kept.target, log: kept.log, at: timeOf(hlc) }]
          : [],
      );
  }

  /** How the person wants a conversation; undefined where they never said. */
  prefers(conversation: ConversationId, what: string): Preferred | undefined {
    const last = this.#last.get(keyOf({ kind: 'prefer', conversation, what, value: true }));
    return last?.kept.kind === 'prefer' ? last.kept.value : undefined;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const keyOf = (kept: Kept): string =>
  kept.kind === 'save' ? `save ${kept.target}` : `${kept.what} ${kept.conversation}`;
