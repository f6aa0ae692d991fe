import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';

/** Browsers call every pasted picture so. */
const NAMELESS = /^image\.(\w+)$/;

/**
 * The files of what is pasted. Where there is text too, as from a spreadsheet, the text is meant: then
 * there are none.
 */
export function pastedFiles(pasted: DataTransfer | null): File[] {
  if (!pasted || pasted.types.includes('text/plain')) return [];
  return [...pasted.files].map((file) => {
    const ending = NAMELESS.exec(file.name)?.[1];
    if (!ending) return file;
    const name = `${text.files.pasted(untilText(Date.now()))}.${ending}`;
    return new File([file], name, { type: file.type });
  });
}
