import type { EntryId } from '../model/ids.ts';
import { MAX_SEEN } from '../wire/limits.ts';
import { Bits } from './graph.ts';
import type { Verdicts } from './verdicts.ts';

/**
 * What a new act names as seen. Where there are more heads than it may name, those come first that
 * count, of seniors before juniors, and of these what holds somebody's coming that none before it
 * holds: an act counts only where it had seen whom it concerns (SPEC R5), and whoever writes thousands
 * of entries that count for nothing keeps nobody from that.
 */
export function headsOf(verdicts: Verdicts): EntryId[] {
  const { graph } = verdicts;
  const all = graph.heads();
  if (all.length <= MAX_SEEN) return all;
  const places = all.map((id) => graph.indexOf(id));
  const counting = places.filter((at) => verdicts.counts(at));
  const came = new Map(counting.map((at) => [at, verdicts.admissionOf(graph.at(at).device)]));
  counting.sort((one, other) => (came.get(one) as number) - (came.get(other) as number));
  const seen = new Bits(graph.size);
  const holding = counting.filter((at) =>
    graph.takePast(at, seen).some((it) => isComing(verdicts, it)),
  );
  return [...new Set([...holding, ...counting, ...places])].map((at) => graph.at(at).id);
}

function isComing(verdicts: Verdicts, at: number): boolean {
  const { t } = verdicts.graph.at(at).act;
  return (t === 'found' || t === 'join') && verdicts.counts(at);
}
