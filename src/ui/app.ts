import type { Prepare } from '../files/prepared.ts';
import type { Messenger, Observable } from '../messenger/messenger.ts';
import type { Reason } from '../model/errors.ts';
import type { ConversationId, EntryId } from '../model/ids.ts';
import type { Language } from './text/languages.ts';

/**
 * What the composition root gives the browser face. The face only derives from it: it opens no
 * storage, reads no link and knows no network.
 */
export interface App {
  /** What there is to show: changes when an office is entered, taken over or lost. */
  readonly session: Observable<Session>;
  /**
   * Takes a link that the person pasted; `session` then becomes `setup`, `join`, `link` or `recover`.
   * Throws a `ConfabError` with `malformed-link` or `unsupported`.
   */
  openLink(text: string): void;
  readonly drafts: Drafts;
  readonly begun: Kept<Begun>;
  readonly positions: Setting<ReadonlyMap<ConversationId, Position>>;
  /** Looks at a picture before it is sent. */
  readonly prepare: Prepare;
  /**
   * Deletes everything that this profile keeps, keys included; `session` is then `welcome`. Rejects
   * with `storage-failed`; what is left can be deleted by trying again.
   */
  wipe(): Promise<void>;
  /** What was typed on the pages before an office is open: a reload keeps it. */
  readonly typed: Typed;
  readonly lock: DeviceLock;
  readonly theme: Setting<Theme>;
  readonly language: Setting<LanguageChoice>;
  /** What was searched for lately, the newest first. */
  readonly searches: Setting<readonly string[]>;
  readonly density: Setting<Density>;
  readonly textSize: Setting<TextSize>;
  /** Parts of the sidebar that are folded. */
  readonly folded: Setting<ReadonlySet<Section>>;
  /** The conversations that were visited last, the latest first. */
  readonly recent: Setting<readonly ConversationId[]>;
  /** A newer version that waits: call it to change over, which reloads the page. Null while there is none. */
  readonly update: Observable<(() => void) | null>;
  /** The version of the app, for people. */
  readonly version: string;
  /** The hash over all files of this version; null where they were not built, as while developing. */
  build(): Promise<string | null>;
  /** Where and how safely this browser keeps the data. */
  storage(): Promise<StorageFacts>;
}

export type Session =
  /** The profile is being opened; short. */
  | { readonly kind: 'starting' }
  /** No office in this profile and no link in the address. */
  | {
      readonly kind: 'welcome';
      /** Why the link in the address was of no use. */
      readonly notice?: Reason;
    }
  /** The passphrase of this device is missing. `unlock` rejects with `wrong-passphrase`. */
  | { readonly kind: 'locked'; readonly unlock: (passphrase: string) => Promise<void> }
  | { readonly kind: 'setup'; readonly found: Found }
  | { readonly kind: 'join'; readonly office: string; readonly join: Join }
  /** This browser becomes one more device of somebody in the office. */
  | { readonly kind: 'link'; readonly office: string; readonly link: LinkDevice }
  /** Somebody who lost their devices comes back. */
  | { readonly kind: 'recover'; readonly office: string; readonly recover: Recover }
  | {
      readonly kind: 'open';
      readonly messenger: Messenger;
      readonly notice?: Reason;
      /**
       * The address held a new set-up link of the office's own relay: it has lost the office, and this
       * brings it back. Rejects with `setup-used`, `relay-unreachable`, `timeout`.
       */
      readonly host?: () => Promise<void>;
    }
  /** Another tab of this profile has the office open. */
  | { readonly kind: 'elsewhere'; readonly takeOver: () => Promise<void> }
  /** Nothing can be shown. Without `retry`, a reload is offered. */
  | { readonly kind: 'failed'; readonly reason: Reason; readonly retry?: () => void };

/** What is being done while a person enters an office, in this order. */
export type Step = 'connecting' | 'founding' | 'reading' | 'joining' | 'asking';

export interface Entering {
  /** What this browser is called among its person's devices. */
  readonly label: string;
  /** Called with the words that both sides show while somebody is asked to let this browser in. */
  readonly onWords: (words: readonly string[]) => void;
  /** Wraps this device's keys from the beginning; empty for none. */
  readonly passphrase: string;
  /** Called when a step begins. */
  readonly onStep: (step: Step) => void;
  /** Ends the attempt; nothing is kept then. */
  readonly signal: AbortSignal;
}

/** Founds an office; `session` is `open` when it resolves. Rejects with a `ConfabError`. */
export type Found = (officeName: string, name: string, entering: Entering) => Promise<void>;
/** Joins an office; `session` is `open` when it resolves. Rejects with a `ConfabError`. */
export type Join = (name: string, entering: Entering) => Promise<void>;

/** Makes this browser a device of whoever made the link. Rejects with a `ConfabError`. */
export type LinkDevice = (entering: Entering) => Promise<void>;
/** Comes back with the words of a recovery code. Rejects with a `ConfabError`, such as `wrong-code`. */
export type Recover = (code: string, entering: Entering) => Promise<void>;

/** What was left unfinished, place by place: it survives a reload and a crash. */
export interface Kept<T> {
  readonly all: Observable<ReadonlyMap<DraftKey, T>>;
  /** Keeps it at once; what is empty is forgotten. */
  set(key: DraftKey, value: T): void;
}

/** Where a draft is written: in a conversation, or in one of its threads. */
export type DraftKey = ConversationId | `${ConversationId}/${EntryId}`;

/** Texts that were typed and not sent. */
export type Drafts = Kept<string>;

/** What a person has begun with the messages of a place. */
export interface Begun {
  /** The message that is being changed, and how it reads by now; null where nothing was typed yet. */
  readonly change: { readonly message: EntryId; readonly text: string | null } | null;
  /** The message that is being answered. */
  readonly answering: EntryId | null;
}

/** Where the person left a conversation: the topmost message on screen, and how many pixels of it are above. */
export interface Position {
  readonly message: EntryId;
  readonly hidden: number;
}

/** Texts of a tab, by field. */
export interface Typed {
  /** Empty where nothing was typed. */
  get(field: 'name' | 'office'): string;
  set(field: 'name' | 'office', text: string): void;
}

/** The passphrase of this device. Wrapping takes about a second, on purpose. */
export interface DeviceLock {
  /** Whether there is a passphrase. */
  readonly isSet: Observable<boolean>;
  /** False where this browser holds private keys that nobody can read, and so nobody wrap. */
  wrapsPrivateKeys(): Promise<boolean>;
  /** Sets or, with the one before, changes it. Rejects with `weak-passphrase`, `wrong-passphrase`. */
  set(passphrase: string, current?: string): Promise<void>;
  /** Rejects with `wrong-passphrase`. */
  remove(current: string): Promise<void>;
  /** Closes the office and forgets its keys; `session` becomes `locked`. */
  lockNow(): Promise<void>;
}

/** A choice of the person's that this browser remembers. */
export interface Setting<T> extends Observable<T> {
  set(value: T): void;
}

/** The parts of the sidebar, in their order. */
export const SECTIONS = ['starred', 'channel', 'group', 'direct'] as const;
export type Section = (typeof SECTIONS)[number];

export type Theme = 'system' | 'light' | 'dark';

/** How close messages stand. */
export type Density = 'comfortable' | 'compact';

export type TextSize = 'small' | 'normal' | 'large' | 'larger';

export type LanguageChoice = 'system' | Language;

export interface StorageFacts {
  /** The browser promised not to clear the data by itself. */
  readonly persistent: boolean;
  /** Bytes in use; null where the browser does not say. */
  readonly used: number | null;
}
