import { createInterface } from 'node:readline';
import type { Attachment, Conversation, Delivery } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import type { EntryId } from '../../model/ids.ts';
import { MAX_TEXT } from '../../wire/limits.ts';
import { titleOf } from '../conversations.ts';
import { safeLine } from '../screen.ts';
import { findFresh, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';
import { LIMITS, whyRefused } from './status.ts';

/** Bytes of standard input beyond which a text is too long however it is written: UTF-8 takes 3 a unit at most. */
const MOST_INPUT = 3 * MAX_TEXT + 2;
/** Messages of one run that are on their way at once. */
const IN_FLIGHT = 64;

export interface SendOptions {
  /** Milliseconds to wait for the first receipt of each message. */
  readonly wait: number;
  /** Each line of standard input is a message of its own. */
  readonly lines: boolean;
  /** Paths of files that the message carries. */
  readonly files?: readonly string[];
  /** Pictures keep what says where and with what they were taken. */
  readonly keepMetadata?: boolean;
}

/** `send CONVERSATION [TEXT] [--file PATH… [--keep-metadata]] [--wait SECONDS] [--lines]`: `-` as the text reads standard input. */
export async function send(
  terminal: Terminal,
  named: string,
  given: string,
  { wait, lines, files: paths = [], keepMetadata = false }: SendOptions,
): Promise<void> {
  const text = given === '-' && !lines ? await readText(terminal) : given;
  await withOffice(terminal, async (office) => {
    const conversation = await findFresh(terminal, office, named);
    const sending = new Sending(terminal, office, conversation, wait);
    if (paths.length > 0) {
      const { takeFiles } = await import('./sendFiles.ts');
      sending.files = await takeFiles(terminal, office, paths, keepMetadata);
    }
    if (lines) await sendLines(terminal, sending);
    else await sending.add(text);
    await sending.done();
  });
}

/** Standard input as one text, without the line break at its end. Rejects with `text-too-long`. */
async function readText(terminal: Terminal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of terminal.input()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_INPUT) throw new ConfabError('text-too-long', `more than ${MAX_TEXT}`);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

async function sendLines(terminal: Terminal, sending: Sending): Promise<void> {
  const reader = createInterface({
    input: terminal.input(),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of reader) if (line.trim() !== '') await sending.add(line);
}

/** Messages on their way into one conversation; each is reported in its turn. */
class Sending {
  readonly #terminal: Terminal;
  readonly #office: OpenMessenger;
  readonly #conversation: Conversation;
  readonly #wait: number;
  readonly #reports: Promise<void>[] = [];
  /** What the message carries. */
  files: readonly Attachment[] = [];
  #local = 0;

  constructor(terminal: Terminal, office: OpenMessenger, conversation: Conversation, wait: number) {
    this.#terminal = terminal;
    this.#office = office;
    this.#conversation = conversation;
    this.#wait = wait;
  }

  /** Sends a text; resolves when there is room for another. Rejects when one of those before it failed. */
  async add(text: string): Promise<void> {
    const settled = this.#settle(text);
    const before = this.#reports.at(-1);
    const report = Promise.all([settled, before]).then(([id]) => this.#report(id));
    // Whoever waits for the last of them hears of the first failure.
    report.catch(() => {});
    this.#reports.push(report);
    if (this.#reports.length >= IN_FLIGHT) await this.#reports.shift();
  }

  /** Resolves when all is reported. */
  async done(): Promise<void> {
    await this.#reports.at(-1);
    if (this.#local === 0) return;
    // Nobody will ever take it.
    if (this.#office.removed.get()) throw new ConfabError('removed', this.#terminal.data);
    this.#terminal.note(this.#whyLocal());
  }

  /** Resolves once the message is durable here and held elsewhere, or its wait is over. */
  async #settle(text: string): Promise<EntryId> {
    const { interrupted, offline } = this.#terminal;
    const { files } = this;
    const id = await this.#office.send(this.#conversation.id, text, { files });
    const isHeld = () => this.#office.delivery(id).kind !== 'local';
    if (offline || this.#wait === 0) return id;
    await within(this.#wait, interrupted, (signal) =>
      until(this.#office.deliveries, isHeld, signal),
    );
    if (files.length > 0) await this.#bring(files);
    return id;
  }

  /** Waits until somebody else has the files. */
  async #bring(files: readonly Attachment[]): Promise<void> {
    const { bringFile } = await import('./sendFiles.ts');
    for (const file of files) {
      if (await bringFile(this.#terminal, this.#office, file, this.#wait)) continue;
      this.#terminal.note(
        `Nobody else has ${safeLine(file.name)} yet; others get it whenever this device is connected, for example with “confab tail”.`,
      );
    }
  }

  #report(id: EntryId): void {
    const title = safeLine(titleOf(this.#conversation));
    const replicas = this.#office.holders(id);
    const delivery = this.#office.delivery(id);
    if (replicas === 0) this.#local += 1;
    const text =
      delivery.kind === 'local'
        ? `Kept for ${title}, on this device only.`
        : `Sent to ${title}, ${sayHeld(delivery)}.`;
    const state = replicas === 0 ? 'local' : 'stored';
    const files = this.files.map((file) => file.id);
    const record = {
      id: this.#office.nowCalled(id),
      state,
      replicas,
      ...(files.length > 0 ? { files } : {}),
    };
    this.#terminal.show(record, text);
  }

  #whyLocal(): string {
    const subject = this.#local === 1 ? 'The message goes' : `${this.#local} messages go`;
    const later = `${subject} out when Confab next connects, for example with “confab sync”.`;
    if (this.#terminal.offline) return `Not connected, as asked. ${later}`;
    const connection = this.#office.connection.get();
    const { kind } = connection;
    if (kind === 'connected' && connection.limit) {
      return `In the meantime ${LIMITS[connection.limit]}. ${later}`;
    }
    if (kind === 'refused') return `In the meantime ${whyRefused(connection.turned)}. ${later}`;
    return kind === 'connected'
      ? `Nobody has confirmed it yet. ${later}`
      : `No connection. ${later}`;
  }
}

function sayHeld(delivery: Exclude<Delivery, { kind: 'local' }>): string {
  if (delivery.kind === 'relay') return 'kept by the relay';
  const { count, relay } = delivery;
  return `on ${count} other ${count === 1 ? 'device' : 'devices'}${relay ? ' and the relay' : ''}`;
}
