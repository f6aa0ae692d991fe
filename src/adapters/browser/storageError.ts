import { ConfabError } from '../../model/errors.ts';

/** The error with a typed reason; `what` names what was being done, and to what. */
export function storageError(what: string, cause: unknown): ConfabError {
  if (cause instanceof ConfabError) return cause;
  const { name, message } = (cause ?? {}) as { name?: string; message?: string };
  const reason = name === 'QuotaExceededError' ? 'storage-full' : 'storage-failed';
  const why = [name, message].filter(Boolean).join(', ') || String(cause ?? 'aborted');
  return new ConfabError(reason, `${what}: ${why}`, { cause });
}

/** Settles with the promise, or rejects with `storage-failed` after `limit` milliseconds. */
export async function within<T>(limit: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ConfabError('storage-failed', `${what}: no answer within ${limit} ms`));
    }, limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined in place of what is not in a file system; anything else is thrown on. */
export function unlessMissing(error: unknown): undefined {
  if ((error as { name?: string }).name === 'NotFoundError') return undefined;
  throw error;
}
