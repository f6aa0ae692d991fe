import type { Cut } from '../model/acts.ts';
import type { ChainId, DeviceId, LogId } from '../model/ids.ts';
import type { Cutoff } from './roster.ts';
import type { Verdicts } from './verdicts.ts';

const cutoffOf = (cut: Cut): Map<LogId, Map<ChainId, number>> =>
  new Map(cut.map(([log, chains]) => [log, new Map(chains)]));

/** Where removed and frozen devices end: one cut-off for each act that ends them. */
export function cutoffsOf(verdicts: Verdicts): Map<DeviceId, Cutoff[]> {
  const { graph, claims } = verdicts;
  const cutoffs = new Map<DeviceId, Cutoff[]>();
  const note = (device: DeviceId, cutoff: Cutoff): void => {
    const known = cutoffs.get(device);
    if (known) known.push(cutoff);
    else cutoffs.set(device, [cutoff]);
  };
  for (const [device, ends] of claims.removalsOfDevice) {
    for (const at of ends) {
      const { act } = graph.at(at);
      if (!verdicts.counts(at)) continue;
      if (act.t === 'remove') note(device, cutoffOf(act.cut));
      else if (act.t === 'freeze') note(device, frozenAt(act.cut, act));
    }
  }
  for (const device of claims.admissions.keys()) {
    const member = verdicts.memberOf(device);
    for (const at of (member && claims.removalsOfMember.get(member)) ?? []) {
      const { act } = graph.at(at);
      if (act.t === 'remove' && verdicts.counts(at)) note(device, cutoffOf(act.cut));
    }
  }
  return cutoffs;
}

function frozenAt(
  cut: Cut,
  { log, chain, number }: { log: LogId; chain: ChainId; number: number },
): Cutoff {
  const cutoff = cutoffOf(cut);
  const chains = cutoff.get(log) ?? new Map<ChainId, number>();
  cutoff.set(log, chains.set(chain, number));
  return cutoff;
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
        departures.set(key, [...(departures.get(key) ?? []), cutoffOf(act.cut)]);
      }
    }
  }
  return departures;
}

/** The number from which nothing of a chain counts; Infinity where none is set. */
export function endOf(cutoffs: readonly Cutoff[] | undefined, log: LogId, chain: ChainId): number {
  if (!cutoffs) return Number.POSITIVE_INFINITY;
  return Math.min(...cutoffs.map((cutoff) => cutoff.get(log)?.get(chain) ?? 0));
}
