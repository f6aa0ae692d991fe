import type { MemberId } from '../../../model/ids.ts';
import type { Mention } from '../../../model/payload.ts';

/** What stands in a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly content: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly content: readonly Inline[] }
  /** `text` as it was written. */
  | { readonly kind: 'mention'; readonly who: MemberId | 'channel' | 'here'; readonly text: string }
  /** What may name a channel; `text` begins with `#`. */
  | { readonly kind: 'channel'; readonly name: string; readonly text: string };

const CHANNEL = /(?<![\p{L}\p{N}_#&/.])#([\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,79})/gu;
const TRAILING = /[._-]+$/u;

/** Splits a text at the names in it; the texts joined are the text again. */
export function namesIn(text: string, mentions: readonly Mention[]): Inline[] {
  return mentioned(text, mentions).flatMap((it) =>
    it.kind === 'text' ? channelsIn(it.text) : [it],
  );
}

function mentioned(text: string, mentions: readonly Mention[]): Inline[] {
  if (mentions.length === 0 || !text.includes('@')) return [{ kind: 'text', text }];
  const byText = new Map<string, MemberId | 'channel' | 'here'>(
    mentions.map((it) => (typeof it === 'string' ? [`@${it}`, it] : [`@${it.name}`, it.member])),
  );
  // The longer name first: Ana must not hide Ana María.
  const names = [...byText.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${names.join('|')})(?![\\p{L}\\p{N}_])`,
    'giu',
  );
  return split(text, pattern, ([found]) => {
    const who = byText.get(found) ?? byText.get(found.toLowerCase());
    return who === undefined ? null : { kind: 'mention', who, text: found };
  });
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function channelsIn(text: string): Inline[] {
  if (!text.includes('#')) return [{ kind: 'text', text }];
  return split(text, CHANNEL, ([, name = '']) => {
    const trimmed = name.replace(TRAILING, '');
    return { kind: 'channel', name: trimmed.toLowerCase(), text: `#${trimmed}` };
  });
}

function split(
  text: string,
  pattern: RegExp,
  make: (match: RegExpMatchArray) => Extract<Inline, { readonly text: string }> | null,
): Inline[] {
  const pieces: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const made = make(match);
    if (!made) continue;
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push(made);
    end = match.index + made.text.length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

/** Puts texts that stand next to each other together. */
export function joinTexts(inlines: readonly Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const it of inlines) {
    const last = joined.at(-1);
    if (it.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + it.text };
    } else joined.push(it);
  }
  return joined;
}
