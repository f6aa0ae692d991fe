import type { Level } from './attention.ts';

/**
 * Of what a person is told, and how: pure, so that every face does the same. What is not told of stays
 * visible as unread where it belongs.
 */

/** What a person wants of one conversation. */
export interface Wanted {
  readonly level: Level;
  readonly muted: boolean;
}

/** A level as it is kept among what a person prefers; other values mean that they never chose. */
export function levelOf(
  kind: 'channel' | 'group' | 'direct',
  chosen: unknown,
  channels: Level,
): Level {
  if (chosen === 'everything' || chosen === 'mentions' || chosen === 'nothing') return chosen;
  return kind === 'channel' ? channels : 'everything';
}

/** Whether a conversation is muted at a time: for good, or until a Unix time in milliseconds. */
export const isMuted = (until: unknown, now: number): boolean =>
  until === true || (typeof until === 'number' && until > now);

/** What becomes of a message by somebody else. */
export interface Telling {
  /** It counts in the window's title. */
  readonly counts: boolean;
  /** It counts at the app's icon: somebody turns to this person. */
  readonly badges: boolean;
  /** It is told of at once, on the desktop. */
  readonly notifies: boolean;
}

/**
 * `loud`: it means this person. `eyes`: its conversation is before their eyes. `quiet`: they are not to
 * be disturbed.
 */
export function tellingOf(
  { level, muted }: Wanted,
  {
    loud,
    eyes,
    quiet,
  }: { readonly loud: boolean; readonly eyes: boolean; readonly quiet: boolean },
): Telling {
  if (muted || level === 'nothing') return { counts: false, badges: false, notifies: false };
  const badges = level === 'everything' || loud;
  return { counts: true, badges, notifies: badges && !eyes && !quiet };
}

/** The same of all that is unread in a conversation: how many count, and how many at the icon. */
export function countsOf(
  wanted: Wanted,
  { unread, mentions }: { readonly unread: number; readonly mentions: number },
): { readonly counts: number; readonly badges: number } {
  const { counts, badges } = tellingOf(wanted, { loud: false, eyes: false, quiet: false });
  const loud = tellingOf(wanted, { loud: true, eyes: false, quiet: false });
  const meant = Math.min(mentions, unread);
  return { counts: counts ? unread : 0, badges: badges ? unread : loud.badges ? meant : 0 };
}

/** What in a text cannot be part of a word. */
const EDGE = String.raw`[^\p{L}\p{N}_]`;

/** Whether one of the words stands in a text, as a word of its own, in whatever case. */
export function hasKeyword(text: string, keywords: readonly string[]): boolean {
  return keywords.some((word) => {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(`(?:^|${EDGE})${literal}(?:$|${EDGE})`, 'iu').test(text);
  });
}
