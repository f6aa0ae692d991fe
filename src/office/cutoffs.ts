import type { ChainId, DeviceId, LogId } from '../model/ids.ts';
import type { Cutoff } from './roster.ts';
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
    for (const at of changes) {
      const { act } = verdicts.graph.at(at);
      if (act.t !== 'participants' || !verdicts.counts(at)) continue;
      for (const member of act.remove) {
        if (verdicts.rooms.isParticipant(id, member, null)) continue;
        const key = `${id}/${member}`;
        departures.set(key, [...(departures.get(key) ?? []), cutoffAt(verdicts, at)]);
      }
    }
  }
  return departures;
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
