import * as v from 'valibot';
import {
  type FileLimits,
  type FilePart,
  fromWireFile,
  toWireFile,
  type WireFile,
  type WrittenFile,
  wireFile,
} from './attachment.ts';
import {
  type ChainId,
  type ConversationId,
  type EntryId,
  isId16,
  isId32,
  isLogId,
  type LogId,
  type MemberId,
  ROSTER,
} from './ids.ts';

import { isName } from './names.ts';

/**
 * What a conversation's entries say, once decrypted: arrays `[code, …]`, the common case first and
 * short (SPEC M). A code that this version does not know is kept and shown as unsupported.
 */
export type Payload = MessagePayload | Remark | Seen | Personal | { readonly kind: 'unsupported' };

export interface MessagePayload {
  readonly kind: 'message';
  readonly text: string;
  /** The message it answers. */
  readonly replyTo?: EntryId;
  /** The message whose thread it belongs to. */
  readonly thread?: EntryId;
  /** A message of a thread that stands in the conversation too. */
  readonly also?: true;
  /** It tells what its author does, as if it began with their name. */
  readonly me?: true;
  readonly mentions?: readonly Mention[];
  /** A message with files may have an empty text. */
  readonly files?: readonly FilePart[];
}

/**
 * Who is meant: everybody, everybody who is here, or a member by the name that stands in the text
 * behind an `@`. The member counts, not the name: names change.
 */
export type Mention = 'channel' | 'here' | { readonly member: MemberId; readonly name: string };

/** What is said of another message; it stands in that message's log. */
export type Remark =
  | {
      readonly kind: 'edit';
      readonly target: EntryId;
      readonly text: string;
      readonly mentions?: readonly Mention[];
    }
  | { readonly kind: 'delete'; readonly target: EntryId }
  /** `on` false takes the reaction back. */
  | {
      readonly kind: 'reaction';
      readonly target: EntryId;
      readonly emoji: string;
      readonly on: boolean;
    }
  | { readonly kind: 'pin'; readonly target: EntryId; readonly on: boolean };

/** How far somebody has read what others wrote in a log: of each chain, the number that comes next. */
export interface Seen {
  readonly kind: 'seen';
  readonly upTo: readonly (readonly [ChainId, number])[];
}

/** What people keep for themselves: it stands in the direct with themselves alone. */
export type Personal =
  /** Puts a message of another log aside for later, or is done with it. */
  | { readonly kind: 'save'; readonly target: EntryId; readonly log: LogId; readonly on: boolean }
  /** How they want a conversation, such as `star`. */
  | {
      readonly kind: 'prefer';
      readonly conversation: ConversationId;
      readonly what: string;
      readonly value: Preferred;
    };

/** Whether, until when, or a word. */
export type Preferred = boolean | number | string;

/** Bounds of what is read; `wire/limits.ts` names them. */
export interface PayloadLimits extends FileLimits {
  /** Characters (UTF-16 units) of a text. */
  readonly text: number;
  /** Characters (UTF-16 units) of a reaction. */
  readonly emoji: number;
  readonly mentions: number;
  /** Characters (UTF-16 units) of a mentioned name. */
  readonly name: number;
}

const MESSAGE = 1;
const EDIT = 2;
const DELETE = 3;
const REACTION = 4;
const PIN = 5;
const SEEN = 6;
const SAVE = 7;
const PREFER = 8;
/** Characters (UTF-16 units) of what is preferred, and of a word that says how. */
const MOST_WORD = 32;

const isEntryId = (it: unknown): it is EntryId => typeof it === 'string' && isId32(it);
export const entryId = v.custom<EntryId>(isEntryId);
const mention = v.union([
  v.picklist(['channel', 'here']),
  v.tuple([v.custom<MemberId>((it) => typeof it === 'string' && isId16(it)), v.string()]),
]);

/** Later fields join this map; unknown ones are ignored. */
const extras = v.object({
  replyTo: v.optional(entryId),
  thread: v.optional(entryId),
  also: v.optional(v.boolean()),
  me: v.optional(v.boolean()),
  mentions: v.optional(v.array(mention)),
  files: v.optional(v.array(wireFile)),
});

type WireMention = 'channel' | 'here' | readonly [MemberId, string];
type WireExtras = {
  readonly [key in 'replyTo' | 'thread' | 'also' | 'me' | 'mentions' | 'files']?:
    | string
    | boolean
    | readonly WireMention[]
    | readonly WrittenFile[];
};
type Wire = readonly (
  | number
  | string
  | boolean
  | WireExtras
  | readonly (readonly [ChainId, number])[]
)[];

/** The shortest encodable form of a payload. */
export function toWire(payload: MessagePayload | Remark | Seen | Personal): Wire {
  switch (payload.kind) {
    case 'message': {
      const { text, replyTo, thread, also, me, mentions, files } = payload;
      return [MESSAGE, text, ...toExtras({ replyTo, thread, also, me, mentions, files })];
    }
    case 'edit':
      return [EDIT, payload.target, payload.text, ...toExtras({ mentions: payload.mentions })];
    case 'delete':
      return [DELETE, payload.target];
    case 'reaction':
      return [REACTION, payload.target, payload.emoji, payload.on];
    case 'pin':
      return [PIN, payload.target, payload.on];
    case 'seen':
      return [SEEN, payload.upTo];
    case 'save':
      return [SAVE, payload.target, payload.log, payload.on];
    case 'prefer':
      return [PREFER, payload.conversation, payload.what, payload.value];
  }
}

interface Extras {
  readonly replyTo?: EntryId | undefined;
  readonly thread?: EntryId | undefined;
  readonly also?: boolean | undefined;
  readonly me?: boolean | undefined;
  readonly mentions?: readonly Mention[] | undefined;
  readonly files?: readonly FilePart[] | undefined;
}

/** The map behind the fixed fields; absent where it would be empty. */
function toExtras({ replyTo, thread, also, me, mentions = [], files = [] }: Extras): WireExtras[] {
  const written: WireExtras = {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(thread === undefined ? {} : { thread }),
    ...(also ? { also } : {}),
    ...(me ? { me } : {}),
    ...(mentions.length === 0 ? {} : { mentions: mentions.map(toWireMention) }),
    ...(files.length === 0 ? {} : { files: files.map(toWireFile) }),
  };
  return Object.keys(written).length === 0 ? [] : [written];
}

const toWireMention = (it: Mention): WireMention =>
  typeof it === 'string' ? it : [it.member, it.name];

/** Reads a decrypted value; null when it breaks the schema. */
export function fromWire(value: unknown, most: PayloadLimits): Payload | null {
  if (!Array.isArray(value) || typeof value[0] !== 'number') return null;
  switch (value[0]) {
    case MESSAGE:
      return readMessage(value, most);
    case EDIT:
      return readEdit(value, most);
    case DELETE:
      return isFixed(value, 2) ? { kind: 'delete', target: value[1] as EntryId } : null;
    case REACTION:
      return readReaction(value, most);
    case PIN:
      return isFixed(value, 3) && typeof value[2] === 'boolean'
        ? { kind: 'pin', target: value[1] as EntryId, on: value[2] }
        : null;
    case SEEN:
      return readSeen(value);
    case SAVE:
      return readSave(value);
    case PREFER:
      return readPreference(value);
    default:
      return { kind: 'unsupported' };
  }
}

/** Whether it names its target, and has `count` fields and at most a map of later ones behind them. */
const isFixed = (value: readonly unknown[], count: number): boolean =>
  isEntryId(value[1]) && endsAt(value, count);

const endsAt = (value: readonly unknown[], count: number): boolean =>
  value.length === count || (value.length === count + 1 && isMap(value[count]));

const isMap = (it: unknown): boolean =>
  typeof it === 'object' && it !== null && !Array.isArray(it) && !(it instanceof Uint8Array);

const isText = (it: unknown, most: number): it is string =>
  typeof it === 'string' && it.length <= most;

function readMessage(value: readonly unknown[], most: PayloadLimits): MessagePayload | null {
  const [, text, more] = value;
  if (!isText(text, most.text) || value.length > 3) return null;
  if (more === undefined) return { kind: 'message', text };
  const read = readExtras(more, most);
  return read && { kind: 'message', text, ...read };
}

function readEdit(value: readonly unknown[], most: PayloadLimits): Remark | null {
  const [, target, text, more] = value;
  if (!isFixed(value, 3) || !isText(text, most.text)) return null;
  const read = more === undefined ? {} : readExtras(more, most);
  if (!read) return null;
  const { mentions } = read;
  const edit = { kind: 'edit' as const, target: target as EntryId, text };
  return mentions ? { ...edit, mentions } : edit;
}

function readReaction(value: readonly unknown[], most: PayloadLimits): Remark | null {
  const [, target, emoji, on] = value;
  if (!isFixed(value, 4) || typeof on !== 'boolean') return null;
  if (typeof emoji !== 'string' || !isEmoji(emoji, most.emoji)) return null;
  return { kind: 'reaction', target: target as EntryId, emoji, on };
}

/** Chains that one word about reading names at most; more are ignored. */
export const MAX_SEEN_CHAINS = 500;

function readSeen(value: readonly unknown[]): Seen | null {
  const pairs = value[1];
  if (!Array.isArray(pairs) || !endsAt(value, 2) || !pairs.every(isMark)) return null;
  return { kind: 'seen', upTo: pairs.slice(0, MAX_SEEN_CHAINS) };
}

const isMark = (it: unknown): it is [ChainId, number] =>
  Array.isArray(it) &&
  it.length === 2 &&
  it.every((part) => Number.isSafeInteger(part) && part >= 0);

function readSave(value: readonly unknown[]): Personal | null {
  const [, target, log, on] = value;
  if (!isFixed(value, 4) || typeof on !== 'boolean' || typeof log !== 'string') return null;
  if (!isLogId(log) || log === ROSTER) return null;
  return { kind: 'save', target: target as EntryId, log, on };
}

function readPreference(value: readonly unknown[]): Personal | null {
  const [, conversation, what, preferred] = value;
  if (typeof conversation !== 'string' || !isId16(conversation) || !endsAt(value, 4)) return null;
  if (!isText(what, MOST_WORD) || !isPreferred(preferred)) return null;
  const id = conversation as ConversationId;
  return { kind: 'prefer', conversation: id, what, value: preferred };
}

const isPreferred = (it: unknown): it is Preferred =>
  typeof it === 'boolean' || Number.isSafeInteger(it) || isText(it, MOST_WORD);

/** White space, what turns the direction of letters, and what is no character: no picture has it. */
const NO_EMOJI = /[\s\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/**
 * Whether it can be a reaction. Which pictures there are differs from engine to engine and from year
 * to year, and replicas must agree: so it is only bounded, and harmless.
 */
export const isEmoji = (text: string, most: number): boolean =>
  text.length > 0 && text.length <= most && !NO_EMOJI.test(text);

function readExtras(value: unknown, most: PayloadLimits) {
  const read = v.safeParse(extras, value);
  if (!read.success) return null;
  const { replyTo, thread, also, me, mentions = [], files = [] } = read.output;
  const named = mentions.slice(0, most.mentions).flatMap((it) => fromWireMention(it, most.name));
  return {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(thread === undefined ? {} : { thread }),
    ...(also && thread !== undefined ? { also } : {}),
    ...(me ? { me } : {}),
    ...(named.length === 0 ? {} : { mentions: named }),
    ...(files.length === 0 ? {} : { files: carried(files, most) }),
  } as const;
}

/** The files of a message, none twice. */
function carried(files: readonly WireFile[], most: PayloadLimits): FilePart[] {
  const parts = files.slice(0, most.files).map((it) => fromWireFile(it, most));
  return parts.filter(({ id }, i) => parts.findIndex((it) => it.id === id) === i);
}

function fromWireMention(it: WireMention, most: number): Mention[] {
  if (typeof it === 'string') return [it];
  const [member, name] = it;
  return isName(name, most) ? [{ member, name }] : [];
}
