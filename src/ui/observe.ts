import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Observable } from '../messenger/messenger.ts';

/** A signal that follows an observable for as long as its owner lives. */
export function createObserved<T>(source: Observable<T>): Accessor<T> {
  const [value, setValue] = createSignal(source.get());
  onCleanup(source.subscribe((next) => setValue(() => next)));
  return value;
}

export interface ById<T extends { readonly id: string }> {
  /** The ids in order; a new value only when that order changed. */
  readonly ids: Accessor<readonly T['id'][]>;
  /** The current value, or undefined once it is gone. */
  of(id: T['id']): T | undefined;
}

/**
 * A list for `<For each={ids()}>`: a changed value then updates its row in place instead of making
 * a new row, which would lose the focus in it.
 */
export function createById<T extends { readonly id: string }>(
  list: Accessor<readonly T[]>,
): ById<T> {
  const ids = createMemo<readonly T['id'][]>(() => list().map((item) => item.id), [], {
    equals: (a, b) => a.length === b.length && a.every((id, index) => id === b[index]),
  });
  const byId = createMemo(() => new Map(list().map((item) => [item.id, item])));
  return { ids, of: (id) => byId().get(id) };
}
