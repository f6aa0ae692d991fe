/**
 * Branded identifiers. All are strings, so that they serve as map keys; the brand keeps one kind
 * from being passed where another is meant. The binary ones are base64url without padding, in its
 * only canonical spelling.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };
declare const fileBrand: unique symbol;

/** SHA-256 of the founding entry: 32 bytes, 43 characters. */
export type OfficeId = Branded<'OfficeId'>;
/** A device's Ed25519 signing key: 32 bytes, 43 characters. */
export type DeviceId = Branded<'DeviceId'>;
/** Derived from the member's first device: 16 bytes, 22 characters. */
export type MemberId = Branded<'MemberId'>;
/** Random: 16 bytes, 22 characters. */
export type ConversationId = Branded<'ConversationId'>;
/** SHA-256 of an entry in its place: 32 bytes, 43 characters. */
export type EntryId = Branded<'EntryId'>;
/** An invite's Ed25519 public key: 32 bytes, 43 characters. */
export type InviteId = Branded<'InviteId'>;
/** Commitment to a symmetric key: 16 bytes, 22 characters. */
export type KeyId = Branded<'KeyId'>;
/** SHA-256 of a sealed chunk of a file: 32 bytes, 43 characters. */
export type ChunkId = Branded<'ChunkId'>;
/** A file is named by its manifest's topmost chunk: 32 bytes, 43 characters. */
export type FileId = ChunkId & { readonly [fileBrand]: true };
/** A libp2p peer id in its usual base58 text. */
export type PeerId = Branded<'PeerId'>;
/** `roster`, or `CONVERSATION.YYYYMM` for one conversation in one calendar month (UTC). */
export type LogId = Branded<'LogId'>;

declare const chainBrand: unique symbol;
/** 53 bits, a safe integer; also the Yjs client id of the chain. */
export type ChainId = number & { readonly [chainBrand]: 'ChainId' };

/** Per chain, the number that comes next: everything below it is held. */
export type Vector = ReadonlyMap<ChainId, number>;

export const ROSTER = 'roster' as LogId;

const ID_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const ID_16 = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const LOG = /^([A-Za-z0-9_-]{21}[AQgw])\.(\d{4})(0[1-9]|1[0-2])$/;

/** Whether the text is the canonical spelling of 32 bytes. */
export const isId32 = (text: string): boolean => ID_32.test(text);
/** Whether the text is the canonical spelling of 16 bytes. */
export const isId16 = (text: string): boolean => ID_16.test(text);
/** Whether the text names a log. */
export const isLogId = (text: string): text is LogId => text === ROSTER || LOG.test(text);

/** A calendar month in UTC as one number, `year * 12 + month` with January 0, so that months compare and count. */
export type Month = number;

/** The log of a conversation in a month. */
export function logOf(conversation: ConversationId, month: Month): LogId {
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  return `${conversation}.${year}${String((month % 12) + 1).padStart(2, '0')}` as LogId;
}

interface LogParts {
  readonly conversation: ConversationId;
  readonly month: Month;
}

/** Parts of the logs that were asked for: a few thousand, again and again. Bounded, since peers name logs as they like. */
const known = new Map<LogId, LogParts>();
const MOST_KNOWN = 10_000;

/** What a conversation log's id says; null for the roster. Throws on text that is no log id. */
export function partsOf(log: LogId): LogParts | null {
  if (log === ROSTER) return null;
  const before = known.get(log);
  if (before) return before;
  const parts = readParts(log);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(log, parts);
  return parts;
}

function readParts(log: LogId): LogParts {
  const match = LOG.exec(log);
  if (!match) throw new TypeError(`not a log id: ${log}`);
  const [, conversation, year, month] = match;
  return {
    conversation: conversation as ConversationId,
    month: Number(year) * 12 + Number(month) - 1,
  };
}
