import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
/** What `npm start` gives to Node. */
const FLAGS = (scripts.start as string).split(' ').filter((it) => it.startsWith('--'));
const MAIN = fileURLToPath(new URL('relay/start.js', ROOT));

/** What `relay --json` prints once it is ready. */
export interface Ready {
  readonly url: string;
  readonly setup: string | null;
  readonly peerId: string;
  readonly addresses: string[];
}

/** A relay process of a test's own. */
export interface RelayProcess extends Ready {
  readonly pid: number;
  /** Ends it as an admin would (SIGTERM) or as a power cut would (SIGKILL); resolves with its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts the relay on a data folder. `port` 0 takes any that is free. Rejects with what it said when it does not start. */
export async function startRelay(
  data: string,
  port = 0,
  more: string[] = [],
): Promise<RelayProcess> {
  const args = [...FLAGS, MAIN, '--json', '--data', data];
  const child = spawn(process.execPath, [...args, '--port', String(port), ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes) => {
    said += bytes;
  });
  const line = await firstLine(child);
  if (line === null) throw new Error(`the relay did not start: ${said}`);
  return {
    ...(JSON.parse(line) as Ready),
    pid: child.pid ?? 0,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      return (await exited)[0] as number | null;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  const lines = createInterface({ input: child.stdout });
  const closed = once(lines, 'close').then(() => null);
  return Promise.race([once(lines, 'line').then(([line]) => line as string), closed]);
}
