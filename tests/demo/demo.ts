import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRelay } from '../../relay/relay.ts';
import { enter, writeHistory } from './history.ts';
import { PastClock } from './pastClock.ts';
import { WHO, type Who } from './people.ts';

const CHILD = fileURLToPath(new URL('person.child.ts', import.meta.url));
/** Milliseconds of the history: three months. */
const PAST = 91 * 86_400_000;
/** Milliseconds after the last of it: the newest messages are minutes old, not seconds. */
const LATELY = 4 * 60_000;

/** In memory where the system has such a folder: six databases write every message durably, and nothing is to last. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface DemoOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  readonly seed: number;
  /** Whether its people go on talking; default true. */
  readonly lively?: boolean;
  /** Told what is being done, a sentence each. */
  readonly onStep?: (sentence: string) => void;
}

export interface Demo {
  /** Lets a visitor in, several times. */
  readonly link: string;
  readonly url: string;
  readonly entries: number;
  close(): Promise<void>;
}

/**
 * An office with three months behind it: a relay in this process, and five people, first here on a
 * clock of the past, then each in a process of their own. What they write are entries like any other.
 */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const { port, seed, lively = true, onStep = () => {} } = options;
  const folder = await mkdtemp(join(PLACE, 'confab-demo-'));
  const folderOf = (who: Who): string => join(folder, who);
  const now = Date.now();
  const clock = new PastClock(now - PAST);
  const relay = await openRelay({ host: '127.0.0.1', port, data: join(folder, 'relay'), clock });
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.splice(0).map(endOf));
    await relay.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    onStep('Five people found an office, three months ago.');
    const history = await enter(relay.setupLink() ?? '', folderOf, clock);
    onStep('They talk about offers, stairs and lunch.');
    const entries = await writeHistory(history.cast, clock, now - LATELY, seed);
    clock.catchUp();
    const { link } = await history.cast.ana.invite({ uses: 100 });
    await history.cast.ana.caughtUp(AbortSignal.timeout(30_000));
    await history.close();
    if (lively) {
      onStep('They come to work.');
      for (const who of WHO) children.push(await start(who, folderOf(who), seed));
    }
    return { link, url: relay.url, entries, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Resolves when the person is in the office. */
async function start(who: Who, folder: string, seed: number): Promise<ChildProcess> {
  const child = fork(CHILD, [who, folder, String(seed)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${who} did not come: exit code ${code}`);
    }),
  ]);
  return child;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
