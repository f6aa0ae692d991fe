import type { Delivery, Message } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import { type EntryId, isId32 } from '../../model/ids.ts';
import { freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';

/** Milliseconds to wait for the first receipt. */
export interface Waiting {
  readonly wait: number;
}

export interface ReplyOptions extends Waiting {
  /** In the message's thread instead of the conversation. */
  readonly thread: boolean;
  /** With `thread`: in the conversation too. */
  readonly also: boolean;
}

type Write = (office: OpenMessenger, message: Message) => Promise<EntryId>;

/** `edit ID TEXT`: changes the text of an own message. */
export const edit = (terminal: Terminal, id: string, text: string, waiting: Waiting) =>
  write(terminal, id, waiting, 'Edited', (office, message) => office.edit(message.id, text));

/** `delete ID`: deletes a message for everybody. */
export const remove = (terminal: Terminal, id: string, waiting: Waiting) =>
  write(terminal, id, waiting, 'Deleted', (office, message) => office.delete(message.id));

/** `react ID EMOJI [--remove]`. */
export const react = (
  terminal: Terminal,
  id: string,
  emoji: string,
  { remove, ...waiting }: Waiting & { readonly remove: boolean },
) =>
  write(terminal, id, waiting, remove ? 'Reaction taken back' : 'Reacted', (office, message) =>
    office.react(message.id, emoji, !remove),
  );

/** `pin ID` and `unpin ID`. */
export const pin = (terminal: Terminal, id: string, on: boolean, waiting: Waiting) =>
  write(terminal, id, waiting, on ? 'Pinned' : 'Unpinned', (office, message) =>
    office.pin(message.id, on),
  );

/** `reply ID TEXT [--thread [--also]]`: answers a message where it stands, or in its thread. */
export const reply = (
  terminal: Terminal,
  id: string,
  text: string,
  { thread, also, ...waiting }: ReplyOptions,
) =>
  write(terminal, id, waiting, 'Sent', (office, { id, conversation, root }) =>
    office.send(conversation, text, thread ? { thread: root ?? id, also } : { replyTo: id }),
  );

/** Writes an entry about a message and waits for its first receipt. */
function write(
  terminal: Terminal,
  id: string,
  { wait }: Waiting,
  done: string,
  make: Write,
): Promise<void> {
  return withOffice(terminal, async (office) => {
    const entry = await make(office, await find(terminal, office, id));
    await settled(terminal, office, entry, wait);
    const replicas = office.holders(entry);
    const state = replicas === 0 ? 'local' : 'stored';
    const now = office.nowCalled(entry);
    terminal.show({ id: now, state, replicas }, `${done}, ${where(office.delivery(entry))}.`);
    if (replicas === 0) {
      terminal.note('It goes out when Confab next connects, for example with “confab sync”.');
    }
  });
}

/** The message with an id, which may have to be fetched first. */
async function find(terminal: Terminal, office: OpenMessenger, id: string): Promise<Message> {
  if (!isId32(id)) throw new ConfabError('unknown-message', `“${id}” is no message id`);
  try {
    return await office.message(id as EntryId);
  } catch (error) {
    const isUnknown = error instanceof ConfabError && error.reason === 'unknown-message';
    if (!isUnknown || terminal.offline) throw error;
    await freshen(terminal, office);
    return office.message(id as EntryId);
  }
}

async function settled(
  { offline, interrupted }: Terminal,
  office: OpenMessenger,
  entry: EntryId,
  wait: number,
): Promise<void> {
  if (offline || wait === 0) return;
  const isHeld = () => office.delivery(entry).kind !== 'local';
  await within(wait, interrupted, (signal) => until(office.deliveries, isHeld, signal));
}

function where(delivery: Delivery): string {
  if (delivery.kind === 'local') return 'on this device only';
  if (delivery.kind === 'relay') return 'kept by the relay';
  const { count, relay } = delivery;
  return `on ${count} other ${count === 1 ? 'device' : 'devices'}${relay ? ' and the relay' : ''}`;
}
