import type { ChainId, ConversationId, DeviceId, LogId } from '../../src/model/ids.ts';
import { logOf } from '../../src/model/ids.ts';
import { monthOf } from '../../src/model/time.ts';
import type { Ask } from '../../src/search/ask.ts';
import type { Doc, Spot } from '../../src/search/docs.ts';
import { flagsOf } from '../../src/search/docs.ts';
import { readQuery } from '../../src/search/query.ts';
import { toBase64url } from '../../src/wire/bytes.ts';

const idOf = (kind: number, n: number, length: number): string => {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, kind * 2 ** 24 + n);
  return toBase64url(bytes);
};

export const conversationId = (n: number) => idOf(1, n, 16) as ConversationId;
export const deviceId = (n: number) => idOf(2, n, 32) as DeviceId;

/** The log of a conversation's month, by numbers. */
export const logFor = (conversation: number, at: number): LogId =>
  logOf(conversationId(conversation), monthOf(at));

/** A message for the index; each device writes in one chain. */
export function makeDoc(
  number: number,
  text: string,
  more: {
    readonly author?: number;
    readonly at?: number;
    readonly files?: readonly string[];
    readonly flags?: number;
    readonly remarks?: readonly Spot[];
    readonly answers?: Spot | null;
  } = {},
): Doc {
  const { author = 0, at = 0, files = [], flags = 0, remarks = [], answers = null } = more;
  const chain = (1_000 + author) as ChainId;
  return {
    chain,
    number,
    device: deviceId(author),
    at,
    text,
    files,
    flags: flags | flagsOf(text, files),
    remarks,
    answers,
  };
}

/** A question without conditions about people and places. */
export function askFor(question: string, now: number, more: Partial<Ask> = {}): Ask {
  const { words, phrases, without, conditions } = readQuery(question, now);
  return {
    words,
    phrases,
    without,
    flags: 0,
    noFlags: 0,
    from: null,
    notFrom: [],
    within: null,
    notWithin: [],
    days: conditions.flatMap((it) => (it.kind === 'days' && !it.not ? [it.range] : [])),
    notDays: [],
    only: null,
    sort: 'relevance',
    offset: 0,
    limit: 20,
    now,
    ...more,
  };
}
