import fuzzysort from 'fuzzysort';

/** Something that is found by its name, or by other words for it. */
export interface Findable {
  readonly name: string;
  readonly words?: string;
  /** Added to how well it matches, from 0 to 1: what one used lately comes first. */
  readonly weight?: number;
}

/** Less than this is a coincidence of letters. */
const THRESHOLD = 0.35;

/** The best matches first; while nothing is typed, in order of weight. */
export function find<T extends Findable>(typed: string, all: readonly T[], most: number): T[] {
  const wanted = typed.trim().replace(/^[#@/]/, '');
  if (wanted === '') return [...all].sort(byWeight).slice(0, most);
  return fuzzysort
    .go(wanted, all, {
      keys: ['name', (it) => it.words ?? ''],
      limit: most,
      threshold: THRESHOLD,
      scoreFn: (result) => result.score * (1 + 0.2 * (result.obj.weight ?? 0)),
    })
    .map(({ obj }) => obj);
}

const byWeight = (a: Findable, b: Findable): number => (b.weight ?? 0) - (a.weight ?? 0);
