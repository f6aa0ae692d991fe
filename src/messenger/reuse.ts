/** Keeps the old object wherever the fresh one says the same, and the old list if all do. */
export function reuse<T extends { readonly id: string }>(
  old: readonly T[],
  fresh: readonly T[],
): readonly T[] {
  const byId = new Map(old.map((item) => [item.id, item]));
  const kept = fresh.map((item) => {
    const before = byId.get(item.id);
    return before && isSame(before, item) ? before : item;
  });
  const same = kept.length === old.length && kept.every((item, i) => item === old[i]);
  return same ? old : kept;
}

const isSame = (a: object, b: object): boolean =>
  Object.entries(b).every(([key, value]) => isEqual((a as Record<string, unknown>)[key], value));

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
  }
  return isSame(a, b);
}
