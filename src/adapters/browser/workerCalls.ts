import { ConfabError, type Reason } from '../../model/errors.ts';

/** How the page and a worker talk: calls with numbers, and what comes of them. */

export interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export type Outcome =
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: Reason; readonly why: string };

/** Carries out a call; what it rejects with keeps its reason, all else becomes `storage-failed`. */
export async function outcomeOf(target: object, { id, method, args }: Call): Promise<Outcome> {
  try {
    const act = (target as Record<string, (...args: unknown[]) => unknown>)[method];
    if (!act) throw new ConfabError('unsupported', `the worker does not ${method}`);
    return { kind: 'done', id, result: await act.apply(target, [...args]) };
  } catch (error) {
    if (!(error instanceof ConfabError)) {
      return { kind: 'failed', id, reason: 'storage-failed', why: String(error) };
    }
    const { reason, message } = error;
    return { kind: 'failed', id, reason, why: message.slice(`${reason}: `.length) };
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Calls that go through `send`; `hear` is to be given what comes of them. */
export class Calls {
  readonly #send: (call: Call, handOver: Transferable[]) => void;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #failure: ConfabError | null = null;

  constructor(send: (call: Call, handOver: Transferable[]) => void) {
    this.#send = send;
  }

  /** `handOver`: what of the arguments is the worker's from now on. */
  async make<T>(
    method: string,
    args: readonly unknown[],
    handOver: Transferable[] = [],
  ): Promise<T> {
    if (this.#failure) throw this.#failure;
    const id = ++this.#last;
    this.#send({ id, method, args }, handOver);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    return promise as Promise<T>;
  }

  hear(outcome: Outcome): void {
    const caller = this.#waiting.get(outcome.id);
    this.#waiting.delete(outcome.id);
    if (outcome.kind === 'done') caller?.resolve(outcome.result);
    else caller?.reject(new ConfabError(outcome.reason, outcome.why));
  }

  /** Nothing comes of any call any more. */
  fail(error: ConfabError): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
