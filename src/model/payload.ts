import * as v from 'valibot';
import { type EntryId, isId32 } from './ids.ts';

/**
 * What a conversation's entries say, once decrypted: arrays `[code, …]`, the common case first and
 * short. A code that this version does not know is kept and shown as unsupported.
 */
export type Payload = MessagePayload | { readonly kind: 'unsupported' };

export interface MessagePayload {
  readonly kind: 'message';
  readonly text: string;
  /** The message it answers. */
  readonly replyTo?: EntryId;
}

const MESSAGE = 1;

export const entryId = v.custom<EntryId>((it) => typeof it === 'string' && isId32(it));

/** Later fields join this map; unknown ones are ignored. */
const extras = v.object({ replyTo: v.optional(entryId) });

/** The shortest encodable form of a payload. */
export function toWire(payload: MessagePayload): [number, string, ...{ replyTo: EntryId }[]] {
  const { text, replyTo } = payload;
  return replyTo === undefined ? [MESSAGE, text] : [MESSAGE, text, { replyTo }];
}

/** Reads a decrypted value; null when it breaks the schema. `most` is the longest text in characters. */
export function fromWire(value: unknown, most: number): Payload | null {
  if (!Array.isArray(value) || typeof value[0] !== 'number') return null;
  if (value[0] !== MESSAGE) return { kind: 'unsupported' };
  const [, text, more] = value;
  if (typeof text !== 'string' || text.length > most || value.length > 3) return null;
  if (more === undefined) return { kind: 'message', text };
  const read = v.safeParse(extras, more);
  if (!read.success) return null;
  const { replyTo } = read.output;
  return replyTo === undefined ? { kind: 'message', text } : { kind: 'message', text, replyTo };
}
