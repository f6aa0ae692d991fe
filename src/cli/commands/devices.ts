import { readFile } from 'node:fs/promises';
import type { WaitingJoin } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import { readRecoveryLink } from '../links.ts';
import { findDevice } from '../people.ts';
import { columns, safeLine } from '../screen.ts';
import { NO_CODE } from '../sentences.ts';
import { deliver, freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';
import { enterBy } from './enter.ts';
import { acting, agree, compare } from './people.ts';

/** `device list`: this person's devices. */
export function devices(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const own = office.devices.get().filter(({ member }) => member === office.me.get().id);
    const rows = own.map(({ id, label, since, self }) => [
      id,
      `${safeLine(label) || 'without a name'}${self ? ' (this one)' : ''}`,
      new Date(since).toISOString().slice(0, 10),
    ]);
    terminal.showAll(own, columns(rows));
  });
}

/** `device remove DEVICE`: puts one device out and changes the keys. */
export function removeDevice(terminal: Terminal, named: string, yes: boolean): Promise<void> {
  return acting(terminal, async (office) => {
    const { id, label, self } = findDevice(office.devices.get(), named);
    const what = safeLine(label) || id;
    if (self) throw new ConfabError('not-allowed', 'to leave, use “confab leave”');
    await agree(terminal, yes, `Remove ${what}? It reads nothing new from then on.`);
    await office.removeDevice(id);
    return () => terminal.show({ id }, `Removed ${what}. The keys were changed.`);
  });
}

/** `device rename DEVICE NAME` */
export function renameDevice(terminal: Terminal, named: string, label: string): Promise<void> {
  return acting(terminal, async (office) => {
    const { id } = findDevice(office.devices.get(), named);
    await office.labelDevice(id, label);
    return () => terminal.show({ id, label }, `It is called ${safeLine(label)} now.`);
  });
}

/** `device link`: a link for another device, which is let in when the words of both sides are the same. */
export function linkDevice(terminal: Terminal, words: string | null): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const { link, expires } = await office.linkDevice();
    await deliver(terminal, office, 'The link works once it is known at the relay.');
    terminal.show({ link, expires }, link);
    if (!terminal.json) terminal.note('Open it on the other device within ten minutes.');
    const join = await somebody(terminal, office, expires);
    terminal.note(`The words are: ${join.words.join(' ')}`);
    await compare(terminal, join.words, words);
    await office.approve(join.id);
    await deliver(terminal, office, 'The other device learns it when this one next connects.');
    terminal.show({ join: join.id, words: join.words }, 'The other device is yours now.');
  });
}

/** Whoever comes through this person's own link. Rejects with `timeout` when nobody does in time. */
async function somebody(
  terminal: Terminal,
  office: OpenMessenger,
  expires: number,
): Promise<WaitingJoin> {
  const me = office.me.get().id;
  const asking = () => office.waiting.get().find((it) => it.for === me && it.words.length > 0);
  await within(Math.max(0, expires - Date.now()), terminal.interrupted, (signal) =>
    until(office.waiting, () => asking() !== undefined, signal),
  );
  const found = asking();
  if (found) return found;
  throw new ConfabError(terminal.interrupted.aborted ? 'closed' : 'timeout', 'nobody came');
}

/** `recovery new`: twelve words that bring this person back when all devices are lost. */
export function makeRecovery(terminal: Terminal): Promise<void> {
  return acting(terminal, async (office) => {
    const { words, link } = await office.makeRecovery();
    return () => {
      terminal.show({ words, link }, words.join(' '));
      if (terminal.json) return;
      terminal.note('Write these words down; they are shown once. Earlier codes have ended.');
      terminal.note(`To come back: confab recover “${link}”`);
    };
  });
}

/** `recover LINK`: comes back with a recovery code, from a file or asked for. */
export async function recover(
  terminal: Terminal,
  text: string,
  codeFile: string | null,
): Promise<void> {
  const { link, origin } = readRecoveryLink(text);
  const code = () => (codeFile === null ? askForCode(terminal) : readCode(codeFile));
  await enterBy(terminal, 'Came back to', (options) =>
    terminal.recoverOffice(link, origin, code, options),
  );
}

async function askForCode(terminal: Terminal): Promise<string> {
  const code = await terminal.ask('Recovery code: ');
  if (code === null) throw new ConfabError('wrong-code', NO_CODE);
  return code;
}

async function readCode(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConfabError('cannot-read', path, { cause });
  }
}
