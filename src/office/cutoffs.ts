import type { ChainId, DeviceId, LogId, MemberId } from '../model/ids.ts';
import type { Cutoff, Roster } from './roster.ts';
import type { Verdicts } from './verdicts.ts';

/** Where removed and frozen devices end: one cut-off for each act that ends them. */
export function cutoffsOf(verdicts: Verdicts): Map<DeviceId, Cutoff[]> {
  const { claims } = verdicts;
  const cutoffs = new Map<DeviceId, Cutoff[]>();
  const note = (device: DeviceId, at: number): void => {
    const cutoff = cutoffAt(verdicts, at);
    const known = cutoffs.get(device);
    if (known) known.push(cutoff);
    else cutoffs.set(device, [cutoff]);
  };
  for (const [device, ends] of claims.removalsOfDevice) {
    for (const at of ends) if (verdicts.counts(at)) note(device, at);
  }
  for (const device of claims.admissions.keys()) {
    const member = verdicts.memberOf(device);
    for (const at of (member && claims.removalsOfMember.get(member)) ?? []) {
      if (verdicts.counts(at)) note(device, at);
    }
  }
  return cutoffs;
}

function cutoffAt({ graph, parts }: Verdicts, at: number): Cutoff {
  const { act } = graph.at(at);
  const fork = act.t === 'freeze' ? { log: act.log, chain: act.chain, number: act.number } : null;
  return { lists: parts.endsAt(at), fork };
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

function endBy({ lists, fork }: Cutoff, log: LogId, chain: ChainId): number {
  if (fork?.log === log && fork.chain === chain) return fork.number;
  let end = 0;
  for (const list of lists) end = Math.max(end, list.get(log)?.get(chain) ?? 0);
  return end;
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
function isSame({ lists, fork }: Cutoff, other: Cutoff): boolean {
  return (
    lists.length === other.lists.length &&
    lists.every((list, i) => list === other.lists[i]) &&
    fork?.log === other.fork?.log &&
    fork?.chain === other.fork?.chain &&
    fork?.number === other.fork?.number
  );
}
