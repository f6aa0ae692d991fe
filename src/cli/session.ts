import type { Conversation } from '../messenger/messenger.ts';
import type { OpenMessenger } from '../messenger/open.ts';
import { ConfabError, type Reason } from '../model/errors.ts';
import { findConversation } from './conversations.ts';
import { findMember } from './people.ts';
import { DISPLACED, LEFT, sentenceFor } from './sentences.ts';
import type { Terminal } from './terminal.ts';
import { within } from './waiting.ts';

/** Milliseconds that a command which shows what there is waits for what is new. */
const FRESHEN_WITHIN = 10_000;
/** Milliseconds that a command waits until what it changed is at the relay. */
const DELIVER_WITHIN = 10_000;

/** Milliseconds after a first try in vain: time for two more, should the relay just be starting again. */
const RETRY_FOR = 1_500;

/** Reasons for which a command goes on with what is on this device. */
const UNCONNECTED: ReadonlySet<Reason> = new Set<Reason>([
  'relay-unreachable',
  'relay-refused',
  'unproven-removal',
  'displaced',
  'timeout',
]);

/** Opens the office for the length of `work`, then leaves it cleanly. Rejects with `removed` where it is closed to this device. */
export async function withOffice<T>(
  terminal: Terminal,
  work: (office: OpenMessenger) => Promise<T>,
): Promise<T> {
  return using(await terminal.openOffice(), async (office) => {
    refuseRemoved(office);
    return work(office);
  });
}

/** Rejects with `removed` once this device, or its member, has no part in the office any more. */
export function refuseRemoved({ removed }: OpenMessenger): void {
  const removal = removed.get();
  if (!removal) return;
  const why = removal.displaced ? DISPLACED : removal.by;
  throw new ConfabError('removed', removal.own ? LEFT : why);
}

/** Runs `work` and closes the office after it, whatever becomes of it. */
export async function using<T>(
  office: OpenMessenger,
  work: (office: OpenMessenger) => Promise<T>,
): Promise<T> {
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}

/** Takes in what is new before a command shows what there is. Without a connection, what is here has to do. */
export async function freshen(terminal: Terminal, office: OpenMessenger): Promise<void> {
  if (terminal.offline) return;
  const missing = await caughtUp(terminal, office, FRESHEN_WITHIN);
  if (missing) terminal.note(`Showing what is on this device. ${missing}`);
}

/** The conversation that a person named, which somebody may have made since this device last connected. */
export async function findFresh(
  terminal: Terminal,
  office: OpenMessenger,
  named: string,
): Promise<Conversation> {
  try {
    return findConversation(office.conversations.get(), named);
  } catch (error) {
    const isUnknown = error instanceof ConfabError && error.reason === 'unknown-conversation';
    if (!isUnknown || terminal.offline) throw error;
    await freshen(terminal, office);
    if (named.startsWith('@')) await openDirectWith(office, named);
    return findConversation(office.conversations.get(), named);
  }
}

/** A direct begins when somebody first writes to somebody. */
async function openDirectWith(office: OpenMessenger, named: string): Promise<void> {
  const member = findMember(office.members.get(), named);
  await office.openDirect([member.id]);
}

/** Waits until what a command changed is at the relay; says so when it is not. */
export async function deliver(
  terminal: Terminal,
  office: OpenMessenger,
  otherwise: string,
): Promise<void> {
  const missing = terminal.offline ? '' : await caughtUp(terminal, office, DELIVER_WITHIN);
  if (missing === null) return;
  terminal.note(`${otherwise} Run “confab sync” once the relay can be reached. ${missing}`.trim());
}

/** Null when caught up; else why not, as a sentence. */
async function caughtUp(
  terminal: Terminal,
  office: OpenMessenger,
  milliseconds: number,
): Promise<string | null> {
  const hopeless = new AbortController();
  const stop = whenHopeless(office, () => hopeless.abort());
  try {
    await within(milliseconds, terminal.interrupted, (signal) =>
      office.caughtUp(AbortSignal.any([signal, hopeless.signal])),
    );
    return null;
  } catch (error) {
    if (terminal.interrupted.aborted) throw new ConfabError('closed', 'interrupted');
    refuseRemoved(office);
    if (error instanceof ConfabError && UNCONNECTED.has(error.reason)) {
      return sentenceFor(error, terminal.data);
    }
    throw error;
  } finally {
    stop();
  }
}

/** Calls once the relay has not answered for a while, or does not let this device in: waiting longer is in vain. */
function whenHopeless({ connection }: OpenMessenger, give: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const { kind } = connection.get();
    if (kind === 'refused') give();
    if (kind === 'offline') timer ??= setTimeout(give, RETRY_FOR);
    if (kind !== 'connected') return;
    clearTimeout(timer);
    timer = undefined;
  };
  const unsubscribe = connection.subscribe(look);
  look();
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
