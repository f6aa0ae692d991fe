import type { Attachment, Files } from '../../messenger/messenger.ts';
import { harmlessType } from './kinds.ts';
import { saveBlob } from './saveBlob.ts';

/** Bytes after which what was read becomes a blob, which the browser keeps on its disk. */
const PIECE = 8 * 1024 * 1024;

/** A complete file as a blob, gathered so that little of it is in memory at once. Rejects as `Files.read`. */
export async function blobOf(files: Files, { id, type }: Attachment): Promise<Blob> {
  const pieces: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const part of files.stream(id)) {
    open.push(part);
    bytes += part.length;
    if (bytes < PIECE) continue;
    pieces.push(new Blob(open));
    open = [];
    bytes = 0;
  }
  return new Blob([...pieces, ...open], { type: harmlessType(type) });
}

/** Lets the browser save a complete file under its safe name. Rejects as `Files.read`. */
export const save = async (files: Files, file: Attachment): Promise<void> =>
  saveBlob(file.name, await blobOf(files, file));
