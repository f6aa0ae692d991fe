import type { ConversationId, KeyId } from '../model/ids.ts';
import type { KeyTree } from './roster.ts';
import type { Verdicts } from './verdicts.ts';

/** Sets of keys of which a reader tries the combination: six keys made apart give 57. */
const MAX_TOGETHER = 64;
/** Newest keys of a tree that are looked at for having been made apart from each other. */
const MAX_APART = 200;

/** The keys of the office and of each group and direct. */
export function keyTreesOf(verdicts: Verdicts): Map<ConversationId | 'office', KeyTree> {
  return new Map(
    [...verdicts.claims.keys]
      .filter(([tree]) => hasOwnKey(verdicts, tree))
      .map(([tree, all]) => [tree, keyTreeOf(verdicts, tree, all)]),
  );
}

/** Whatever somebody claims: channels have no key but what follows from the office's. */
function hasOwnKey(verdicts: Verdicts, tree: ConversationId | 'office'): boolean {
  if (tree === 'office') return true;
  const opening = verdicts.rooms.openingOf(tree);
  const act = opening < 0 ? null : verdicts.graph.at(opening).act;
  return act?.t === 'conversation' && act.kind !== 'channel';
}

function keyTreeOf(
  verdicts: Verdicts,
  tree: ConversationId | 'office',
  all: readonly number[],
): KeyTree {
  const counting = all.filter((at) => verdicts.bringsKey(at));
  const heads = verdicts.graph.newestOf(counting);
  const sets = setsMadeApart(verdicts, counting, heads, all);
  return {
    heads: heads.map((at) => keyAt(verdicts, at)),
    together: sets.map((set) => set.map((at) => keyAt(verdicts, at))),
    due: isDue(verdicts, tree, heads),
  };
}

/**
 * Sets of keys made apart from each other that somebody may have used together: first the newest,
 * then what each key replaced, newest first, then any others, those that count before those that do
 * not. So whoever floods the roster with keys crowds out nothing that honest people used.
 */
function setsMadeApart(
  verdicts: Verdicts,
  counting: readonly number[],
  heads: readonly number[],
  all: readonly number[],
): number[][] {
  const { graph } = verdicts;
  const sets = new Map<string, number[]>();
  const note = (set: readonly number[]) => {
    if (set.length > 1 && sets.size < MAX_TOGETHER) sets.set(set.join(), [...set]);
  };
  note(heads);
  const recent = counting.slice(-MAX_APART);
  for (const at of [...recent].reverse()) {
    const before = recent.filter((other) => graph.precedes(other, at));
    note(graph.newestOf(before));
  }
  for (const set of apart(verdicts, recent)) note(set);
  for (const set of apart(verdicts, all.slice(-MAX_APART))) note(set);
  return [...sets.values()];
}

function keyAt({ graph }: Verdicts, at: number): KeyId {
  const { act } = graph.at(at);
  return ('key' in act ? act.key : '') as KeyId;
}

/** Sets of two and more that do not know of each other, as many as are tried. */
function apart({ graph }: Verdicts, all: readonly number[]): number[][] {
  const sets: number[][] = [];
  const grow = (set: readonly number[], from: number): void => {
    for (let i = from; i < all.length && sets.length < MAX_TOGETHER; i++) {
      const next = all[i] as number;
      if (set.some((at) => graph.precedes(at, next) || graph.precedes(next, at))) continue;
      if (set.length > 0) sets.push([...set, next]);
      grow([...set, next], i + 1);
    }
  };
  grow([], 0);
  return sets;
}

/** Entries that take people out of a group; for the office, guests out of channels, whose keys follow from its own. */
function departuresFrom(verdicts: Verdicts, tree: ConversationId | 'office'): number[] {
  const { graph, claims } = verdicts;
  const all =
    tree === 'office'
      ? [...claims.participants.values()].flat()
      : (claims.participants.get(tree) ?? []);
  return all.filter((at) => {
    const { act } = graph.at(at);
    if (act.t !== 'participants' || act.remove.length === 0) return false;
    return tree !== 'office' || !hasOwnKey(verdicts, act.id);
  });
}

/** Whether a removal concerns those who have the newest keys, and none of these keys knows of it. */
function isDue(
  verdicts: Verdicts,
  tree: ConversationId | 'office',
  heads: readonly number[],
): boolean {
  const { graph, claims } = verdicts;
  const removals = [...claims.removalsOfMember, ...claims.removalsOfDevice].flatMap(
    ([whom, ends]) => (concerns(verdicts, tree, whom) ? ends : []),
  );
  removals.push(...departuresFrom(verdicts, tree));
  return removals.some(
    (at) =>
      graph.at(at).act.t !== 'freeze' &&
      verdicts.counts(at) &&
      heads.every((head) => head !== at && !graph.precedes(at, head)),
  );
}

function concerns(verdicts: Verdicts, tree: ConversationId | 'office', whom: string): boolean {
  if (tree === 'office') return true;
  const member = verdicts.memberOf(whom as Parameters<Verdicts['memberOf']>[0]) ?? whom;
  return verdicts.rooms.everNamed(tree, member as Parameters<Verdicts['outranks']>[0]);
}
