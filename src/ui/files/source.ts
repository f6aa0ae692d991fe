import { ConfabError } from '../../model/errors.ts';
import type { FileSource } from '../../ports.ts';

/** A chosen file as the messenger reads it. `name` stands apart: what is pasted has none of its own. */
export const sourceOf = (file: Blob, name: string): FileSource => ({
  name,
  type: file.type,
  size: file.size,
  read: async (from, to) => {
    try {
      return new Uint8Array(await file.slice(from, to).arrayBuffer());
    } catch (error) {
      // Browsers say so in several ways: the file was deleted, moved or changed since it was chosen.
      throw new ConfabError('file-gone', `${name}: ${String(error)}`);
    }
  },
});
