import type { ChainId, DeviceId, EntryId, LogId } from '../model/ids.ts';

/** Envelopes that follow each other in one chain. */
export interface Run {
  readonly log: LogId;
  readonly chain: ChainId;
  /** Number of the first envelope. */
  readonly from: number;
  readonly envelopes: readonly Uint8Array[];
}

/** Where a chain ends, and what stands there. */
export interface End {
  readonly chain: ChainId;
  readonly next: number;
  /** The last bytes of the newest entry's signature. */
  readonly tag: Uint8Array;
}

/** What became of a run. */
export type Admission =
  /** Held durably up to `next`; `added` of them are new. */
  | { kind: 'admitted'; next: number; added: number }
  /** A predecessor is missing: ask for the chain from `have` on. */
  | { kind: 'gap'; have: number }
  /** Nothing wrong, but it cannot be judged yet (an unknown device, a roster entry's past): ask again later. */
  | {
      kind: 'later';
      why: 'unknown-device' | 'unknown-past' | 'future-month';
      /** An entry of the roster without which it cannot be judged, where one is known. */
      lacks?: EntryId;
    }
  /** Good, but there is no room for it now: its author's limit is reached (SPEC A13). */
  | {
      kind: 'later';
      why: 'quota';
      /** Milliseconds after which there may be. */
      wait: number;
    }
  /** Against the rules, for ever; entries before `next` were good and are held. */
  | { kind: 'refused'; why: Refusal; next: number; device: DeviceId | null };

/** Why an envelope is against the rules (wire/SPEC.md). */
export type Refusal =
  | 'too-large'
  | 'malformed'
  | 'not-canonical'
  | 'wrong-version'
  | 'wrong-chain'
  | 'bad-key'
  | 'not-bound'
  | 'bad-signature'
  | 'wrong-month'
  | 'not-member'
  | 'beyond-cutoff'
  | 'malformed-act'
  | 'chain-full'
  | 'conflict';
