import { type Part, withoutMetadata } from '../files/metadata.ts';
import type { LocalFile } from './localFiles.ts';

const lengthOf = (part: Part): number =>
  part instanceof Uint8Array ? part.length : part.to - part.from;

/**
 * A picture without what says where, when and with what it was made; null where that cannot be taken out
 * of it. Closing it closes the file. Rejects as reading the file does.
 */
export async function cleanPicture(file: LocalFile): Promise<LocalFile | null> {
  const parts = await withoutMetadata({
    size: file.size,
    // A damaged picture may point behind its end.
    read: async (from, to) => (from < to ? file.read(from, to) : new Uint8Array()),
  });
  if (!parts) return null;
  return {
    ...file,
    size: parts.reduce((sum, part) => sum + lengthOf(part), 0),
    read: (from, to) => readParts(file, parts, from, to),
  };
}

/** The bytes of `from` up to, not including, `to`, of what the parts are together. */
async function readParts(
  file: LocalFile,
  parts: readonly Part[],
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(to - from);
  let at = 0;
  for (const part of parts) {
    const begin = Math.max(from, at) - at;
    const end = Math.min(to, at + lengthOf(part)) - at;
    if (begin < end) {
      const piece =
        part instanceof Uint8Array
          ? part.subarray(begin, end)
          : await file.read(part.from + begin, part.from + end);
      bytes.set(piece, at + begin - from);
    }
    at += lengthOf(part);
  }
  return bytes;
}
