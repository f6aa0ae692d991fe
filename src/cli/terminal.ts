import type { Readable } from 'node:stream';
import type { Device } from '../messenger/device.ts';

/** The ports of one device, with the data folder behind them. */
export interface OpenDevice {
  readonly device: Device;
  /** Absolute path of the data folder. */
  readonly folder: string;
  /** Gives the data folder free. Harmless when closed. */
  close(): Promise<void>;
}

/** What a command gets from the world; `compose.ts` makes it real. */
export interface Terminal {
  /** Results as one JSON object a line instead of people's text. */
  readonly json: boolean;
  /** Does not connect. */
  readonly offline: boolean;
  /** The data folder, as given or the platform's. */
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
  /** Standard input; it ends with an `AbortError` when the person interrupts. */
  input(): Readable;
  /**
   * Opens the data folder, making it where `make` says so. Rejects with `no-office` where there is
   * none, `in-use`, `storage-failed`, `storage-full`, `unsupported`.
   */
  openDevice(options: { readonly make: boolean }): Promise<OpenDevice>;
}
