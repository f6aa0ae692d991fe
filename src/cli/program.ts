import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { INVITE_LIFE, MAX_INVITE_LIFE, MAX_USES } from '../wire/limits.ts';
import { addAvailability } from './availabilityCommands.ts';
import { readDuration } from './durations.ts';
import { addFiles } from './fileCommands.ts';
import { addOwn } from './ownCommands.ts';
import { addRemarks } from './remarkCommands.ts';
import { addSearch } from './searchCommands.ts';
import type { Terminal } from './terminal.ts';
import { addRoomEdits, addTrust } from './trustCommands.ts';

/** What the arguments say beside the command's own: where, how to print, whether to connect. */
export interface Choices {
  /** The data folder; undefined for the default one. */
  readonly data?: string;
  readonly json?: boolean;
  readonly offline?: boolean;
  /** A file whose first line is the passphrase of a data folder that is locked. */
  readonly passphraseFile?: string;
  /** The same for the passphrase that `lock set` sets in the place of another. */
  readonly newPassphraseFile?: string;
}

/** What the program needs to run a command. */
export interface World {
  /** Confab's version. */
  readonly version: string;
  terminal(choices: Choices): Promise<Terminal>;
  /** Runs a relay with its own arguments until it ends; resolves with its exit code. */
  relay(args: readonly string[]): Promise<number>;
  /** Writes help that was asked for, and what is wrong with a usage. */
  writeOut(text: string): void;
  writeError(text: string): void;
}

/** Exit codes, as the contract names them. */
export const DONE = 0;
export const FAILED = 1;
export const WRONG_USAGE = 2;

/** Milliseconds that `send` waits for the first receipt. */
const SEND_WAIT = 10_000;
/** Milliseconds without any progress after which `sync` gives up. */
const SYNC_WAIT = 20_000;
/** Messages that `history` shows. */
const HISTORY_LAST = 50;
/** Seconds that a person can ask to wait: a day. */
const MOST_WAIT = 86_400;

/**
 * Parses the arguments (without `node` and the script) and runs the command they name. Resolves with
 * the exit code; a command that fails rejects with what it threw.
 */
export async function run(args: readonly string[], world: World): Promise<number> {
  let code = DONE;
  const program = makeProgram(world, (ended) => {
    code = ended;
  });
  try {
    const isOption = makeOptionCheck(program);
    await program.parseAsync(
      args.map((arg) => (isDashed(arg) && !isOption(arg) ? ` ${arg}` : arg)),
      { from: 'user' },
    );
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? DONE : WRONG_USAGE;
  }
}

/** Ids are 22 or 43 letters long, of which the first may be a dash; no option is. */
const DASHED_ID = /^-[\w-]{21}(?:[\w-]{21})?$/;
/** What may be the beginning of one: two dashes are those of an option. */
const DASHED_BEGINNING = /^-\w[\w-]{4,41}$/;
const isDashed = (arg: string): boolean => DASHED_ID.test(arg) || DASHED_BEGINNING.test(arg);

/** Whether somebody forgot a dash of an option, who is told so. */
function makeOptionCheck(program: Command): (arg: string) => boolean {
  const all = new Set<string | undefined>();
  const collect = ({ options, commands }: Command): void => {
    for (const { long } of options) all.add(long);
    for (const command of commands) collect(command);
  };
  collect(program);
  return (arg) => all.has(`-${arg}`);
}

/** The parser takes nothing that begins with a space for an option. */
const bare = (arg: unknown): unknown => {
  if (Array.isArray(arg)) return arg.map(bare);
  const isShielded = typeof arg === 'string' && arg[0] === ' ' && isDashed(arg.slice(1));
  return isShielded ? arg.slice(1) : arg;
};

function takeShieldsOff(program: Command, command: Command): void {
  command.processedArgs = command.processedArgs.map(bare);
  for (const given of [program, command]) {
    for (const [name, value] of Object.entries(given.opts())) {
      given.setOptionValue(name, bare(value));
    }
  }
}

type Action = (terminal: Terminal) => Promise<void>;

function makeProgram(world: World, ended: (code: number) => void): Command {
  const program = new Command('confab')
    .description('A peer-to-peer, local-first messenger for small offices')
    .version(world.version)
    .option('--data <dir>', 'identity and replica (default: the platform’s data folder)')
    .option('--json', 'one JSON object a line on standard output')
    .option('--offline', 'do not connect')
    .option('--passphrase-file <file>', 'the passphrase of a data folder that is locked')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.writeOut(text),
      writeErr: (text) => world.writeError(text),
    })
    .showHelpAfterError('Run “confab help” for all commands.')
    .exitOverride()
    .hook('preAction', takeShieldsOff);
  const act = async (action: Action) => action(await world.terminal(program.opts<Choices>()));
  addEntering(program, act);
  addOffice(program, act);
  addMessages(program, act);
  addRemarks(program, act, readSeconds);
  addSearch(program, act, readCount, CONVERSATION);
  addOwn(program, act, readCount);
  addTrust(program, act);
  addFiles(program, act, readSeconds);
  addConnection(program, act);
  addLock(program, world);
  program
    .command('relay')
    .description('run a relay, which serves the web app and keeps sealed messages')
    .option('--port <port>', 'port to listen on (default: 8787)', readPort)
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .option('--public-url <url>', 'where people reach it, for the links that it prints')
    .option('--no-app', 'serve no web app: the page is hosted elsewhere, or nobody needs one')
    .option('--app-url <url>', 'where the page is hosted, if not at the public URL')
    .option('--file-cache <size>', 'files kept for who is away, in all (1G; 0: none)')
    .option('--file-days <days>', 'days after which they go (14)')
    .action(async (options: RelayOptions, command: Command) => {
      const choices = program.opts<Choices>();
      if (choices.offline) command.error('error: a relay cannot run with --offline');
      ended(await world.relay(relayArguments(options, choices)));
    });
  return program;
}

type Add = (program: Command, act: (action: Action) => Promise<void>) => void;

const addEntering: Add = (program, act) => {
  program
    .command('create')
    .description('found an office on a relay, with the link that the relay printed')
    .argument('<setup-link>')
    .requiredOption('--office <name>', 'the office’s name')
    .requiredOption('--name <name>', 'your name')
    .action((link: string, names: { office: string; name: string }) =>
      act(async (terminal) => (await import('./commands/enter.ts')).create(terminal, link, names)),
    );
  program
    .command('join')
    .description(
      'join an office with an invite link, or become one more device with a link for that',
    )
    .argument('<link>')
    .option('--name <name>', 'your name; with a link for one more device, the device’s name')
    .action((link: string, { name = '' }: { name?: string }, command: Command) => {
      if (name === '' && !/#\/link\//.test(link)) {
        command.error("error: required option '--name <name>' not specified");
      }
      return act(async (terminal) =>
        (await import('./commands/enter.ts')).join(terminal, link, name),
      );
    });
};

const addOffice: Add = (program, act) => {
  program
    .command('host')
    .description(
      'bring the office back to its relay, which lost it, with the set-up link it printed',
    )
    .argument('<setup-link>')
    .action((link: string) =>
      act(async (terminal) => (await import('./commands/host.ts')).host(terminal, link)),
    );
  program
    .command('invite')
    .description('make an invite link for colleagues')
    .option('--uses <count>', 'how many people can join with it', readUses, 1)
    .option('--expires <duration>', 'how long it works, such as 7d, 12h or 30m', readExpiry)
    .option('--guest', 'who comes sees only the channels named with --channel', false)
    .option('--channel <channels...>', 'with --guest: channels that the guest sees')
    .option('--approve', 'who comes waits until you let them in (“confab waiting”)', false)
    .action(({ uses, expires = INVITE_LIFE, guest, channel = [], approve }: InviteTerms) =>
      act(async (terminal) =>
        (await import('./commands/invite.ts')).invite(terminal, {
          uses,
          expires,
          guest,
          channels: channel,
          approve,
        }),
      ),
    );
  program
    .command('members')
    .description('who belongs to the office')
    .action(() =>
      act(async (terminal) => (await import('./commands/members.ts')).members(terminal)),
    );
  program
    .command('channels')
    .description('the conversations of the office')
    .action(() =>
      act(async (terminal) => (await import('./commands/channels.ts')).channels(terminal)),
    );
  const channel = program.command('channel').description('work on channels');
  addRoomEdits(channel, act);
  channel
    .command('create')
    .description('create a channel')
    .argument('<name>')
    .action((name: string) =>
      act(async (terminal) =>
        (await import('./commands/channels.ts')).createChannel(terminal, name),
      ),
    );
};

/** The passphrase of the data folder. */
function addLock(program: Command, world: World): void {
  const lock = program.command('lock').description('the passphrase of this device');
  lock
    .command('set')
    .description('wrap this device’s keys under a passphrase, or change it')
    .option('--new-passphrase-file <file>', 'when changing it: the new one')
    .action(async ({ newPassphraseFile }: { newPassphraseFile?: string }) => {
      const choices = {
        ...program.opts<Choices>(),
        ...(newPassphraseFile && { newPassphraseFile }),
      };
      const terminal = await world.terminal(choices);
      await (await import('./commands/lock.ts')).setLock(terminal);
    });
  lock
    .command('remove')
    .description('take the passphrase away')
    .action(async () => {
      const terminal = await world.terminal(program.opts<Choices>());
      await (await import('./commands/lock.ts')).removeLock(terminal);
    });
}

const CONVERSATION = 'a channel’s name with or without #, or an id';

const addMessages: Add = (program, act) => {
  program
    .command('send')
    .description('send a message')
    .argument('<conversation>', CONVERSATION)
    .argument('[text]', 'the message; - reads it from standard input')
    .option('--file <path>', 'a file that it carries; can be given several times', gathered, [])
    .option('--keep-metadata', 'pictures keep where and with what they were taken')
    .option('--wait <seconds>', 'wait so long for the first receipt (default: 10)', readSeconds)
    .option('--lines', 'with -: each line of standard input is a message of its own')
    .action(
      (
        conversation: string,
        text: string | undefined,
        { wait = SEND_WAIT, lines = false, file, keepMetadata = false }: SendTerms,
        command: Command,
      ) => {
        if (text === undefined && file.length === 0)
          command.error("error: missing required argument 'text'");
        if (lines && file.length > 0) command.error('error: --lines sends no files');
        if (lines && text !== '-')
          command.error('error: --lines reads standard input: give - as the text');
        return act(async (terminal) =>
          (await import('./commands/send.ts')).send(terminal, conversation, text ?? '', {
            wait,
            lines,
            files: file,
            keepMetadata,
          }),
        );
      },
    );
  program
    .command('history')
    .description('the newest messages of a conversation, which then count as read')
    .argument('<conversation>', CONVERSATION)
    .option('--last <count>', 'how many', readCount, HISTORY_LAST)
    .option('--thread <message>', 'only the thread of this message')
    .action((conversation: string, { last, thread }: { last: number; thread?: string }) =>
      act(async (terminal) =>
        (await import('./commands/history.ts')).history(terminal, conversation, last, thread),
      ),
    );
  program
    .command('tail')
    .description('messages as they arrive, until interrupted')
    .argument('[conversation]', CONVERSATION)
    .action((conversation: string | undefined) =>
      act(async (terminal) => (await import('./commands/tail.ts')).tail(terminal, conversation)),
    );
};

const addConnection: Add = (program, act) => {
  program
    .command('sync')
    .description('connect until everything is received and sent')
    .option('--wait <seconds>', 'give up after so long without progress (default: 20)', readSeconds)
    .action(({ wait = SYNC_WAIT }: { wait?: number }) =>
      act(async (terminal) => (await import('./commands/sync.ts')).sync(terminal, wait)),
    );
  const status = program
    .command('status')
    .description('the office, this device and its connection')
    .action(() => act(async (terminal) => (await import('./commands/status.ts')).status(terminal)));
  addAvailability(program, status, act);
};

interface SendTerms {
  readonly keepMetadata?: boolean;
  readonly wait?: number;
  readonly lines?: boolean;
  readonly file: readonly string[];
}

/** An option that can be given several times. */
const gathered = (value: string, before: readonly string[]): string[] => [...before, value];

interface InviteTerms {
  readonly uses: number;
  readonly expires?: number;
  readonly guest: boolean;
  readonly channel?: readonly string[];
  readonly approve: boolean;
}

interface RelayOptions {
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly appUrl?: string;
  readonly app?: boolean;
  readonly fileCache?: string;
  readonly fileDays?: string;
}

function relayArguments(options: RelayOptions, { data, json }: Choices): string[] {
  const { port, host, publicUrl, appUrl, app = true, fileCache, fileDays } = options;
  const urls = { '--public-url': publicUrl, '--app-url': appUrl };
  const files = { '--file-cache': fileCache, '--file-days': fileDays };
  const pairs = { '--port': port, '--host': host, '--data': data, ...urls, ...files };
  const args = Object.entries(pairs).flatMap(([name, value]) =>
    value === undefined ? [] : [name, String(value)],
  );
  return [...args, ...(app ? [] : ['--no-app']), ...(json ? ['--json'] : [])];
}

function readWhole(text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
}

const readPort = (text: string): number => readWhole(text, 0, 65_535);
const readUses = (text: string): number => readWhole(text, 1, MAX_USES);
const readCount = (text: string): number => readWhole(text, 1, Number.MAX_SAFE_INTEGER);

/** Seconds as milliseconds. */
function readSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= MOST_WAIT) return seconds * 1_000;
  throw new InvalidArgumentError(`Give a number of seconds from 0 to ${MOST_WAIT}.`);
}

function readExpiry(text: string): number {
  const milliseconds = readDuration(text);
  if (milliseconds !== null && milliseconds <= MAX_INVITE_LIFE) return milliseconds;
  throw new InvalidArgumentError('Give a duration such as 7d, 12h or 30m, at most 366d.');
}
