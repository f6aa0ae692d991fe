import { type ConversationId, type EntryId, isId16, isId32, type MemberId } from '../model/ids.ts';

/** What stands beside a conversation or page; a thread is another such thing. */
const PANELS = ['members', 'pins', 'files', 'search'] as const;
export type Panel = (typeof PANELS)[number];

/** Pages of the office that are no conversation. */
const PAGES = ['inbox', 'saved', 'outbox'] as const;
export type Page = (typeof PAGES)[number];

/** The parts of the settings, a tab each. */
export type SettingsTab = 'general' | 'notifications' | 'devices' | 'office';

/** A dialog that is a view: an address ends with it, wherever it leads. */
export type DialogAddress = 'keys' | 'browse' | 'details' | `settings/${SettingsTab}`;

const DIALOG = /\/d\/(keys|browse|details|settings\/(?:general|notifications|devices|office))$/;

/** What is open beside. */
interface Beside {
  readonly panel: Panel | null;
  /** In the members' panel: whose card is shown. */
  readonly member: MemberId | null;
}

/** What the part of the address after `#` asks for. Everything else is `home`. */
export type Address =
  | (Beside & { readonly kind: 'home' })
  | (Beside & {
      readonly kind: 'conversation';
      readonly conversation: ConversationId;
      /** The message whose thread is open beside it; then there is no panel. */
      readonly thread: EntryId | null;
      /** The message to open at. */
      readonly message: EntryId | null;
    })
  | (Beside & { readonly kind: 'page'; readonly page: Page })
  /** A link into an office: set-up, invite, device or recovery; its contents are not read here. */
  | { readonly kind: 'link' };

const NOTHING: Beside = { panel: null, member: null };
const HOME: Address = { kind: 'home', ...NOTHING };
const LINK = /^#\/(setup|join|link|recover)\//;
export function readAddress(hash: string): Address {
  if (LINK.test(hash)) return { kind: 'link' };
  const [, first = '', ...parts] = withoutDialog(hash).split('/');
  if (first === 'p') {
    const beside = takenPanel([first, ...parts]);
    return { kind: 'home', ...beside };
  }
  if (isOneOf(PAGES, first)) {
    const beside = takenPanel(parts);
    return parts.length > 0 ? HOME : { kind: 'page', page: first, ...beside };
  }
  const conversation = parts.shift();
  if (first !== 'c' || !conversation || !isId16(conversation)) return HOME;
  const thread = taken(parts, 't');
  const message = taken(parts, 'm');
  const beside = thread === null ? takenPanel(parts) : NOTHING;
  if (parts.length > 0) return HOME;
  const id = conversation as ConversationId;
  return { kind: 'conversation', conversation: id, thread, message, ...beside };
}

/** The dialog that an address opens over its place. */
export const dialogIn = (hash: string): DialogAddress | null =>
  (DIALOG.exec(hash)?.[1] as DialogAddress | undefined) ?? null;

/** The place over which an address opens a dialog; another address as it is. */
export const withoutDialog = (hash: string): string => hash.replace(DIALOG, '');

/** The address that opens a dialog over a place, or none. */
export const withDialog = (hash: string, dialog: DialogAddress | null): string =>
  dialog === null ? hash : `${hash.replace(/^#?\/?$/, '#')}/d/${dialog}`;

/** Takes `name/ID` off the front; null where it does not stand there. */
function taken(parts: string[], name: string): EntryId | null {
  const [first, id] = parts;
  if (first !== name || id === undefined || !isId32(id)) return null;
  parts.splice(0, 2);
  return id as EntryId;
}

/** Takes `p/PANEL`, or `p/members/MEMBER`, off the front. */
function takenPanel(parts: string[]): Beside {
  const [first, panel = '', member] = parts;
  if (first !== 'p' || !isOneOf(PANELS, panel)) return NOTHING;
  parts.splice(0, 2);
  if (panel !== 'members' || member === undefined || !isId16(member)) {
    return { panel, member: null };
  }
  parts.shift();
  return { panel, member: member as MemberId };
}

const isOneOf = <T extends string>(all: readonly T[], it: string): it is T =>
  (all as readonly string[]).includes(it);

/** The fragment that opens a conversation, at one message and with one thread if given. */
export function addressOf(
  conversation: ConversationId,
  message?: EntryId | null,
  thread?: EntryId | null,
): string {
  return `#/c/${conversation}${thread ? `/t/${thread}` : ''}${message ? `/m/${message}` : ''}`;
}

/** An address with a panel beside it. */
export const withPanel = (address: string, panel: Panel): string => `${address}/p/${panel}`;

/** The fragment of a page. */
export const addressOfPage = (page: Page): string => `#/${page}`;

/** The fragment that shows the same place with another panel beside it, or with none. */
export function besideOf(address: Address, panel: Panel | null, member?: MemberId | null): string {
  const more = panel ? `/p/${panel}${member ? `/${member}` : ''}` : '';
  if (address.kind === 'page') return addressOfPage(address.page) + more;
  if (address.kind === 'conversation') return addressOf(address.conversation) + more;
  return `#${more || '/'}`;
}
