import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import envPaths from 'env-paths';
import { ConfabError } from '../src/model/errors.ts';
import { MEMBER_QUOTA } from '../src/wire/limits.ts';
import { readPublicUrl } from './addresses.ts';
import { CACHE_LIMITS } from './fileCache.ts';
import { OFFICE_QUOTA } from './limits.ts';
import { openRelay, type Relay } from './relay.ts';

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;
/** Bytes below which not even an office's founding and a message of the largest size fit. */
const LEAST_QUOTA = 100 * 1024;
/** Milliseconds for a clean end; everything acknowledged is on disk long before. */
const END_WITHIN = 10_000;

interface Choices {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly publicUrl?: URL;
  /** Where the page is hosted, when that is not the relay's own address. */
  readonly appUrl?: URL;
  /** Whether it serves the web app. */
  readonly app: boolean;
  /** Bytes that one member may add to the archive in a day, and one office in all. */
  readonly quota: number;
  readonly officeQuota: number;
  /** Bytes of files that are kept for those who are away, and for how many days. */
  readonly fileCache: number;
  readonly fileDays: number;
  readonly json?: boolean;
}

/** Runs a relay until it is told to end by SIGINT or SIGTERM. Resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const choices = readArguments(args);
  if (typeof choices === 'number') return choices;
  const ending = signalled();
  try {
    const relay = await openRelay({
      ...choices,
      ...(choices.app ? {} : { webApp: null }),
      data: resolve(choices.data),
      quota: { member: choices.quota, office: choices.officeQuota },
      files: choices.fileCache > 0 ? { bytes: choices.fileCache, days: choices.fileDays } : null,
      onError: (error) => note(`something went wrong: ${textOf(error)}`),
    });
    process.stdout.write(choices.json ? readyLine(relay) : readyText(relay, choices));
    await ending.signal;
    await closeInTime(relay);
    return DONE;
  } catch (error) {
    note(sentenceFor(error, choices));
    return FAILED;
  } finally {
    ending.stop();
  }
}

function readArguments(args: readonly string[]): Choices | number {
  const command = new Command('confab relay')
    .description('Runs a relay: it serves the web app and keeps sealed messages.')
    .option('--port <port>', 'port to listen on', readPort, 8787)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder for its keys and archive', defaultFolder())
    .option('--public-url <url>', 'where people reach it, for the links that it prints', readUrl)
    .option('--no-app', 'serve no web app: the page is hosted elsewhere, or nobody needs one')
    .option('--app-url <url>', 'where the page is hosted, if not at the public URL', readPage)
    .option('--quota <size>', 'what one member may add in a day (64M)', readSize, MEMBER_QUOTA)
    .option('--office-quota <size>', 'what one office may fill (16G)', readSize, OFFICE_QUOTA)
    .option(
      '--file-cache <size>',
      'files kept for who is away, in all (1G; 0: none)',
      readCache,
      CACHE_LIMITS.bytes,
    )
    .option('--file-days <days>', 'days after which they go (14)', readDays, CACHE_LIMITS.days)
    .option('--json', 'print one JSON line once it is ready')
    .allowExcessArguments(false)
    .exitOverride();
  try {
    return command.parse(args, { from: 'user' }).opts<Choices & Record<string, unknown>>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? DONE : WRONG_USAGE;
  }
}

const defaultFolder = (): string => join(envPaths('confab', { suffix: '' }).data, 'relay');

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** Bytes from a number with a unit: `500K`, `64M`, `2.5G`. */
function readSize(text: string): number {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([KMG])B?$/i.exec(text) ?? [];
  const bytes = Number(number) * 1024 ** (1 + 'KMG'.indexOf(unit?.toUpperCase() ?? ''));
  if (bytes >= LEAST_QUOTA) return Math.floor(bytes);
  throw new InvalidArgumentError('A size is a number with K, M or G, such as 64M; at least 100K.');
}

/** The size of the cache, or 0 for none. */
const readCache = (text: string): number => (text === '0' ? 0 : readSize(text));

function readDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days > 0) return days;
  throw new InvalidArgumentError('Days are a whole number from 1 to 9999.');
}

function readUrl(text: string): URL {
  try {
    return readPublicUrl(text);
  } catch (error) {
    throw new InvalidArgumentError(textOf(error));
  }
}

/** Where a page is: unlike a relay it may lie below a path. */
function readPage(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username)
    return url;
  throw new InvalidArgumentError(`no http or https address of a page: ${text}`);
}

/** Resolves at the first signal to end; a second one ends the process at once, which loses nothing either. */
function signalled(): { signal: Promise<void>; stop(): void } {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  let asked = false;
  const heed = (): void => {
    if (asked) process.exit(FAILED);
    asked = true;
    end();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, heed);
  const stop = (): void => {
    for (const signal of signals) process.off(signal, heed);
  };
  return { signal: promise, stop };
}

async function closeInTime(relay: Relay): Promise<void> {
  const late = setTimeout(() => {
    note('could not end cleanly in time; everything acknowledged is kept.');
    process.exit(FAILED);
  }, END_WITHIN);
  await relay.close();
  clearTimeout(late);
}

const readyLine = (relay: Relay): string =>
  `${JSON.stringify({
    url: relay.url,
    setup: relay.setupLink(),
    peerId: relay.peer,
    addresses: relay.addresses,
  })}\n`;

function readyText(relay: Relay, choices: Choices): string {
  const end = `It keeps sealed messages in ${resolve(choices.data)}\nTo end it, press Ctrl+C.\n`;
  return `Confab’s relay is ready.\n\n${whatNext(relay, choices)}\n\n${end}`;
}

function whatNext(relay: Relay, { app, appUrl, publicUrl }: Choices): string {
  const setup = relay.setupLink();
  const paged = app || appUrl !== undefined || publicUrl !== undefined;
  if (!setup && paged) return `Your office is at ${relay.url}`;
  if (!setup) return 'It serves no web app; its office is reached with the terminal client.';
  const secret = 'Whoever has it can do so once; keep it to yourself.';
  if (paged) return `Open this link in a browser to found your office:\n\n  ${setup}\n\n${secret}`;
  return `It serves no web app. Found your office with “confab create” and this link:\n\n  ${setup}\n\n${secret}`;
}

function sentenceFor(error: unknown, { port, host, data }: Choices): string {
  const { reason, cause } = error instanceof ConfabError ? error : { reason: null, cause: null };
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  const folder = resolve(data);
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program; end that one, or choose another port with --port.`;
  }
  if (reason === 'no-folder') {
    return `${folder} is a file or lies below one; choose a folder with --data.`;
  }
  if (reason === 'in-use') {
    return `The data folder ${folder} is in use by another relay; end that one, or choose another folder with --data.`;
  }
  if (code === 'EACCES') return `Port ${port} may not be used; choose one above 1023 with --port.`;
  if (reason === 'not-allowed') {
    return `Cannot listen on port ${port} of ${host} (${textOf(error)}); choose others with --port and --host.`;
  }
  if (reason === 'storage-full') {
    return `The disk of the data folder ${folder} is full; free some space, then try again.`;
  }
  if (reason === 'unsupported') return `${textOf(error)}; use a newer Confab, or another folder.`;
  return `The relay could not start: ${textOf(error)}`;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const note = (text: string): void => {
  process.stderr.write(`confab relay: ${text.replaceAll('\n', ' ')}\n`);
};
