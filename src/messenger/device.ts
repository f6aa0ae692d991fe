import type {
  BlobStore,
  Clock,
  KeyStore,
  LogStore,
  Network,
  Outbox,
  StateStore,
} from '../ports.ts';
import type { Finder } from '../search/finder.ts';

/** The ports of one device. A messenger that was opened with them owns them: closing it closes them. */
export interface Device {
  readonly logs: LogStore;
  readonly outbox: Outbox;
  readonly state: StateStore;
  readonly keys: KeyStore;
  readonly blobs: BlobStore;
  /** Bytes up to which files are fetched by themselves until the person chooses; default 10 MiB. */
  readonly fetchUpTo?: number;
  /** Bytes that are taken of one member in a day beyond what a relay keeps; default MEMBER_QUOTA. */
  readonly memberQuota?: number;
  readonly clock: Clock;
  /** Numbers in [0, 1) that spread what devices do over time; default Math.random. */
  readonly random?: () => number;
  /**
   * Makes the search index, where one is kept; without it the index is made anew at each start. `onLost`
   * is called when it cannot work any more: another one is made then, of what is kept.
   */
  finder?(onLost: () => void): Finder | Promise<Finder>;
  /** Makes the network from the 32-byte seed of the device's network key; nothing runs before `start`. */
  network(seed: Uint8Array): Promise<Network>;
  /** Told of faults for which nobody waits; by default they go to the console. */
  report?(error: unknown): void;
}

/** What joining is doing now, in order. */
export type Step =
  | 'connecting'
  | 'founding'
  | 'reading-roster'
  | 'joining'
  /** Somebody must let this device in: `onWords` says which words they compare. */
  | 'waiting'
  | 'catching-up'
  | 'done';

export interface EnterOptions {
  readonly onStep?: (step: Step) => void;
  /** The words that both sides show while somebody is asked to let this device in. */
  readonly onWords?: (words: readonly string[]) => void;
  /** What this device is called among its person's devices, such as “Firefox on Linux”. */
  readonly label?: string;
  readonly signal?: AbortSignal;
  /** Waits for the newest messages of the first channel only: for a face that shows that one first. */
  readonly pageFirst?: boolean;
}

export interface OpenOptions {
  /** Never connects. */
  readonly offline?: boolean;
  /**
   * Connects once the first page of a conversation is here, or a second has passed: for a face that
   * paints on the thread on which connecting would keep it waiting.
   */
  readonly pageFirst?: boolean;
}
