import { ConfabError } from '../../model/errors.ts';

/** SQLite's primary result codes that mean something to a person: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const FULL = 13;

/** System errors that mean that no more fits: the disk, and the person's quota on it. */
const FULL_DISK = new Set(['ENOSPC', 'EDQUOT']);

/** The error with a typed reason; `what` names what was being done, and to which file. */
export function storageError(what: string, cause: unknown): ConfabError {
  if (cause instanceof ConfabError) return cause;
  const { errcode, code, message } = cause as { errcode?: number; code?: string; message?: string };
  const text = `${what}: ${message ?? String(cause)}`;
  // Extended result codes keep the primary one in their lowest byte.
  const primary = errcode === undefined ? undefined : errcode & 0xff;
  if (primary === BUSY || primary === LOCKED) return new ConfabError('in-use', text, { cause });
  if (primary === FULL || FULL_DISK.has(code ?? '')) {
    return new ConfabError('storage-full', text, { cause });
  }
  return new ConfabError('storage-failed', text, { cause });
}
