import type { ChainId, DeviceId, Vector } from '../model/ids.ts';
import { Bits } from './graph.ts';
import type { Verdicts } from './verdicts.ts';

/** Part of a chain of the roster: numbers `from` up to and without `to`. */
export interface Stretch {
  readonly chain: ChainId;
  readonly from: number;
  readonly to: number;
}

/**
 * What shows somebody who holds some of the roster that their device was removed: the removals that
 * count, without those that follow another, and all that lies before them, each after what it follows
 * (SPEC Y13). Nothing of what was written since. Empty where nobody removed it.
 */
export function removalOf(verdicts: Verdicts, device: DeviceId, held: Vector): Stretch[] {
  const { graph } = verdicts;
  const ends = verdicts.removalsOf(device);
  const first = ends.filter((at) => !ends.some((it) => it !== at && graph.precedes(it, at)));
  const taken = new Bits(graph.size);
  const places = first.flatMap((at) => graph.takePast(at, taken)).sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (const { chain, number } of places.map((at) => graph.at(at))) {
    if (number < (held.get(chain) ?? 0)) continue;
    const last = stretches.at(-1);
    const goesOn = last?.chain === chain && last.to === number;
    if (goesOn) stretches[stretches.length - 1] = { ...last, to: number + 1 };
    else stretches.push({ chain, from: number, to: number + 1 });
  }
  return stretches;
}
