import type { Joint } from '../log/logs.ts';
import type { Admission, End, Run } from '../log/run.ts';
import type {
  ChainId,
  ConversationId,
  EntryId,
  LogId,
  OfficeId,
  PeerId,
  Vector,
} from '../model/ids.ts';
import type { Stretch } from '../office/removal.ts';

export type { Admission, End, Refusal, Run } from '../log/run.ts';

/** A receipt for an author whom its holder does not reach: the relay passes it on. */
export interface Vouch {
  readonly holder: PeerId;
  readonly log: LogId;
  readonly vector: Vector;
  /** By the holder's device: 64 bytes. */
  readonly signature: Uint8Array;
}

/** The end of a chain of so many entries, as two replicas compare it. */
export type TagOf = (chain: ChainId, next: number) => Uint8Array | null;

/** What sync needs from whoever holds logs: a messenger's replica or the relay's archive. */
export interface Replica {
  readonly office: OfficeId;
  /** Every log held, with its vector. */
  vectors(): ReadonlyMap<LogId, Vector>;
  /** Envelopes of a chain from number `from` on, at least one and otherwise at most `bytes` bytes and `count` entries. */
  read(
    log: LogId,
    chain: ChainId,
    from: number,
    count: number,
    bytes: number,
  ): Promise<Uint8Array[]>;
  /**
   * Takes envelopes that follow each other in one chain, the first with number `from`. Resolves when
   * durable. `judged` hears at once of new entries that were found good; their writing may then wait
   * a while for others to share it. `inTurn`: nobody waits for it, so that it may wait for its turn.
   * `kept`: up to which number a relay says that it keeps the chain.
   */
  admit(
    run: Run,
    source: PeerId,
    judged?: (admission: Admission) => void,
    inTurn?: boolean,
    kept?: number,
  ): Promise<Admission>;
  /** Reads a run of the roster that is to be admitted with others, and lets the platform check what it brings. */
  readAhead?(run: Run): Promise<void>;
  /**
   * Takes runs of the roster that may hang on each other, whatever order they came in: what they name is
   * looked for among them. A relay keeps all of them.
   */
  admitTogether?(runs: readonly Run[]): Promise<Joint>;
  /** The conversation that somebody looks at: its recent messages are fetched first. */
  readonly watched?: ConversationId | null;
  /** Whether an entry of the roster is here: what was told to lack it may be tried again. */
  knows?(entry: EntryId): boolean;
  /** Another replica says that it durably holds these chains up to a number. */
  acknowledged(by: PeerId, log: LogId, vector: Vector): void;
  /** Signs that these chains are durably held here, for authors who are not reached. */
  vouch?(log: LogId, vector: Vector): Promise<Uint8Array>;
  /** The relay passes on such a word of another replica, which may be anybody's invention. */
  vouched?(vouch: Vouch): void;
  /** Whether the device that it names signed it. */
  isVouched?(vouch: Vouch): boolean;
  /**
   * What of the roster shows a peer that its device was removed, without what it holds: each stretch
   * after what it follows. Empty where nobody removed it, or it has asked too often.
   */
  removal?(peer: PeerId, held: Vector): readonly Stretch[];
  /** Whether the peer may be told about and given this log. */
  mayRead(peer: PeerId, log: LogId): boolean;
  /**
   * The peer that writes the chain, as far as known: it alone is told that the chain is held here.
   * Without it, whoever brought an entry is told.
   */
  authorOf?(log: LogId, chain: ChainId): PeerId | null;
  /** Where the chains end that are at hand, of the roster and of logs in use: chains ascending. */
  ends?(): Promise<readonly (readonly [log: LogId, ends: readonly End[]])[]>;
  /**
   * What stands at the end of a log's chains: gives the tag of a chain of so many entries, null where
   * fewer are held. Null when the log is not at hand.
   */
  tags?(log: LogId): Promise<TagOf | null>;
  /** Called after entries were added (own or admitted). */
  onGrown(listener: (log: LogId, chain: ChainId, next: number, own: boolean) => void): () => void;
  /** Called when something of a log is gone that was held durably: `vectors` tells of less. */
  onLost?(listener: (log: LogId) => void): () => void;
}
