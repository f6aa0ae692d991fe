import { keepText } from '../keep.ts';
import { type Emoji, toned } from './data.ts';

const RECENT = 'confab.emoji.recent';
const SKIN = 'confab.emoji.skin';

/** Emoji that are kept at hand: two rows. */
const MOST = 18;
/** Before anybody has picked one. */
const FIRST: readonly string[] = ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '😮'];

/** Which emoji this person likes; remembered by this browser. */
export interface Taste {
  /** Without skin tones, the last one first. */
  recent(): readonly string[];
  picked(char: string): void;
  /** 0 for none, then light to dark, 1 to 5. */
  skin(): number;
  setSkin(tone: number): void;
  /** An emoji in that skin tone. */
  toned(emoji: Emoji): string;
}

/** `storage` is `localStorage`, or anything alike. Where it is full, nothing is remembered. */
export function keepTaste(storage: Storage): Taste {
  const recent = (): readonly string[] => {
    const kept = (storage.getItem(RECENT) ?? '').split(' ').filter((it) => it !== '');
    return [...new Set([...kept, ...FIRST])].slice(0, MOST);
  };
  const skin = (): number => {
    const tone = Number(storage.getItem(SKIN));
    return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
  };
  return {
    recent,
    picked: (char) => {
      const kept = (storage.getItem(RECENT) ?? '').split(' ');
      keepText(storage, RECENT, [...new Set([char, ...kept])].slice(0, MOST).join(' ').trim());
    },
    skin,
    setSkin: (tone) => keepText(storage, SKIN, String(tone)),
    toned: (emoji) => toned(emoji, skin()),
  };
}
