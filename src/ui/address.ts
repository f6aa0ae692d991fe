import { type ConversationId, type EntryId, isId16, isId32 } from '../model/ids.ts';

/** What the part of the address after `#` asks for. Everything else is `home`. */
export type Address =
  | { readonly kind: 'home' }
  | {
      readonly kind: 'conversation';
      readonly conversation: ConversationId;
      /** The message to open at. */
      readonly message: EntryId | null;
    }
  /** A set-up or invite link; its contents are not read here. */
  | { readonly kind: 'link' };

export function readAddress(hash: string): Address {
  const [, first, conversation, m, message, ...rest] = hash.split('/');
  if (hash.startsWith('#/setup/') || hash.startsWith('#/join/')) return { kind: 'link' };
  if (first !== 'c' || !conversation || !isId16(conversation) || rest.length > 0) {
    return { kind: 'home' };
  }
  const known = m === 'm' && message !== undefined && isId32(message);
  if (m !== undefined && !known) return { kind: 'home' };
  return {
    kind: 'conversation',
    conversation: conversation as ConversationId,
    message: known ? (message as EntryId) : null,
  };
}

/** The fragment that opens a conversation, at one message if given. */
export const addressOf = (conversation: ConversationId, message?: EntryId): string =>
  message === undefined ? `#/c/${conversation}` : `#/c/${conversation}/m/${message}`;
