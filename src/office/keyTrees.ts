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
    [...verdicts.claims.keys].map(([tree, all]) => [tree, keyTreeOf(verdicts, tree, all)]),
  );
}

function keyTreeOf(
  verdicts: Verdicts,
  tree: ConversationId | 'office',
  all: readonly number[],
): KeyTree {
  const { graph } = verdicts;
  const counting = all.filter((at) => verdicts.bringsKey(at));
  const heads = counting.filter((at) => !counting.some((other) => graph.precedes(at, other)));
  return {
    heads: heads.map((at) => keyAt(verdicts, at)),
    together: apart(verdicts, all.slice(-MAX_APART)).map((set) =>
      set.map((at) => keyAt(verdicts, at)),
    ),
    due: isDue(verdicts, tree, heads),
  };
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
  if (tree !== 'office') {
    const left = (claims.participants.get(tree) ?? []).filter((at) => {
      const { act } = graph.at(at);
      return act.t === 'participants' && act.remove.length > 0;
    });
    removals.push(...left);
  }
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
  return verdicts.everNamed(tree, member as Parameters<Verdicts['outranks']>[0]);
}
