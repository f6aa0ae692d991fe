import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../src/cli/confab.js', import.meta.url));
/** Milliseconds after which a command that has not ended is a failure of the test. */
const COMMAND_TIMEOUT = 60_000;

/** How a command ended. */
export interface Ended {
  /** Null when a signal killed it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly pid: number;
  /** The lines on standard output so far; it grows. */
  readonly lines: readonly string[];
  /** What stands on standard error so far. */
  readonly err: () => string;
  readonly ended: Promise<Ended>;
  /** Resolves with the first line, printed already or to come, of which the test holds; rejects when it ends first. */
  line(test: (line: string) => boolean): Promise<string>;
  write(text: string): void;
  kill(signal: NodeJS.Signals): Promise<Ended>;
}

/** One person's terminal: a data folder and the commands run on it, each in a process of its own. */
export class TerminalUser {
  readonly data: string;
  readonly #running = new Set<ChildProcessWithoutNullStreams>();

  constructor(data: string) {
    this.data = data;
  }

  /** Starts a command; this very process is the one that a kill hits. */
  start(...args: string[]): Running {
    return watch(this.#spawn(args));
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], input = ''): Promise<Ended> {
    const child = this.#spawn(args);
    const late = setTimeout(() => child.kill('SIGKILL'), COMMAND_TIMEOUT);
    child.stdin.end(input);
    const ended = await watch(child).ended;
    clearTimeout(late);
    return ended;
  }

  /** Runs a command that must succeed, with `--json`; gives its lines as objects. */
  async json<T = Record<string, unknown>>(args: readonly string[], input = ''): Promise<T[]> {
    const { code, out, err } = await this.run([...args, '--json'], input);
    if (code !== 0) throw new Error(`confab ${args.join(' ')} ended with ${code}: ${err}`);
    // A reading command that could not connect succeeds with what is there, and says so.
    if (err.includes('Showing what is on this device')) throw new Error(`not connected: ${err}`);
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  }

  /** The same for a command that gives one object. */
  async one<T = Record<string, string>>(...args: string[]): Promise<T> {
    const [record, ...more] = await this.json<T>(args);
    if (record === undefined || more.length > 0) throw new Error(`not one line: ${args.join(' ')}`);
    return record;
  }

  /** Kills what still runs. */
  stop(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  #spawn(args: readonly string[]): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, [PROGRAM, ...args, '--data', this.data]);
    // A killed reader is what some tests are about.
    child.stdin.on('error', () => {});
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }
}

function watch(child: ChildProcessWithoutNullStreams): Running {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let err = '';
  let over = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      over = true;
      for (const look of waiting) look();
      resolve({ code, out: lines.map((line) => `${line}\n`).join(''), err });
    });
  });
  return {
    pid: child.pid ?? 0,
    lines,
    err: () => err,
    ended,
    line: (test) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(test);
          if (found === undefined && !over) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`it ended without that line: ${err}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
    write: (text) => child.stdin.write(text),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
