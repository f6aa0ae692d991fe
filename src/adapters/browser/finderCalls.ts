import { ConfabError, type Reason } from '../../model/errors.ts';
import type { Finder, Told } from '../../search/finder.ts';

/** How the page and the worker that holds the search index talk: calls with numbers, and what comes of them. */

export type Method = keyof Finder;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: Reason; readonly why: string }
  | { readonly kind: 'told'; readonly told: Told };

/** Carries out calls. */
export function serve(finder: Finder, reply: (reply: Reply) => void) {
  const told = (it: Told) => reply({ kind: 'told', told: it });
  return async ({ id, method, args }: Call): Promise<void> => {
    try {
      const given = method === 'start' ? [...args, told] : args;
      const act = finder[method] as (...args: unknown[]) => Promise<unknown>;
      reply({ kind: 'done', id, result: await act.call(finder, ...given) });
    } catch (error) {
      const reason = error instanceof ConfabError ? error.reason : 'storage-failed';
      reply({ kind: 'failed', id, reason, why: String(error) });
    }
  };
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A finder whose calls go through `send`; `hear` is to be given what comes back. */
export function callFinder(send: (call: Call) => void): {
  readonly finder: Finder;
  hear(reply: Reply): void;
  /** No reply comes any more. */
  fail(error: ConfabError): void;
} {
  const waiting = new Map<number, Waiting>();
  let told: (it: Told) => void = () => {};
  let last = 0;
  let failure: ConfabError | null = null;
  const call = <T>(method: Method, ...args: readonly unknown[]): Promise<T> => {
    if (failure) return Promise.reject(failure);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = ++last;
    waiting.set(id, { resolve, reject });
    send({ id, method, args });
    return promise as Promise<T>;
  };
  return {
    finder: {
      start(key, listener) {
        told = listener;
        return call('start', key);
      },
      replace: (log, vector, docs) => call('replace', log, vector, docs),
      update: (log, vector, docs) => call('update', log, vector, docs),
      drop: (logs) => call('drop', logs),
      ask: (ask) => call('ask', ask),
      save: () => call('save'),
      close: () => call('close'),
    },
    hear(reply) {
      if (reply.kind === 'told') {
        told(reply.told);
        return;
      }
      const caller = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (reply.kind === 'done') caller?.resolve(reply.result);
      else caller?.reject(new ConfabError(reply.reason, reply.why));
    },
    fail(error) {
      failure = error;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
