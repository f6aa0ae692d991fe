import { hostname } from 'node:os';
import type { EnterOptions, OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import { MAX_NAME } from '../../wire/limits.ts';
import { readInviteLink, readSetupLink } from '../links.ts';
import { safeLine } from '../screen.ts';
import { deliver, using } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** Milliseconds to reach a relay: a name, a socket, a handshake, and a second try. */
const CONNECT_WITHIN = 12_000;

/** `create SETUP_LINK --office NAME --name NAME`: founds an office on the relay that printed the link. */
export async function create(
  terminal: Terminal,
  text: string,
  names: { readonly office: string; readonly name: string },
): Promise<void> {
  const { link, origin } = readSetupLink(text);
  needsRelay(terminal);
  const wanted = { office: names.office, person: names.name };
  const office = await reaching(terminal, (options) =>
    terminal.createOffice(link, origin, wanted, options),
  );
  await using(office, async () => {
    await deliver(terminal, office, 'The office is founded but not all of it is at the relay.');
    show(terminal, office, 'Created');
  });
}

/** `join LINK --name NAME`: joins the office that the invite is for. */
export async function join(terminal: Terminal, text: string, name: string): Promise<void> {
  const { link, origin } = readInviteLink(text);
  await enterBy(terminal, 'Joined', (options) =>
    terminal.joinOffice(
      link,
      origin,
      name,
      link.kind === 'join' ? options : labelled(options, name),
    ),
  );
}

const labelled = (options: EnterOptions, label: string): EnterOptions => ({
  ...options,
  label: label || `Terminal on ${hostname()}`.slice(0, MAX_NAME),
});

/** Enters an office that exists already, one way or the other. */
export async function enterBy(
  terminal: Terminal,
  done: string,
  enter: (options: EnterOptions) => Promise<OpenMessenger>,
): Promise<void> {
  needsRelay(terminal);
  const office = await reaching(terminal, enter);
  await using(office, async () => {
    await deliver(terminal, office, 'You are in, but not all of the office is here yet.');
    show(terminal, office, done);
  });
}

/** Runs `enter`; gives up when it got no further than connecting in good time. */
async function reaching(
  terminal: Terminal,
  enter: (options: EnterOptions) => Promise<OpenMessenger>,
): Promise<OpenMessenger> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await enter({
      signal: AbortSignal.any([late.signal, terminal.interrupted]),
      onStep(step) {
        clearTimeout(timer);
        // Before that a person may be typing a passphrase, or a code.
        if (step === 'connecting') timer = setTimeout(() => late.abort(), CONNECT_WITHIN);
      },
      onWords(words) {
        terminal.note(`Wait to be let in. Both sides show these words: ${words.join(' ')}`);
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

function needsRelay({ offline }: Terminal): void {
  if (offline) {
    throw new ConfabError('unsupported', 'creating or joining an office with --offline');
  }
}

function show(terminal: Terminal, office: OpenMessenger, done: string): void {
  const me = office.me.get();
  const name = safeLine(office.office.name.get());
  terminal.show(
    { office: office.office.id, member: me.id, device: office.device },
    `${done} ${name} as ${safeLine(me.name)}.`,
  );
}
