import { toEmoji as spelt } from '../../model/emoji.ts';
import { loadOnce } from '../loadOnce.ts';

/** A picture with its names. All of them come with the app, when one is first asked for. */
export interface Emoji {
  readonly char: string;
  readonly name: string;
  /** The first of its codes, such as `thumbsup`, without colons. */
  readonly code: string;
  /** All of them. */
  readonly codes: readonly string[];
  /** By the number of its group (Unicode's order). */
  readonly group: number;
  /** What it is found by, folded. */
  readonly words: readonly string[];
  /** With the five skin tones, light to dark; empty where it has none. */
  readonly skins: readonly string[];
}

/** As emojibase keeps it. */
interface Kept {
  readonly hexcode: string;
  readonly unicode: string;
  readonly label: string;
  readonly group?: number;
  readonly order?: number;
  readonly tags?: readonly string[];
  readonly skins?: readonly { readonly unicode: string }[];
}

type Codes = Readonly<Record<string, string | readonly string[]>>;

/** All emoji in their usual order. Rejects when the data cannot be loaded; asked again, it tries again. */
export const allEmoji = loadOnce(load);

/** Parts of pictures, such as skin tones by themselves. */
const COMPONENTS = 2;

async function load(): Promise<readonly Emoji[]> {
  const [compact, codes] = await Promise.all([
    import('emojibase-data/en/compact.json').then((it) => it.default as unknown as Kept[]),
    import('emojibase-data/en/shortcodes/iamcal.json').then((it) => it.default as unknown as Codes),
  ]);
  return compact
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((it) => fromKept(it, codes[it.hexcode]));
}

function fromKept(it: Kept, given: string | readonly string[] | undefined): Emoji {
  const codes = [given ?? it.label.toLowerCase().replace(/[^a-z0-9]+/g, '_')].flat();
  return {
    char: spelt(it.unicode),
    name: it.label,
    code: codes[0] ?? it.label,
    codes,
    group: it.group ?? 0,
    words: [...codes, ...it.label.toLowerCase().split(/\s+/), ...(it.tags ?? [])],
    skins: (it.skins ?? []).slice(0, 5).map(({ unicode }) => spelt(unicode)),
  };
}

/** An emoji in a skin tone, 1 to 5, where it has any; 0 for none. */
export const toned = ({ skins, char }: Emoji, tone: number): string => skins[tone - 1] ?? char;

/** Whether each word that was typed begins one of its names. */
export const isNamed = ({ words }: Emoji, typed: string): boolean =>
  typed.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));

/** The emoji that has this very code; undefined where none has, or they cannot be loaded. */
export async function emojiCoded(code: string): Promise<Emoji | undefined> {
  try {
    return (await allEmoji()).find(({ codes }) => codes.includes(code.toLowerCase()));
  } catch {
    return undefined;
  }
}

/** The emoji whose names begin with what was typed, codes first; empty when they cannot be loaded. */
export async function findEmoji(typed: string, most: number): Promise<readonly Emoji[]> {
  const wanted = typed.toLowerCase();
  try {
    const all = await allEmoji();
    const rank = (emoji: Emoji): number => {
      if (emoji.code === wanted) return 0;
      if (emoji.code.startsWith(wanted)) return 1;
      if (isNamed(emoji, wanted)) return 2;
      return emoji.code.includes(wanted) ? 3 : 4;
    };
    return all
      .map((emoji) => ({ emoji, rank: rank(emoji) }))
      .filter(({ rank }) => rank < 4)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, most)
      .map(({ emoji }) => emoji);
  } catch {
    return [];
  }
}
