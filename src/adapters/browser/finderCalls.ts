import type { ConfabError } from '../../model/errors.ts';
import type { Finder, Told } from '../../search/finder.ts';
import { type Call, Calls, type Outcome, outcomeOf } from './workerCalls.ts';

/** What the worker that holds the search index says. */
export type Reply = Outcome | { readonly kind: 'told'; readonly told: Told };

/** Carries out calls. */
export function serve(finder: Finder, reply: (reply: Reply) => void) {
  const told = (it: Told) => reply({ kind: 'told', told: it });
  return async (call: Call): Promise<void> => {
    const args = call.method === 'start' ? [...call.args, told] : call.args;
    reply(await outcomeOf(finder, { ...call, args }));
  };
}

/** A finder whose calls go through `send`; `hear` is to be given what comes back. */
export function callFinder(send: (call: Call) => void): {
  readonly finder: Finder;
  hear(reply: Reply): void;
  /** No reply comes any more. */
  fail(error: ConfabError): void;
} {
  const calls = new Calls(send);
  let told: (it: Told) => void = () => {};
  const call = <T>(method: keyof Finder, ...args: readonly unknown[]): Promise<T> =>
    calls.make(method, args);
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
      if (reply.kind === 'told') told(reply.told);
      else calls.hear(reply);
    },
    fail: (error) => calls.fail(error),
  };
}
