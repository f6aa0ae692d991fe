import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ConfabError } from '../model/errors.ts';

/** Questions go to standard error, so that results stay apart. All reject with `closed` when interrupted. */

/** Asks for a passphrase. Rejects with `locked` where nobody can be asked. */
export async function askPassphrase(question: string, signal: AbortSignal): Promise<string> {
  const given = await askSecret(question, signal);
  if (given === null) throw new ConfabError('locked', 'nobody to ask');
  return given;
}

/** Asks for something that is not shown while it is typed; null where nobody can be asked. */
export async function askSecret(question: string, signal: AbortSignal): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
  try {
    return await answer('', nowhere, signal);
  } finally {
    process.stderr.write('\n');
  }
}

/** Asks for yes or no; no where nobody can be asked, and for every other answer. */
export async function askWhether(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  return /^y(es)?$/i.test((await answer(`${question} [y/N] `, process.stderr, signal)).trim());
}

async function answer(
  question: string,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  const left = new AbortController();
  lines.once('SIGINT', () => left.abort());
  try {
    return await lines.question(question, { signal: AbortSignal.any([signal, left.signal]) });
  } catch (cause) {
    throw new ConfabError('closed', 'interrupted', { cause });
  } finally {
    lines.close();
  }
}
