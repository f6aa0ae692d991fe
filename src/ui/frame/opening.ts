import { createContext, useContext } from 'solid-js';
import type { ConversationId, MemberId } from '../../model/ids.ts';
import type { DialogAddress, Panel, SettingsTab } from '../address.ts';

/** A dialog, and what it is about. */
export type Opened =
  | { readonly kind: 'invite' }
  | { readonly kind: 'channel' }
  | { readonly kind: 'message' }
  | { readonly kind: 'browse' }
  /** How available this person is. */
  | { readonly kind: 'status' }
  | { readonly kind: 'switcher' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'settings'; readonly tab?: SettingsTab }
  | { readonly kind: 'details'; readonly conversation: ConversationId }
  | { readonly kind: 'verify'; readonly member: MemberId }
  | { readonly kind: 'readmit'; readonly member: MemberId }
  | { readonly kind: 'remove'; readonly member: MemberId };

/** The dialog of an address; null where it is about a conversation and none is open. */
export function openedAt(address: DialogAddress, here: ConversationId | null): Opened | null {
  if (address === 'keys' || address === 'browse') return { kind: address };
  if (address !== 'details') {
    return { kind: 'settings', tab: address.slice('settings/'.length) as SettingsTab };
  }
  return here === null ? null : { kind: address, conversation: here };
}

/** How a component asks for another part of the frame. */
export interface Opening {
  /** Opens a dialog, in place of the one that is open. */
  open(dialog: Opened): void;
  /** Closes the dialog that is open. */
  close(): void;
  /** Shows a member's card in the panel; null shows all members. */
  showMember(member: MemberId | null): void;
  /** Shows a panel beside what is open. */
  showPanel(panel: Panel): void;
  /** The conversation that is open. */
  here(): ConversationId | null;
  /** Goes to a conversation, and closes what stands before it. */
  go(conversation: ConversationId): void;
  /** Opens the search beside, for one conversation or for all. */
  search(within: ConversationId | null): void;
}

export const OpeningContext = createContext<Opening>();

export function useOpening(): Opening {
  const opening = useContext(OpeningContext);
  if (!opening) throw new Error('this component lives inside the frame');
  return opening;
}
