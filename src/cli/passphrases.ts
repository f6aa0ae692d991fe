import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ConfabError } from '../model/errors.ts';
import type { Choices } from './program.ts';

const CURRENT = 'CONFAB_PASSPHRASE';
const NEXT = 'CONFAB_NEW_PASSPHRASE';

export interface Passphrases {
  /** The passphrase of the data folder. Rejects with `locked` where nobody can be asked, `closed` when interrupted. */
  current(): Promise<string>;
  /**
   * A new one; `first` where there was none, so that a file or the environment can only mean the new one.
   * Rejects with `wrong-passphrase` when it is typed differently the second time.
   */
  next(first: boolean): Promise<string>;
}

/** Where passphrases come from: a file, else the environment, else the person at the terminal. */
export function makePassphrases(choices: Choices, interrupted: AbortSignal): Passphrases {
  const { passphraseFile, newPassphraseFile } = choices;
  const { env } = process;
  return {
    async current() {
      return fromFile(passphraseFile) ?? env[CURRENT] ?? ask('Passphrase: ', interrupted);
    },
    async next(isFirst) {
      const other = isFirst ? (fromFile(passphraseFile) ?? env[CURRENT]) : undefined;
      const given = fromFile(newPassphraseFile) ?? env[NEXT] ?? other;
      if (given !== undefined) return given;
      const first = await ask('New passphrase: ', interrupted);
      if (first === (await ask('The same again: ', interrupted))) return first;
      throw new ConfabError('wrong-passphrase', 'typed differently the second time');
    },
  };
}

/** The first line of a file. */
function fromFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new ConfabError('locked', `${path}: ${String(cause)}`, { cause });
  }
}

/** Asks on standard error, so that results stay apart; what is typed is not shown. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) throw new ConfabError('locked', 'nobody to ask');
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const left = new AbortController();
  lines.once('SIGINT', () => left.abort());
  try {
    return await lines.question('', { signal: AbortSignal.any([signal, left.signal]) });
  } catch (cause) {
    throw new ConfabError('closed', 'interrupted', { cause });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
