import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfabError } from '../model/errors.ts';
import type { FileSource } from '../ports.ts';

/** Files of this computer, to be sent or to be written. */

/** Media types by the endings of names; what is not listed is bytes of which nothing is said. */
const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  csv: 'text/csv',
  gif: 'image/gif',
  heic: 'image/heic',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  m4a: 'audio/mp4',
  md: 'text/markdown',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  zip: 'application/zip',
};

export interface LocalFile extends FileSource {
  close(): Promise<void>;
}

/**
 * Opens a file that is to be sent. Rejects with `cannot-read` where there is none; reading it, with
 * `file-gone` once it is not what it was.
 */
export async function openLocalFile(path: string): Promise<LocalFile> {
  const name = basename(path);
  const gone = (cause: unknown) => new ConfabError('file-gone', path, { cause });
  const handle = await open(path, 'r').catch((cause) => {
    throw new ConfabError('cannot-read', path, { cause });
  });
  const facts = await handle.stat();
  if (!facts.isFile()) {
    await handle.close();
    throw new ConfabError('cannot-read', path, { cause: new Error('no file') });
  }
  return {
    name,
    type: TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? '',
    size: facts.size,
    async read(from, to) {
      const bytes = new Uint8Array(to - from);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle
          .read(bytes, filled, bytes.length - filled, from + filled)
          .catch((cause) => {
            throw gone(cause);
          });
        if (bytesRead === 0) throw gone(new Error('shorter than it was'));
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/**
 * Writes a file piece by piece, beside its place until it is whole; a folder takes it under `name`, and
 * never in place of another. Gives its path. Rejects as the pieces do, and with `cannot-write`.
 */
export async function writeLocalFile(
  out: string,
  name: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<string> {
  const path = (await isFolder(out)) ? await freeName(out, name) : resolve(out);
  const part = `${path}.part`;
  const refuse = (cause: unknown) => {
    throw cannotWrite(path, cause);
  };
  await mkdir(dirname(path), { recursive: true }).catch(refuse);
  const handle = await open(part, 'w', 0o600).catch(refuse);
  try {
    for await (const piece of pieces) await handle.writeFile(piece);
    await handle.close();
    await rename(part, path);
    return path;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw cannotWrite(path, error);
  }
}

/**
 * Writes a file where there is none, readable to this person alone; nothing of it stays when it cannot be
 * written whole. Rejects with `cannot-write`.
 */
export async function writeNewFile(path: string, pieces: Iterable<string>): Promise<void> {
  const handle = await open(path, 'wx', 0o600).catch((cause) => {
    throw cannotWrite(path, cause);
  });
  try {
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(path, { force: true });
    throw cannotWrite(path, error);
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EDQUOT: 'the disk is full',
  EEXIST: 'exists already',
  EISDIR: 'is a folder',
  ENOENT: 'there is no such folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'there is no such folder',
  EPERM: 'no permission',
  EROFS: 'no permission',
};

/** What is not of the disk stays as it is. */
function cannotWrite(path: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (cause instanceof ConfabError || !code) return cause;
  return new ConfabError('cannot-write', `${path}: ${CAUSES[code] ?? code}`, { cause });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (it) => it.isDirectory(),
    () => false,
  );

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** `plan.pdf`, or `plan (2).pdf` where there is one already. */
async function freeName(folder: string, name: string): Promise<string> {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? name : `${stem} (${count})${ending}`);
    if (!(await exists(path))) return path;
  }
}
