import { ConfabError } from './errors.ts';

/** Control characters, halves of surrogate pairs, and the marks that turn the direction of what follows. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');
const CHANNEL = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u;

/**
 * A name as it is stored: NFC, trimmed, single spaces. Throws `invalid-name` when it is empty,
 * longer than `most` characters, or holds control or direction marks.
 */
export function toName(text: string, most: number): string {
  const name = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (name === '' || name.length > most || UNSAFE.test(name)) {
    throw new ConfabError('invalid-name', JSON.stringify(text.slice(0, 100)));
  }
  return name;
}

/** What somebody typed, on one line as a name stands on it: NFC, trimmed, single spaces, nothing that a name may not hold. */
export const toLine = (text: string): string =>
  text.normalize('NFC').replace(EACH_UNSAFE, ' ').trim().replace(/\s+/gu, ' ');

/** Whether a text that came from elsewhere is a name as it is stored (SPEC N5). */
export function isName(text: string, most: number): boolean {
  try {
    return toName(text, most) === text;
  } catch {
    return false;
  }
}

/** A channel's name: lower case, no leading `#`, spaces as hyphens; letters, digits and `. _ -`. */
export function toChannelName(text: string, most: number): string {
  const name = toName(text.replace(/^#+/u, ''), most).toLocaleLowerCase('en').replaceAll(' ', '-');
  if (!CHANNEL.test(name)) throw new ConfabError('invalid-name', JSON.stringify(text));
  return name;
}
