import { readFileSync } from 'node:fs';
import { ConfabError } from '../model/errors.ts';
import type { Choices } from './program.ts';
import { askPassphrase } from './questions.ts';

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
      return fromFile(passphraseFile) ?? env[CURRENT] ?? askPassphrase('Passphrase: ', interrupted);
    },
    async next(isFirst) {
      const other = isFirst ? (fromFile(passphraseFile) ?? env[CURRENT]) : undefined;
      const given = fromFile(newPassphraseFile) ?? env[NEXT] ?? other;
      if (given !== undefined) return given;
      const first = await askPassphrase('New passphrase: ', interrupted);
      if (first === (await askPassphrase('The same again: ', interrupted))) return first;
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
