import type { Readable } from 'node:stream';
import type { EnterOptions, OpenMessenger } from '../messenger/open.ts';
import type { KeyLock } from '../ports.ts';
import type { InviteLink, SetupLink } from '../wire/links.ts';

/** What a command gets from the world; `main.ts` and `compose.ts` make it real. */
export interface Terminal extends Doors {
  /** Results as one JSON object a line instead of people's text. */
  readonly json: boolean;
  /** Does not connect. */
  readonly offline: boolean;
  /** The data folder, absolute. */
  readonly data: string;
  /** Aborts when the person interrupts. */
  readonly interrupted: AbortSignal;
  /** A result on standard output: the object as JSON, or `text` for people. */
  show(record: object, text: string): void;
  /** Several results at once: `lines` are the people's text of all of them together. */
  showAll(records: readonly object[], lines: readonly string[]): void;
  /** One sentence on standard error. */
  note(sentence: string): void;
  /** Text that stands out where the terminal can show it, such as a day. */
  strong(text: string): string;
  /** Text that stands back. */
  faint(text: string): string;
  /** The passphrase that is wanted from now on, asked for twice; `first` where there was none. */
  newPassphrase(first: boolean): Promise<string>;
  /** Asks and waits for yes or no; no where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  /** Asks for a text that is not shown while it is typed; null where nobody can be asked. */
  ask(question: string): Promise<string | null>;
  /** Standard input; it ends with an `AbortError` when the person interrupts. */
  input(): Readable;
}

/**
 * The ways into the office of the data folder. Closing the messenger gives the folder free. All
 * reject with `in-use`, `storage-failed`, `storage-full` and `unsupported` beside what is named.
 */
export interface Doors {
  /** Rejects with `no-office`, `identity-lost`. */
  openOffice(): Promise<OpenMessenger>;
  createOffice(
    link: SetupLink,
    origin: string,
    names: { readonly office: string; readonly person: string },
    options: EnterOptions,
  ): Promise<OpenMessenger>;
  /**
   * The lock of the data folder, for the length of `work`; `make`: also of a folder that does not exist yet,
   * else that is `no-office`.
   */
  withLock<T>(make: boolean, work: (lock: KeyLock) => Promise<T>): Promise<T>;
  /** The passphrase of a folder that is locked. Rejects with `locked` where nobody can be asked. */
  passphrase(): Promise<string>;
  joinOffice(
    link: InviteLink,
    origin: string,
    name: string,
    options: EnterOptions,
  ): Promise<OpenMessenger>;
  /** Asks for the code once the folder is open, and belongs to no office. */
  recoverOffice(
    link: InviteLink,
    origin: string,
    code: () => Promise<string>,
    options: EnterOptions,
  ): Promise<OpenMessenger>;
}
