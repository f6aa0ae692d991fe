import type { ChainId, DeviceId, LogId, OfficeId, PeerId, Vector } from '../model/ids.ts';

/** What sync needs from whoever holds logs: a messenger's replica or the relay's archive. */
export interface Replica {
  readonly office: OfficeId;
  /** Every log held, with its vector. */
  vectors(): ReadonlyMap<LogId, Vector>;
  /** Envelopes of a chain from number `from` on, at least one and otherwise at most `bytes` bytes and `count` entries. */
  read(log: LogId, chain: ChainId, from: number, count: number, bytes: number): Promise<Uint8Array[]>;
  /** Takes envelopes that follow each other in one chain, the first with number `from`. Resolves when durable. */
  admit(run: Run, source: PeerId): Promise<Admission>;
  /** Another replica says that it durably holds these chains up to a number. */
  acknowledged(by: PeerId, log: LogId, vector: Vector): void;
  /** Whether the peer may be told about and given this log. */
  mayRead(peer: PeerId, log: LogId): boolean;
  /** Called after entries were added (own or admitted). */
  onGrown(listener: (log: LogId, chain: ChainId, next: number, own: boolean) => void): () => void;
}

/** Envelopes that follow each other in one chain. */
export interface Run {
  readonly log: LogId;
  readonly chain: ChainId;
  /** Number of the first envelope. */
  readonly from: number;
  readonly envelopes: readonly Uint8Array[];
}

/** What became of a run. */
export type Admission =
  /** Held durably up to `next`; `added` of them are new. */
  | { kind: 'admitted'; next: number; added: number }
  /** A predecessor is missing: ask for the chain from `have` on. */
  | { kind: 'gap'; have: number }
  /** Nothing wrong, but it cannot be judged yet (an unknown device, a roster entry's past): ask again later. */
  | { kind: 'later'; why: 'unknown-device' | 'unknown-past' | 'future-month' }
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
  | 'quota'
  | 'conflict';
