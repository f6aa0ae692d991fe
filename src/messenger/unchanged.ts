import { equalBytes } from '../wire/bytes.ts';

/**
 * Gives the old value where the fresh one says the same, and the old parts in a fresh one that says
 * something else: so that who compares by reference finds what changed, and only that. Values are
 * plain: objects, arrays, bytes, texts, numbers, booleans, null.
 */
export function unchanged<T>(old: T | undefined, fresh: T): T {
  if (Object.is(old, fresh) || !isObject(old) || !isObject(fresh)) return fresh;
  if (old instanceof Uint8Array && fresh instanceof Uint8Array)
    return equalBytes(old, fresh) ? old : fresh;
  if (Array.isArray(old) !== Array.isArray(fresh)) return fresh;
  const before = old as Record<string, unknown>;
  const after = fresh as Record<string, unknown>;
  const keys = Object.keys(after);
  let same = keys.length === Object.keys(before).length;
  for (const key of keys) {
    const kept = unchanged(before[key], after[key]);
    after[key] = kept;
    same &&= Object.is(kept, before[key]);
  }
  return same ? old : fresh;
}

const isObject = (it: unknown): it is object => typeof it === 'object' && it !== null;
