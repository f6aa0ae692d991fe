import type { ChainId, DeviceId, LogId, MemberId } from '../model/ids.ts';
import type { Cutoff, Fork, Roster } from './roster.ts';
import type { Verdicts } from './verdicts.ts';

/** Where removed and frozen devices end: one cut-off for each removal, and one for all proofs. */
export function cutoffsOf(verdicts: Verdicts): Map<DeviceId, Cutoff[]> {
  const { claims, graph } = verdicts;
  const cutoffs = new Map<DeviceId, Cutoff[]>();
  const add = (device: DeviceId, cutoff: Cutoff): void => {
    const known = cutoffs.get(device);
    if (known) known.push(cutoff);
    else cutoffs.set(device, [cutoff]);
  };
  const note = (device: DeviceId, at: number): void => add(device, cutoffAt(verdicts, at));
  for (const [device, ends] of claims.removalsOfDevice) {
    const proofs = ends.filter((at) => graph.at(at).act.t === 'freeze');
    if (proofs.length > 0) add(device, cutoffByProofs(verdicts, device, proofs));
    for (const at of ends) if (!proofs.includes(at) && verdicts.counts(at)) note(device, at);
  }
  for (const device of claims.admissions.keys()) {
    const member = verdicts.memberOf(device);
    for (const at of (member && claims.removalsOfMember.get(member)) ?? []) {
      if (verdicts.counts(at)) note(device, at);
    }
  }
  return cutoffs;
}

const cutoffAt = ({ parts }: Verdicts, at: number): Cutoff => ({
  lists: parts.endsAt(at),
  forks: [],
});

/**
 * Where proofs end a device: its forked chains at the fork, all others at the greatest number that any of
 * them says, so that who brings one with less hides nothing (SPEC F1). Its own person may not say.
 */
function cutoffByProofs(verdicts: Verdicts, device: DeviceId, proofs: readonly number[]): Cutoff {
  const member = verdicts.memberOf(device);
  const believed = proofs.filter((at) => {
    const who = verdicts.standing(at);
    return who !== null && who.member !== member;
  });
  const lists = new Set(believed.flatMap((at) => verdicts.parts.endsAt(at)));
  const forks = proofs.map((at) => {
    const { log, chain, number } = verdicts.graph.actAt<'freeze'>(at);
    return { log, chain, number };
  });
  return { lists: [...lists], forks };
}

/** Where those end in a conversation who were taken out of it, by `CONVERSATION/MEMBER`. */
export function departuresOf(verdicts: Verdicts): Map<string, Cutoff[]> {
  const departures = new Map<string, Cutoff[]>();
  for (const [id, changes] of verdicts.claims.participants) {
    const counting = changes.filter((at) => verdicts.counts(at));
    for (const [member, removals] of removalsByMember(verdicts, counting)) {
      if (verdicts.rooms.isParticipant(id, member, null)) continue;
      const ends = endsThatHold(verdicts, member, removals, counting);
      const cutoffs = ends.map((at) => cutoffAt(verdicts, at));
      departures.set(`${id}/${member}`, cutoffs);
    }
  }
  return departures;
}

function removalsByMember({ graph }: Verdicts, changes: readonly number[]) {
  const removals = new Map<MemberId, number[]>();
  for (const at of changes) {
    for (const member of graph.actAt<'participants'>(at).remove) {
      const known = removals.get(member);
      if (known) known.push(at);
      else removals.set(member, [at]);
    }
  }
  return removals;
}

/** Those of the removals that nobody had seen who took the member in again; else all. */
function endsThatHold(
  { graph }: Verdicts,
  member: MemberId,
  removals: readonly number[],
  changes: readonly number[],
): readonly number[] {
  const returns = changes.filter((at) => graph.actAt<'participants'>(at).add.includes(member));
  if (returns.length === 0) return removals;
  const left = removals.filter((at) => !returns.some((back) => graph.past(back).has(at)));
  return left.length > 0 ? left : removals;
}

/** The number from which nothing of a chain counts; Infinity where none is set. */
export function endOf(cutoffs: readonly Cutoff[] | undefined, log: LogId, chain: ChainId): number {
  if (!cutoffs) return Number.POSITIVE_INFINITY;
  return Math.min(...cutoffs.map((cutoff) => endBy(cutoff, log, chain)));
}

function endBy(cutoff: Cutoff, log: LogId, chain: ChainId): number {
  const { lists } = cutoff;
  const fork = forkOf(cutoff, log, chain);
  if (fork < Number.POSITIVE_INFINITY) return fork;
  let end = 0;
  for (const list of lists) end = Math.max(end, list.get(log)?.get(chain) ?? 0);
  return end;
}

/** Where a chain forked, by what is proven; Infinity where it did not. */
export function forkOf({ forks }: Cutoff, log: LogId, chain: ChainId): number {
  let first = Number.POSITIVE_INFINITY;
  for (const it of forks) {
    if (it.log === log && it.chain === chain) first = Math.min(first, it.number);
  }
  return first;
}

type AllEnds = Pick<Roster, 'cutoffs' | 'departures'>;

/** Whether everybody who is gone ends where they did; it may say no where nothing but the lists' objects differ. */
export const isSameEnds = (one: AllEnds, other: AllEnds): boolean =>
  areSame(one.cutoffs, other.cutoffs) && areSame(one.departures, other.departures);

function areSame(
  one: ReadonlyMap<string, readonly Cutoff[]>,
  other: ReadonlyMap<string, readonly Cutoff[]>,
): boolean {
  return (
    one.size === other.size &&
    [...one].every(([name, cutoffs]) => {
      const others = other.get(name);
      return (
        others?.length === cutoffs.length &&
        cutoffs.every((it, i) => isSame(it, others[i] as Cutoff))
      );
    })
  );
}

/** An act's lists are built once, so that nobody compares tens of thousands of chains. */
function isSame({ lists, forks }: Cutoff, other: Cutoff): boolean {
  return (
    lists.length === other.lists.length &&
    lists.every((list, i) => list === other.lists[i]) &&
    forks.length === other.forks.length &&
    forks.every((fork, i) => {
      const { log, chain, number } = other.forks[i] as Fork;
      return fork.log === log && fork.chain === chain && fork.number === number;
    })
  );
}
