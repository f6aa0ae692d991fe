import type { Messenger, Observable } from '../messenger/messenger.ts';
import type { Reason } from '../model/errors.ts';
import type { ConversationId } from '../model/ids.ts';

/**
 * What the composition root gives the browser face. The face only derives from it: it opens no
 * storage, reads no link and knows no network.
 */
export interface App {
  /** What there is to show: changes when an office is entered, taken over or lost. */
  readonly session: Observable<Session>;
  /**
   * Takes a set-up or invite link that the person pasted; `session` then becomes `setup` or `join`.
   * Throws a `ConfabError` with `malformed-link` or `unsupported`.
   */
  openLink(text: string): void;
  readonly drafts: Drafts;
  /** What was typed on the pages before an office is open: a reload keeps it. */
  readonly typed: Typed;
  readonly lock: DeviceLock;
  readonly theme: Setting<Theme>;
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
export type Step = 'connecting' | 'founding' | 'reading' | 'joining';

export interface Entering {
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

/** Texts that were typed and not sent: they survive a reload and a crash. */
export interface Drafts {
  readonly all: Observable<ReadonlyMap<ConversationId, string>>;
  /** Keeps the text at once; an empty one is forgotten. */
  set(conversation: ConversationId, text: string): void;
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

export type Theme = 'system' | 'light' | 'dark';

export interface StorageFacts {
  /** The browser promised not to clear the data by itself. */
  readonly persistent: boolean;
  /** Bytes in use; null where the browser does not say. */
  readonly used: number | null;
}
