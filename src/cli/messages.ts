import type { Delivery, Message, Reaction } from '../messenger/messenger.ts';
import type { ConversationId, EntryId, FileId, MemberId } from '../model/ids.ts';
import { sizeText } from './progress.ts';
import { padded, safeLine, safeText, widthOf } from './screen.ts';
import type { Terminal } from './terminal.ts';

/**
 * Where a message is: `local` is an own message that no other replica is known to hold, `stored`
 * one that at least one holds (the relay or another device), `received` one by somebody else.
 */
export type MessageState = 'local' | 'stored' | 'received';

/** A message as `history` and `tail` give it to scripts (docs: the terminal client). */
export interface MessageRecord {
  readonly id: EntryId;
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
  readonly from: { readonly member: MemberId; readonly name: string };
  readonly conversation: ConversationId;
  readonly text: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** The message that it answers. */
  readonly replyTo: EntryId | null;
  /** The message whose thread it belongs to. */
  readonly thread: EntryId | null;
  readonly pinned: boolean;
  /** The text tells what its author does. */
  readonly me: boolean;
  readonly reactions: readonly Reaction[];
  readonly files: readonly FileRecord[];
  readonly state: MessageState;
}

export interface FileRecord {
  readonly id: FileId;
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** What a message carries, as scripts get it. */
export const filesOf = ({ files }: Pick<Message, 'files'>): FileRecord[] =>
  files.map(({ id, name, type, size }) => ({ id, name, type, size }));

export const stateOf = ({ from }: Message, delivery: Delivery): MessageState => {
  if (!from.self) return 'received';
  return delivery.kind === 'local' ? 'local' : 'stored';
};

export function recordOf(message: Message, state: MessageState): MessageRecord {
  const { id, at, from, conversation, text, edited, deleted, replyTo, root, pinned } = message;
  return {
    id,
    at,
    from: { member: from.member, name: from.name },
    conversation,
    text,
    edited,
    deleted: deleted !== null,
    replyTo: replyTo?.id ?? null,
    thread: root,
    pinned,
    me: message.me,
    reactions: message.reactions,
    files: filesOf(message),
    state,
  };
}

/** Cells that names may take before what follows them moves to the right. */
const MOST_NAME = 20;
const GAP = '  ';

/** Writes messages for people: a line for each day, then time, name and text in columns. */
export class MessageLines {
  readonly #terminal: Pick<Terminal, 'strong' | 'faint'>;
  readonly #nameWidth: number;
  // Made here: loading a locale takes longer than all the rest of this file.
  readonly #days = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
  readonly #times = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
  #day = '';
  #where = '';

  /** `names` are those whose columns are to line up. */
  constructor(terminal: Pick<Terminal, 'strong' | 'faint'>, names: Iterable<string>) {
    this.#terminal = terminal;
    const widths = [...names].map((name) => widthOf(safeLine(name)));
    this.#nameWidth = Math.min(MOST_NAME, Math.max(0, ...widths));
  }

  /** The lines of one message; `where` names its conversation when several are shown. */
  of(message: Message, state: MessageState, where = ''): string[] {
    return [...this.#heading(message, where), ...this.#body(message, state)];
  }

  #heading({ at }: Message, where: string): string[] {
    const today = this.#days.format(at);
    if (today === this.#day && where === this.#where) return [];
    const first = this.#day === '';
    const parts = [today === this.#day ? '' : today, safeLine(where)].filter(Boolean);
    this.#day = today;
    this.#where = where;
    const line = this.#terminal.strong(parts.join(' · '));
    return first ? [line] : ['', line];
  }

  #body(message: Message, state: MessageState): string[] {
    const { at, from, replyTo, reactions } = message;
    const { strong, faint } = this.#terminal;
    const clock = this.#times.format(at);
    const name = padded(safeLine(from.name) || 'Somebody', this.#nameWidth);
    const indent = ' '.repeat(clock.length + widthOf(name) + 2 * GAP.length);
    const text = message.deleted ? faint('(deleted)') : safeText(message.text);
    const answered = replyTo ? [faint(quoteLine(replyTo))] : [];
    const files = message.files.map(({ name, size }) =>
      faint(`[${safeLine(name)}, ${sizeText(size)}]`),
    );
    const said = text === '' && files.length > 0 ? [] : text.split('\n');
    const [first = '', ...more] = [...answered, ...said, ...files];
    const lines = [`${faint(clock)}${GAP}${strong(name)}${GAP}${first}`];
    lines.push(...more.map((line) => (line === '' ? '' : indent + line)));
    const remarks = remarksOn(message, state);
    if (remarks.length > 0) lines[lines.length - 1] += faint(`${GAP}(${remarks.join(', ')})`);
    const given = reactions.map(({ emoji, members }) => `${safeLine(emoji)} ${members.length}`);
    if (given.length > 0) lines.push(indent + faint(given.join(GAP)));
    return lines;
  }
}

function remarksOn({ edited, pinned, future, thread, root }: Message, state: MessageState) {
  return [
    edited ? 'edited' : '',
    pinned ? 'pinned' : '',
    root ? 'in a thread' : '',
    thread ? `${thread.replies} ${thread.replies === 1 ? 'reply' : 'replies'}` : '',
    state === 'local' ? 'only on this device' : '',
    future ? 'dated in the future' : '',
  ].filter(Boolean);
}

/** A message on one line: its words, or else the names of what it carries. */
export const gistOf = ({ text, files }: Pick<Message, 'text' | 'files'>): string =>
  safeLine(text || files.map(({ name }) => name).join(', '));

/** Characters of an answered message that are shown. */
const QUOTED = 60;

function quoteLine({ from, text, files, deleted }: NonNullable<Message['replyTo']>): string {
  if (!from) return '> a message that is not loaded';
  const said = deleted ? '(deleted)' : gistOf({ text, files });
  const short = said.length > QUOTED ? `${said.slice(0, QUOTED).toWellFormed()}…` : said;
  return `> ${safeLine(from.name) || 'Somebody'}: ${short}`;
}
