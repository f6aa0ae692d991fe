/** A stretch of a message: plain words, or words that lead to an address. */
export interface Piece {
  readonly text: string;
  /** Absolute, with the scheme http, https or mailto; null for plain words. */
  readonly href: string | null;
}

// Stops at white space, quotes, angle brackets, control characters and the marks that turn the
// direction of letters: an address must read as what it is.
const CANDIDATE =
  /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"'`“”«»\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/giu;
const TRAILING = /[.,:;!?…*_~'’]$/u;
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Splits a text; the pieces joined are the text again. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = trimmed(match[0]);
    const href = hrefOf(shown);
    if (href === null) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

const AT_START = new RegExp(`^(?:${CANDIDATE.source})`, 'iu');

/** The address that a text begins with. */
export function addressAt(text: string): { readonly text: string; readonly href: string } | null {
  const found = AT_START.exec(text);
  const shown = found && trimmed(found[0]);
  const href = shown ? hrefOf(shown) : null;
  return shown && href !== null ? { text: shown, href } : null;
}

/** Without the sentence's punctuation, and without a closing bracket that the address did not open. */
function trimmed(candidate: string): string {
  const counts = new Map<string, number>();
  for (const letter of candidate) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let end = candidate.length;
  for (; end > 0; end--) {
    const last = candidate.charAt(end - 1);
    const opening = BRACKETS[last];
    if (opening !== undefined) {
      const closings = counts.get(last) ?? 0;
      if (closings <= (counts.get(opening) ?? 0)) break;
      counts.set(last, closings - 1);
    } else if (!TRAILING.test(last)) break;
  }
  return candidate.slice(0, end);
}

/** The address as a browser may open it: http, https or mailto; null for all else. */
export function hrefOf(shown: string): string | null {
  const address = /^www\./i.test(shown) ? `https://${shown}` : shown;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === 'mailto:') return url.pathname.includes('@') ? url.href : null;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  // https://bank.example@evil.example shows one place and leads to another.
  if (url.username !== '' || url.password !== '') return null;
  return url.href;
}
