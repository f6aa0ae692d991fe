/** What a folder separator, a drive, a pipe or a wildcard is on some system. */
const SPECIAL = /[<>:"|?*]/gu;
/** Control characters, halves of surrogate pairs, and the marks that turn the direction of what follows. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;
/** Names that mean a device on Windows, whatever ending they have. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|$)/iu;
/** An ending, as long as any in use. */
const ENDING = /\.[\p{L}\p{N}_-]{1,16}$/u;
const NAMELESS = 'file';

/**
 * A name under which a file can be shown and saved on any system: the last part of a path, without
 * marks that hide or turn parts of it, no name of a device, not hidden, at most `most` characters
 * (UTF-16 units) with its ending kept. A name that is safe already stays as it is.
 */
export function toFileName(text: string, most: number): string {
  const last = text.normalize('NFC').split(/[/\\]/u).at(-1) ?? '';
  const plain = last
    .replace(UNSAFE, '')
    .replace(SPECIAL, '_')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[. ]+$/u, '')
    .replace(/^\.+/u, (dots) => '_'.repeat(dots.length));
  const named = plain === '' || /^_+$/u.test(plain) ? NAMELESS : plain;
  return shortened(named.replace(RESERVED, '_$&'), most);
}

function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const ending = ENDING.exec(name)?.[0] ?? '';
  const stem = name.slice(0, most - ending.length).toWellFormed();
  return stem.replace(/[\uFFFD. ]+$/u, '') + ending;
}

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/u;
/** Bytes of which nothing is said. */
export const ANY_TYPE = 'application/octet-stream';

/** A media type without parameters, such as `image/png`; what is none is `application/octet-stream`. */
export function toMediaType(text: string): string {
  const type = (text.split(';')[0] ?? '').trim().toLowerCase();
  return MEDIA_TYPE.test(type) ? type : ANY_TYPE;
}
