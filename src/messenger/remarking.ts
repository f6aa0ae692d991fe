import type { Entry } from '../log/entry.ts';
import type { FilePart } from '../model/attachment.ts';
import { toEmoji } from '../model/emoji.ts';
import { ConfabError } from '../model/errors.ts';
import { type ConversationId, logOf } from '../model/ids.ts';
import { isEmoji, type MessagePayload, type Remark, toWire } from '../model/payload.ts';
import { monthOf } from '../model/time.ts';
import { utf8 } from '../wire/bytes.ts';
import { MAX_EMOJI, MAX_ENVELOPE, MAX_TEXT } from '../wire/limits.ts';
import type { Core } from './core.ts';
import { mentionsIn } from './mentions.ts';
import type { Message, SendOptions } from './messenger.ts';
import { requirePower } from './people.ts';
import { readyToWrite } from './rooms.ts';

/** What a person writes into a conversation: each message and each remark becomes one entry. */

/** Writes a message; resolves with its entry when it is durable on this device. */
export async function sendText(
  core: Core,
  conversation: ConversationId,
  text: string,
  { replyTo, thread, also, me }: SendOptions = {},
  files: readonly FilePart[] = [],
): Promise<Entry> {
  const said = files.length > 0 && text.trim() === '' ? { text: '' } : textOf(core, text);
  await readyToWrite(core, conversation);
  const payload: MessagePayload = {
    kind: 'message',
    ...said,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(thread === undefined ? {} : { thread }),
    ...(thread !== undefined && also ? { also } : {}),
    ...(me ? { me } : {}),
    ...(files.length > 0 ? { files: fitted(said.text, files) } : {}),
  };
  const log = logOf(conversation, monthOf(core.now()));
  return core.append(log, () => ({ content: toWire(payload), act: null }));
}

/** Bytes of an envelope that are neither text nor files: its own fields, padding, mentions, ids. */
const OTHERWISE = 12 * 1024;

/** The files with as many of their thumbnails as fit beside the text, the first first. */
function fitted(text: string, files: readonly FilePart[]): FilePart[] {
  let room = MAX_ENVELOPE - OTHERWISE - utf8(text).length;
  for (const { name } of files) room -= utf8(name).length + FILE_FIELDS;
  return files.map((file) => {
    const { thumbnail, ...part } = file;
    if (!thumbnail || thumbnail.length > room) return part;
    room -= thumbnail.length;
    return file;
  });
}

/** Bytes of a file's other fields, at most. */
const FILE_FIELDS = 320;

/** A text that can be sent, with whom it means. Throws `empty-text` or `text-too-long`. */
function textOf(core: Core, text: string): Pick<MessagePayload, 'text' | 'mentions'> {
  if (text.trim() === '') throw new ConfabError('empty-text', 'nothing but white space');
  if (text.length > MAX_TEXT) throw new ConfabError('text-too-long', `${text.length} characters`);
  const mentions = mentionsIn(text, [...core.office.roster.members.values()]);
  return { text: text.toWellFormed(), ...(mentions.length > 0 ? { mentions } : {}) };
}

/** A message that is to be remarked on, and its entry. */
export interface Target {
  readonly entry: Entry;
  readonly message: Message;
}

export function edit(core: Core, { entry, message }: Target, text: string): Promise<Entry> {
  if (!message.from.self) throw new ConfabError('not-allowed', 'only its author edits a message');
  return remark(
    core,
    { entry, message },
    { kind: 'edit', target: message.id, ...textOf(core, text) },
  );
}

export function remove(core: Core, target: Target, mayModerate: boolean): Promise<Entry> {
  if (!target.message.from.self && !mayModerate) {
    throw new ConfabError('not-allowed', 'only its author or an admin deletes a message');
  }
  return remark(core, target, { kind: 'delete', target: target.message.id });
}

/** Pictures, flags and keycaps, as far as this engine knows them. */
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3/u;

export function react(core: Core, target: Target, given: string, on: boolean): Promise<Entry> {
  const emoji = toEmoji(given);
  if (!isEmoji(emoji, MAX_EMOJI) || !PICTURE.test(emoji))
    throw new ConfabError('malformed', `“${emoji}” is no emoji`);
  return remark(core, target, { kind: 'reaction', target: target.message.id, emoji, on });
}

export function pin(core: Core, target: Target, on: boolean): Promise<Entry> {
  requirePower(core, 'pin');
  return remark(core, target, { kind: 'pin', target: target.message.id, on });
}

/** Remarks stand in the log of what they are about (SPEC M4). */
async function remark(core: Core, { entry, message }: Target, said: Remark): Promise<Entry> {
  if (message.deleted) throw new ConfabError('unknown-message', 'it was deleted');
  await readyToWrite(core, message.conversation);
  return core.append(entry.at.log, () => ({ content: toWire(said), act: null }));
}
