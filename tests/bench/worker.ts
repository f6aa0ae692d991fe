import { type ChildProcess, fork } from 'node:child_process';

/**
 * Processes that a benchmark drives: a module that calls `answer` with its functions is started by
 * `startWorker` and called from there. Arguments and results are structured clones.
 */

// biome-ignore lint/suspicious/noExplicitAny: any function can be called from afar.
export type Functions = Record<string, (...args: any[]) => unknown>;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: unknown[];
}
type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

/** Calls one of the worker's functions. */
export type Remote<F extends Functions> = <N extends keyof F & string>(
  name: N,
  ...args: Parameters<F[N]>
) => Promise<Awaited<ReturnType<F[N]>>>;

export interface Worker<F extends Functions> {
  readonly pid: number;
  readonly call: Remote<F>;
  /** Ends the process; what it had open is not closed. */
  stop(): void;
}

/** Starts a module in a Node process of its own. */
export function startWorker<F extends Functions>(module: URL, execArgv: string[] = []): Worker<F> {
  const child = fork(module, [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
  });
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (reply: Reply) => {
    const call = calls.get(reply.id);
    calls.delete(reply.id);
    if ('error' in reply) call?.reject(new Error(reply.error));
    else call?.resolve(reply.value);
  });
  child.on('exit', (code) => {
    for (const call of calls.values()) call.reject(new Error(`a worker ended (${code})`));
    calls.clear();
  });
  const call = (name: string, ...args: unknown[]) => {
    const id = ++last;
    const promised = Promise.withResolvers<unknown>();
    calls.set(id, promised);
    child.send({ id, name, args } satisfies Call);
    return promised.promise;
  };
  return { pid: child.pid ?? 0, call: call as Remote<F>, stop: () => stop(child) };
}

function stop(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

/** In the worker: answers calls. */
export function answer(functions: Functions): void {
  process.on('message', async ({ id, name, args }: Call) => {
    try {
      const value = await functions[name]?.(...args);
      process.send?.({ id, value } satisfies Reply);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ id, error: text } satisfies Reply);
    }
  });
  process.on('disconnect', () => process.exit());
}

/** Milliseconds on the machine's monotonic clock, which all processes share. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;
