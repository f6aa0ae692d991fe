import type { Boxes, Cut, PartAct } from '../model/acts.ts';
import { MAX_PARTS } from '../wire/limits.ts';
import type { Judged } from './judged.ts';
import type { Ends } from './roster.ts';

const endsOf = (cut: Cut): Ends => new Map(cut.map(([log, chains]) => [log, new Map(chains)]));

/**
 * What acts say that do not fit in one entry (SPEC R21): the `part`s that the same device wrote before
 * them. An act's past is bound by its hash, and nobody holds an act without it, so that an act says the
 * same to everybody from the moment in which they have it.
 */
export class Parts {
  readonly #is: Judged;
  readonly #ends = new WeakMap<Cut, Ends>();

  constructor(is: Judged) {
    this.#is = is;
  }

  /** The lists of cut-offs that an act brings, itself and by its parts. */
  endsAt(at: number): readonly Ends[] {
    const { act } = this.#is.graph.at(at);
    if (!('cut' in act)) return [];
    return [act.cut, ...this.#before(at).map(({ cut }) => cut)].flatMap((cut) =>
      cut.length > 0 ? this.#read(cut) : [],
    );
  }

  /** Built once: many acts may follow one part. */
  #read(cut: Cut): Ends {
    const known = this.#ends.get(cut) ?? endsOf(cut);
    this.#ends.set(cut, known);
    return known;
  }

  /** The lockboxes of the key that an act brings, its own and those of its parts. */
  boxesAt(at: number): Boxes {
    const { act } = this.#is.graph.at(at);
    if (!('boxes' in act)) return [];
    const { key } = act;
    if (key === null) return act.boxes;
    const more = this.#before(at).filter((part) => part.key === key);
    return more.length === 0 ? act.boxes : [...act.boxes, ...more.flatMap(({ boxes }) => boxes)];
  }

  /** The newest parts that lie in the past of an act and were written by its device. */
  #before(at: number): PartAct[] {
    const { claims, graph } = this.#is;
    const all = claims.parts.get(graph.at(at).device) ?? [];
    const before: PartAct[] = [];
    for (let i = all.length - 1; i >= 0 && before.length < MAX_PARTS; i--) {
      const part = all[i] as number;
      if (graph.precedes(part, at)) before.push(graph.actAt<'part'>(part));
    }
    return before;
  }
}
