import type { ConversationId, LogId, PeerId, Vector } from '../model/ids.ts';
import type { Clock, Network } from '../ports.ts';
import type { GateProof } from '../wire/proofs.ts';
import type { Reachable } from './connect.ts';
import type { Hello, Limit, Turned } from './frames.ts';
import type { Answer, Greeting } from './greeting.ts';
import type { Lack } from './lacks.ts';
import type { Replica } from './replica.ts';

export interface SyncOptions {
  /** Started and stopped by its owner. */
  readonly network: Network;
  readonly replica: Replica;
  readonly clock: Clock;
  /** The opaque gossip topic of a log: the same for all months of a conversation. */
  readonly topicOf: (log: LogId) => string;
  /** A relay waits to be dialled and opened to, and passes on what it gets. */
  readonly role: 'member' | 'relay';
  /** Multiaddrs of the office's relays; one of them is kept connected. */
  readonly relays?: readonly string[];
  /** What to show a relay that may not know this device yet. */
  readonly proof?: (relay: PeerId) => Promise<GateProof | null> | GateProof | null;
  /** Whether a peer is let in; by default who may read the roster is. */
  readonly authorize?: (peer: PeerId, hello: Hello) => Promise<Answer> | Answer;
  /** False where a door of several offices hands over the streams. Default true. */
  readonly accepts?: boolean;
  /** A peer does not let this device in. */
  readonly onRefused?: (why: Turned, peer: PeerId, relay: boolean) => void;
  /** Faults for which nobody waits, such as storage that fails. */
  readonly onError?: (error: unknown) => void;
  /** Numbers in [0, 1), for jitter; default Math.random. */
  readonly random?: (() => number) | undefined;
}

/** How things stand; a snapshot. */
export interface SyncStatus {
  readonly relay: 'connected' | 'connecting' | 'offline' | 'refused';
  /** Peers with an open session, relays included. */
  readonly peers: readonly PeerId[];
  /** Something is lacking that a connected peer offers, or a peer's word is still to come. */
  readonly catchingUp: boolean;
  /** The roster is what some connected peer has of it. */
  readonly hasRoster: boolean;
  /** Entries held, and those that a connected peer offers besides. */
  readonly held: number;
  readonly lacking: number;
  /** Entries of others that were new, since the start. */
  readonly received: number;
  /** Entries given by catch-up, since the start. */
  readonly sent: number;
  /** Milliseconds by which this device's clock is ahead of the others' median; 0 while unknown. */
  readonly offset: number;
  /** Why the relay takes no more of what this device writes; null while it does. Nothing is lost by it. */
  readonly limit: Limit['why'] | null;
}

/** Keeps a replica the same as those of connected peers. */
export interface Sync {
  start(): void;
  /** Ends all sessions. Harmless when stopped; it cannot be started again. */
  stop(): Promise<void>;
  /** Hears live what is written in this log's conversation. Harmless when joined. */
  join(log: LogId): void;
  leave(log: LogId): void;
  /** The network or the machine is back: everything is tried again at once, and dead peers are found out. */
  wake(): void;
  /** Who is online and where, by presence: up to 12 of them get direct connections. */
  reach(peers: readonly Reachable[]): void;
  /** Fetches only what is recent, or all again. */
  pauseHistory(paused: boolean): void;
  /**
   * Fetches the newest page of a conversation before all else, or all again. `hold`: and reads nothing more
   * from who has given it, as long as that is so.
   */
  fetchFirst(of: ConversationId | null, hold?: boolean): void;
  /** What connected peers offer of these logs, where something of them is not here. */
  offered(wanted: (log: LogId) => boolean): [LogId, Vector][];
  /** Tells a connected peer that no more of what it writes is taken for now. */
  limit(peer: PeerId, limit: Limit): void;
  /** Takes a stream from a door. */
  accept(greeting: Greeting): Promise<void>;
  status(): SyncStatus;
  /** What others said they have and this replica lacks, where that has lasted for a few seconds. */
  lacks(): Lack[];
  /** Called after the status may have changed, at most once a turn of the event loop. */
  onChange(listener: () => void): () => void;
  /**
   * Asks the connected peers what they have now and resolves when nothing of it is lacking here; where
   * there are relays, one must be among them. Rejects with the signal's reason, or with `closed` when stopped.
   */
  caughtUp(signal?: AbortSignal): Promise<void>;
  /**
   * As `caughtUp`, but for what people see first: earlier messages may still be on their way. `of`: of
   * one conversation only, of which the newest log is enough.
   */
  hasRecent(signal?: AbortSignal, of?: ConversationId | null): Promise<void>;
  /** Resolves when it is known what a connected peer has of what people see first. Rejects as `caughtUp`. */
  knowsRecent(signal?: AbortSignal): Promise<void>;
}
