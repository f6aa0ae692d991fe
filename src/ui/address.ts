import { type ConversationId, type EntryId, isId16, isId32 } from '../model/ids.ts';

/** What the part of the address after `#` asks for. Everything else is `home`. */
export type Address =
  | { readonly kind: 'home' }
  | {
      readonly kind: 'conversation';
      readonly conversation: ConversationId;
      /** The message whose thread is open beside it. */
      readonly thread: EntryId | null;
      /** The message to open at. */
      readonly message: EntryId | null;
    }
  /** A link into an office: set-up, invite, device or recovery; its contents are not read here. */
  | { readonly kind: 'link' };

const LINK = /^#\/(setup|join|link|recover)\//;

export function readAddress(hash: string): Address {
  if (LINK.test(hash)) return { kind: 'link' };
  const [, first, conversation, ...parts] = hash.split('/');
  if (first !== 'c' || !conversation || !isId16(conversation)) return { kind: 'home' };
  const thread = taken(parts, 't');
  const message = taken(parts, 'm');
  if (parts.length > 0) return { kind: 'home' };
  return { kind: 'conversation', conversation: conversation as ConversationId, thread, message };
}

/** Takes `name/ID` off the front; null where it does not stand there. */
function taken(parts: string[], name: string): EntryId | null {
  const [first, id] = parts;
  if (first !== name || id === undefined || !isId32(id)) return null;
  parts.splice(0, 2);
  return id as EntryId;
}

/** The fragment that opens a conversation, at one message and with one thread if given. */
export function addressOf(
  conversation: ConversationId,
  message?: EntryId | null,
  thread?: EntryId | null,
): string {
  return `#/c/${conversation}${thread ? `/t/${thread}` : ''}${message ? `/m/${message}` : ''}`;
}
