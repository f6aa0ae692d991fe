/** Text for a terminal: nothing that others wrote can steer it, and columns line up. */

/** Control characters other than line break and tab, and the marks that turn the direction of text. */
const STEERING = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const CONTROL_PICTURES = 0x2400;
const DELETE_PICTURE = '\u2421';
const REPLACEMENT = '\uFFFD';

/** Text by others made harmless: what would move the cursor or set colours is shown as a picture of itself. */
export function safeText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(STEERING, (character) => {
    if (character === '\n' || character === '\t') return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
    return code === 0x7f ? DELETE_PICTURE : REPLACEMENT;
  });
}

/** The same on one line. */
export const safeLine = (text: string): string => safeText(text).replace(/\s*[\n\t]\s*/g, ' ');

/** JSON on one line that is harmless on a terminal too: C1 controls and bidi marks are escaped. */
export const toJsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    STEERING,
    (it) => `\\u${(it.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

let graphemes: Intl.Segmenter | undefined;
/** Characters that take two cells: East Asian scripts, full-width forms, emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6\p{Emoji_Presentation}]|\uFE0F/u;
const ASCII = /^[\x20-\x7e]*$/;

/** Cells that a line takes on a terminal. */
export function widthOf(line: string): number {
  if (ASCII.test(line)) return line.length;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of graphemes.segment(line)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Fills a line up to `width` cells. */
export const padded = (line: string, width: number): string =>
  line + ' '.repeat(Math.max(0, width - widthOf(line)));

/** Rows as aligned columns, two spaces apart; numbers to the right. */
export function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(String(cell)));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const width = widths[i] ?? 0;
        return typeof cell === 'number' ? String(cell).padStart(width) : padded(cell, width);
      })
      .join('  ')
      .trimEnd(),
  );
}
