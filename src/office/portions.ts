import type { Boxes, Cut } from '../model/acts.ts';
import { type LogId, partsOf } from '../model/ids.ts';
import { type Cbor, encode } from '../wire/cbor.ts';

/** What one entry says of the cut-offs and lockboxes of an act. */
export interface Portion {
  readonly cut: Cut;
  readonly boxes: Boxes;
}

/** Entries that cut-offs may fill beside their act: 85,000 chains, what a program writes in years. */
const MAX_CUT_PORTIONS = 16;
/** Bytes before the items of an array of up to 65,535. */
const HEAD = 3;

const sizeOf = (item: Cbor): number => encode(item).length;

/**
 * Cuts what an act says into portions, the first for the act itself: `own` bytes are left in it, `each`
 * in every entry told ahead of it (SPEC R21). Lockboxes go first and all of them. Of the cut-offs goes
 * what fits, the newest months first and of a log the chains with most entries: a flood of chains costs
 * its author words, and not the office its safety.
 */
export function portionsOf(all: Portion, own: number, each: number): Portion[] {
  const filling = new Filling(own, each);
  for (const box of all.boxes) filling.box(box);
  const most = filling.portions.length + MAX_CUT_PORTIONS;
  for (const [log, chains] of newestFirst(all.cut)) {
    const inOrder = [...chains].sort(([, one], [, other]) => other - one);
    for (const chain of inOrder) {
      filling.chain(log, chain);
      if (filling.portions.length > most) return filling.portions.slice(0, most);
    }
  }
  return filling.portions;
}

const newestFirst = (cut: Cut): Cut =>
  [...cut].sort(([one], [other]) => monthIn(other) - monthIn(one));
const monthIn = (log: LogId): number => partsOf(log)?.month ?? 0;

class Filling {
  readonly portions: { cut: Cut; boxes: Boxes }[] = [{ cut: [], boxes: [] }];
  readonly #each: number;
  #left: number;

  constructor(own: number, each: number) {
    this.#left = own;
    this.#each = each;
  }

  box(box: Boxes[number]): void {
    this.#take(sizeOf(box as Cbor)).boxes.push(box);
  }

  chain(log: LogId, chain: Cut[number][1][number]): void {
    const size = sizeOf(chain as Cbor);
    const open = this.#portion.cut.at(-1);
    if (open?.[0] === log && size <= this.#left) {
      this.#left -= size;
      open[1].push(chain);
    } else this.#take(size + sizeOf(log) + 1 + HEAD).cut.push([log, [chain]]);
  }

  get #portion() {
    return this.portions.at(-1) as { cut: Cut; boxes: Boxes };
  }

  #take(size: number) {
    if (size > this.#left) {
      this.portions.push({ cut: [], boxes: [] });
      this.#left = this.#each;
    }
    this.#left -= size;
    return this.#portion;
  }
}
