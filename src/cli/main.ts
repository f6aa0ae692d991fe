import { readFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { styleText } from 'node:util';
import { ConfabError } from '../model/errors.ts';
import { makePassphrases } from './passphrases.ts';
import { type Choices, DONE, FAILED, run, type World } from './program.ts';
import { askSecret, askWhether } from './questions.ts';
import { safeLine, toJsonLine } from './screen.ts';
import { sentenceFor } from './sentences.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds for what a command left behind to end by itself. */
const END_WITHIN = 2_000;

const interruption = new AbortController();
const interrupted = interruption.signal;
/** Whether whoever read the output has stopped doing so, as `head` does. */
let unread = false;
let folder = '';

const print = (text: string): void => {
  if (!unread) process.stdout.write(`${text}\n`);
};
const note = (sentence: string): void => {
  process.stderr.write(`confab: ${safeLine(sentence)}\n`);
};

/** The first signal ends the command cleanly; a second one ends it at once, which loses nothing either. */
function heedSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupted.aborted) process.exit(FAILED);
      interruption.abort();
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    unread = true;
    interruption.abort();
  });
}

async function makeTerminal(choices: Choices): Promise<Terminal> {
  heedSignals();
  const { folderOf, makeDoors } = await import('./compose.ts');
  const { json = false, offline = false } = choices;
  folder = await folderOf(choices.data);
  const passphrases = makePassphrases(choices, interrupted);
  const stream = process.stdout;
  const report = (error: unknown): void => {
    if (!interrupted.aborted) note(sentenceFor(error, folder));
  };
  return {
    ...makeDoors({ data: folder, offline, report, passphrase: passphrases.current }),
    newPassphrase: passphrases.next,
    confirm: (question) => askWhether(question, interrupted),
    ask: (question) => askSecret(question, interrupted),
    json,
    offline,
    data: folder,
    interrupted,
    note,
    show: (record, text) => print(json ? toJsonLine(record) : text),
    showAll(records, lines) {
      const all = json ? records.map(toJsonLine) : lines;
      if (all.length > 0) print(all.join('\n'));
    },
    strong: (text) => styleText('bold', text, { stream }),
    faint: (text) => styleText('dim', text, { stream }),
    input: () => addAbortSignal(interrupted, process.stdin),
  };
}

function versionOf(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const world: World = {
  version: versionOf(),
  terminal: makeTerminal,
  relay: async (args) => (await import('./compose.ts')).runRelay(args),
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
};

/** One line says why it failed; interrupted by whoever read the output, it did what was wanted. */
function fail(error: unknown): number {
  if (unread) return DONE;
  const why = interrupted.aborted ? new ConfabError('closed', 'interrupted') : error;
  note(sentenceFor(why, folder));
  return FAILED;
}

process.on('uncaughtException', (error) => process.exit(fail(error)));
process.exitCode = await run(process.argv.slice(2), world).catch(fail);
setTimeout(() => process.exit(), END_WITHIN).unref();
