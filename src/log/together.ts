import { type ChainId, type EntryId, ROSTER } from '../model/ids.ts';
import { lookAtProofs } from '../wire/proofs.ts';
import { confirmAhead, confirmsAhead, verify } from '../wire/sign.ts';
import {
  type Admitted,
  type Ahead,
  type Asked,
  type Chain,
  type Held,
  type Judgement,
  judgeUnsigned,
  type Policy,
  signedAt,
} from './judge.ts';
import type { Run } from './run.ts';

/**
 * An office's roster is one long row: most entries name one of another chain, and peers give chain after
 * chain. So many runs of it are judged together, each entry as if it had come after those that it names.
 */

/** Acts of one run about whose proofs the platform is asked ahead: as many signatures as a run may cost (A12). */
const MOST_PROVEN = 5;

/** Says nothing against any act: for who only reads. */
const NOTHING_AGAINST: Asked = {
  mayWrite: () => ({ kind: 'yes' }),
  mayAct: () => ({ kind: 'yes' }),
  months: () => ({ first: 0, last: Number.POSITIVE_INFINITY }),
};

/**
 * Reads a run of the roster, whether or not what it hangs on is here, and lets the platform check its
 * newest signature and the proofs that it brings; null where the platform does no such thing.
 */
export async function readAhead(held: Held, run: Run): Promise<Ahead | null> {
  if (!confirmsAhead()) return null;
  const chain = held.chain(run.chain);
  const { fresh: read } = judgeUnsigned(held, NOTHING_AGAINST, run, null);
  if (read.length === 0) return null;
  const proven = read.filter(({ act }) => act?.t === 'join' || act?.t === 'invite');
  const [confirmed] = await Promise.all([
    confirmAhead(...signedAt(held.office, read, read.length - 1, chain)),
    ...proven
      .slice(0, MOST_PROVEN)
      .map(({ act, device }) => act && lookAtProofs(held.office, act, device)),
  ]);
  return { run, read, head: chain?.head ?? null, confirmed };
}

/** A run of the roster, and what was found out about it. */
export interface Looked {
  readonly run: Run;
  readonly ahead: Ahead | null;
}

/** What is good of runs that were judged together. */
export interface JudgedRow {
  /**
   * For each run what was found good as it was looked at, and why the entry after that is not; null where it
   * must be judged alone, since its chain is not signed as it should be.
   */
  readonly judgements: readonly (Judgement | null)[];
  /** Chain by chain, each in order: runs of one chain may overlap, and take turns. */
  readonly fresh: readonly (readonly Admitted[])[];
}

/**
 * Judges runs of the roster together. One signature check a chain: as for a run that is judged alone, the
 * newest vouches for all before it (A10).
 */
export function judgeTogether(held: Held, policy: Policy, all: readonly Looked[]): JudgedRow {
  const row = new Row(held, policy, all);
  const unsigned = row.unsigned();
  if (unsigned.size === 0) return { judgements: row.judgements, fresh: row.fresh() };
  // What follows from these is to be judged anew, without them.
  const isGood = ({ run }: Looked) => !unsigned.has(run.chain);
  const rest = new Row(held, policy, all.filter(isGood));
  if (rest.unsigned().size > 0) return { judgements: all.map(() => null), fresh: [] };
  const judgements = [...rest.judgements];
  return {
    judgements: all.map((it) => (isGood(it) ? (judgements.shift() ?? null) : null)),
    fresh: rest.fresh(),
  };
}

/** What was held of one chain, and what is supposed to be there too. */
interface Supposed {
  readonly before: Chain | undefined;
  readonly fresh: Admitted[];
}

/** The roster as it would be held, entry by entry. */
class Row implements Held {
  readonly office;
  readonly log = ROSTER;
  /** One for each run. */
  readonly judgements: Judgement[];
  readonly #held: Held;
  readonly #asked: Asked;
  readonly #supposing;
  readonly #all: readonly Looked[];
  readonly #chains = new Map<ChainId, Supposed>();
  /** Places of runs, by the entry that they lack. */
  readonly #lacking = new Map<EntryId, number[]>();
  /** Places of those that lack what nobody can name. */
  #stopped: number[] = [];
  /** Something was found good since those were last looked at. */
  #isFurther = false;

  constructor(held: Held, policy: Policy, all: readonly Looked[]) {
    this.office = held.office;
    this.#held = held;
    const supposing = policy.supposing();
    this.#supposing = supposing;
    this.#asked = {
      mayWrite: (...what) => policy.mayWrite(...what),
      mayAct: (...what) => supposing.mayAct(...what),
      months: () => policy.months(),
    };
    this.#all = all;
    this.judgements = all.map(() => ({ fresh: [], stop: null, device: null }));
    this.#judge();
  }

  chain(id: ChainId): Chain | undefined {
    const newest = this.#chains.get(id)?.fresh.at(-1);
    if (!newest) return this.#held.chain(id);
    return { id, device: newest.device, next: newest.number + 1, head: newest.id };
  }

  envelope(id: ChainId, number: number): Uint8Array | undefined {
    const fresh = this.#chains.get(id)?.fresh ?? [];
    return fresh[number - (fresh[0]?.number ?? 0)]?.bytes ?? this.#held.envelope(id, number);
  }

  /** Goes on until nothing more follows from what was found good. */
  #judge(): void {
    const due = [...this.#all.keys()].reverse();
    for (let at = due.pop(); at !== undefined; at = due.pop()) {
      due.push(...this.#judgeOne(at));
      if (due.length > 0 || !this.#isFurther) continue;
      this.#isFurther = false;
      due.push(...this.#stopped.splice(0));
    }
  }

  /** Gives those that may go on now. */
  #judgeOne(at: number): number[] {
    const { run, ahead } = this.#all[at] as Looked;
    const before = this.judgements[at] as Judgement;
    const rest = runBehind(run, before.fresh.at(-1));
    const { fresh, stop, device } = judgeUnsigned(this, this.#asked, rest, ahead);
    this.judgements[at] = { fresh: [...before.fresh, ...fresh], stop, device };
    const lacks = stop?.kind === 'later' && 'lacks' in stop ? stop.lacks : undefined;
    if (lacks !== undefined) {
      this.#lacking.set(lacks, [...(this.#lacking.get(lacks) ?? []), at]);
    } else if (stop?.kind === 'later' || stop?.kind === 'gap') this.#stopped.push(at);
    return this.#suppose(run.chain, fresh);
  }

  #suppose(chain: ChainId, fresh: readonly Admitted[]): number[] {
    if (fresh.length === 0) return [];
    const known = this.#chains.get(chain);
    if (known) known.fresh.push(...fresh);
    else this.#chains.set(chain, { before: this.#held.chain(chain), fresh: [...fresh] });
    this.#supposing.suppose(fresh);
    this.#isFurther = true;
    return fresh.flatMap(({ id }) => {
      const freed = this.#lacking.get(id) ?? [];
      this.#lacking.delete(id);
      return freed;
    });
  }

  fresh(): Admitted[][] {
    return [...this.#chains.values()].map(({ fresh }) => fresh);
  }

  /** The chains whose newest entry is not signed. */
  unsigned(): Set<ChainId> {
    const wrong = new Set<ChainId>();
    for (const [chain, { before, fresh }] of this.#chains) {
      const isSigned = verify(...signedAt(this.office, fresh, fresh.length - 1, before));
      if (!isSigned) wrong.add(chain);
    }
    return wrong;
  }
}

/** What of a run is behind an entry of it. */
function runBehind(run: Run, newest: Admitted | undefined): Run {
  if (!newest) return run;
  const from = newest.number + 1;
  return { ...run, from, envelopes: run.envelopes.slice(from - run.from) };
}
