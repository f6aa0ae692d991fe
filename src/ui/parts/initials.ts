/** A colour, the same for the same id everywhere: 12 hues, far enough apart to tell, in two tones. */
export function colourOf(id: string): { readonly hue: number; readonly deep: boolean } {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  const colour = (hash >>> 0) % 24;
  return { hue: (colour % 12) * 30, deep: colour >= 12 };
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const first = (word: string): string => {
  for (const { segment } of letters.segment(word)) return segment.toLocaleUpperCase();
  return '';
};

const known = new Map<string, string>();

/** The first letters of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const initials = known.get(name) ?? makeInitials(name);
  known.set(name, initials);
  return initials;
}

function makeInitials(name: string): string {
  const words = name.match(/[\p{L}\p{N}][^\s]*/gu) ?? [];
  const [start = name.trim(), ...others] = words;
  return first(start) + first(others.at(-1) ?? '');
}
