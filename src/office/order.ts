import type { EntryId } from '../model/ids.ts';
import type { RosterEntry } from './roster.ts';

/** Compares by clock reading, ties by id: the order of what is not bound by cause. */
export const byTime = (a: RosterEntry, b: RosterEntry): number =>
  a.hlc - b.hlc || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The entries that an entry directly follows: its predecessor in the chain and what it had seen. */
export function causesOf(entries: readonly RosterEntry[]): Map<EntryId, EntryId[]> {
  const byPlace = new Map(entries.map((entry) => [`${entry.chain}/${entry.number}`, entry.id]));
  return new Map(
    entries.map((entry) => {
      const seen = 'seen' in entry.act ? entry.act.seen : [];
      const before = byPlace.get(`${entry.chain}/${entry.number - 1}`);
      return [entry.id, before ? [...seen, before] : [...seen]];
    }),
  );
}

/** All entries, each after everything it follows; otherwise by time. The same for every replica. */
export function inCausalOrder(
  entries: readonly RosterEntry[],
  causes: ReadonlyMap<EntryId, readonly EntryId[]>,
): RosterEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const placed = new Set<EntryId>();
  const ordered: RosterEntry[] = [];
  for (const root of [...entries].sort(byTime)) {
    const stack = [root];
    for (let entry = stack.at(-1); entry; entry = stack.at(-1)) {
      // First of all: what many name stands on the stack as often, and its causes are looked up once.
      if (placed.has(entry.id)) {
        stack.pop();
        continue;
      }
      const missing = (causes.get(entry.id) ?? [])
        .map((id) => byId.get(id))
        .filter((cause) => cause !== undefined && !placed.has(cause.id)) as RosterEntry[];
      if (missing.length > 0) {
        stack.push(...missing.sort(byTime).reverse());
        continue;
      }
      stack.pop();
      placed.add(entry.id);
      ordered.push(entry);
    }
  }
  return ordered;
}
