/** A value that changes. `get` is cheap and always current; listeners run after a change. */
export interface Observable<T> {
  get(): T;
  subscribe(listener: (value: T) => void): () => void;
}

/** An observable that its maker can change. */
export interface Source<T> extends Observable<T> {
  /** Tells the listeners, unless the value is the same. */
  set(value: T): void;
}

export function makeSource<T>(initial: T): Source<T> {
  let current = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
