import type * as Y from 'yjs';
import type { ChainId, ChunkId, DeviceId, LogId, PeerId } from './model/ids.ts';

/**
 * What Confab needs from the world, one interface per need. Adapters make them real; everything
 * above `adapters/` knows only these. Every `close` may be called twice.
 */

/** Time. Scenarios replace it by a virtual one. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Calls `task` once after `delay` milliseconds; the returned function cancels it. */
  after(delay: number, task: () => void): () => void;
}

/** Keeps replicas of logs. */
export interface LogStore {
  /**
   * Fills `doc` with what is kept of the log, then keeps every later change of it.
   * Rejects with `storage-failed` when that cannot be done, with `in-use` when the log is open here
   * already; never hangs.
   */
  open(log: LogId, doc: Y.Doc): Promise<StoredLog>;
  /** The logs of which something is kept. */
  list(): Promise<LogId[]>;
  /** Forgets what is kept of a log, which must not be open. */
  drop(log: LogId): Promise<void>;
  close(): Promise<void>;
}

export interface StoredLog {
  /**
   * Resolves when every change made so far is durable; rejects with `storage-failed` or
   * `storage-full`. After a rejection nothing is given up: the next call tries all of it again.
   */
  flushed(): Promise<void>;
  /** Stops keeping; what was changed before is durable when it resolves. */
  close(): Promise<void>;
}

/** An own entry that no other replica has acknowledged yet. */
export interface Waiting {
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
  readonly envelope: Uint8Array;
  /** Unix time in milliseconds at which the person sent it. */
  readonly since: number;
}

/** The durable queue of own entries. `put` resolves only when they would survive a power cut. */
export interface Outbox {
  /** All of them or none; rejects with `storage-full` or `storage-failed`. What is put again at one place replaces. */
  put(items: readonly Waiting[]): Promise<void>;
  /** All that waits, in the order put. */
  all(): Promise<Waiting[]>;
  /** How many wait. */
  count(): Promise<number>;
  /** Drops what is below `next` in the chain. */
  drop(log: LogId, chain: ChainId, next: number): Promise<void>;
  /** Drops what is at `from` and beyond in the chain, and puts these; all of it or nothing. */
  replace(log: LogId, chain: ChainId, from: number, items: readonly Waiting[]): Promise<void>;
  close(): Promise<void>;
}

/** Small state that is this device's own: read positions, receipts, vectors. Values are CBOR-able. */
export interface StateStore {
  get(key: string): Promise<unknown>;
  /**
   * Writes all pairs at once or none, durably; `undefined` deletes. Rejects with `malformed` for a
   * value that is no CBOR of the wire (a float, a Map), `storage-full`, `storage-failed`.
   */
  set(pairs: Readonly<Record<string, unknown>>): Promise<void>;
  /** All pairs whose key begins with `prefix`. */
  scan(prefix: string): Promise<[key: string, value: unknown][]>;
  close(): Promise<void>;
}

/** The device's keys. */
export interface Identity {
  /** The Ed25519 public key that names the device. */
  readonly device: DeviceId;
  /** Ed25519 over the bytes: 64 bytes. The key itself cannot be read where the platform has such keys. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  /** X25519 public key, 32 bytes: what lockboxes are sealed to. */
  readonly box: Uint8Array;
  /** X25519 shared secret with another public key, 32 bytes. */
  agree(publicKey: Uint8Array): Promise<Uint8Array>;
  /** Seed of the libp2p key, 32 bytes: kept apart from the signing key. */
  readonly networkSeed: Uint8Array;
}

export interface KeyStore {
  /** The device's identity; null where none was made yet. Rejects with `identity-lost` when it is damaged. */
  load(): Promise<Identity | null>;
  /** Makes and durably keeps a new identity. Rejects with `already-in-office` where there is one: it is never replaced. */
  create(): Promise<Identity>;
  /** A named secret, such as an office key; null where there is none. */
  secret(name: string): Promise<Uint8Array | null>;
  /** Durably keeps a named secret. */
  putSecret(name: string, value: Uint8Array): Promise<void>;
  /** While its passphrase is missing, everything above rejects with `locked`. */
  readonly lock: KeyLock;
  close(): Promise<void>;
}

/** A passphrase, if the person wants one, under which keys and secrets are wrapped where they are kept. */
export interface KeyLock {
  /** `none`: no passphrase is set. `locked`: it is needed. `unlocked`: it was given since the store was opened. */
  state(): Promise<'none' | 'locked' | 'unlocked'>;
  /**
   * Whether the private keys are wrapped too, or would be. False where the platform keeps them so that
   * nobody can read them, and so nobody wrap them: then secrets and the network key alone are.
   */
  wrapsPrivateKeys(): Promise<boolean>;
  /** Rejects with `wrong-passphrase`; then nothing has changed. Takes about a second, on purpose. */
  unlock(passphrase: string): Promise<void>;
  /**
   * Sets a passphrase, or changes it: then `current` is the one before. All is wrapped anew or nothing.
   * Rejects with `wrong-passphrase` for `current`, `weak-passphrase` for a new one that is too short or too long.
   */
  set(passphrase: string, current?: string): Promise<void>;
  /** Takes the passphrase away. Rejects with `wrong-passphrase`. Harmless where none is set. */
  remove(current: string): Promise<void>;
}

/** Keeps sealed chunks of files by their names. */
export interface BlobStore {
  /**
   * Keeps a chunk; a crash leaves all of it or nothing. What is kept already stays as it is. Rejects
   * with `storage-full` or `storage-failed`; then nothing of it is kept.
   */
  put(name: ChunkId, bytes: Uint8Array): Promise<void>;
  /** Null where it is not kept. Rejects with `storage-failed`. */
  get(name: ChunkId): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Lets go of chunks; those that are not kept are passed over. */
  drop(names: readonly ChunkId[]): Promise<void>;
  /** All that is kept. */
  list(): Promise<ChunkId[]>;
  /** Bytes for which there is room, as far as the platform says; null where it does not. */
  room(): Promise<number | null>;
  /** What was asked for before is done when it resolves. */
  close(): Promise<void>;
}

/** A file to be read in parts; it is never whole in memory. */
export interface FileSource {
  readonly name: string;
  /** A media type; empty where nobody knows it. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /**
   * The bytes from `from` up to and without `to`, in memory of their own that is whose asked. Rejects with
   * `file-gone` when the file was deleted or changed since.
   */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A kept part of the search index, sealed: nobody but this device reads it. */
export type IndexRecord = readonly [name: string, bytes: Uint8Array];

/**
 * Keeps the search index, which can always be made again: what is lost here costs time, nothing else.
 * All reject with `storage-failed`, `storage-full` or `closed`.
 */
export interface IndexStore {
  /** All that is kept, in batches, the greatest names first. */
  load(): AsyncIterable<readonly IndexRecord[]>;
  /** Puts these and drops those: all of it or nothing. */
  put(records: readonly IndexRecord[], dropped: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** What a topic's validator says of a message: passed on, punished, or dropped in silence. */
export type Verdict = 'accept' | 'reject' | 'ignore';

/** What two peers speak on a stream: catch-up, or files. */
export type Protocol = '/confab/sync/1' | '/confab/file/1';

/**
 * An ordered, reliable, authenticated stream of frames of at most MAX_FRAME bytes, or MAX_FILE_FRAME
 * where files are spoken of.
 */
export interface FrameStream extends AsyncIterable<Uint8Array> {
  readonly peer: PeerId;
  /** Resolves when there is room for more (back-pressure). Rejects with `closed`. */
  send(frame: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export type NetworkEvent =
  | { kind: 'peer-connected'; peer: PeerId /** not through a relay */; direct: boolean }
  | { kind: 'peer-disconnected'; peer: PeerId }
  /** A connection to this peer became direct (WebRTC) or fell back. */
  | { kind: 'peer-path'; peer: PeerId; direct: boolean };

/** The peer-to-peer network. Connections are encrypted and authenticated by PeerId. */
export interface Network {
  readonly peer: PeerId;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Dials a multiaddr (text) and resolves with the peer's id; rejects with `relay-unreachable` or `timeout`. */
  dial(address: string, signal?: AbortSignal): Promise<PeerId>;
  /** Ends all connections with the peer. */
  hangUp(peer: PeerId): Promise<void>;
  connected(): { peer: PeerId; direct: boolean }[];
  onEvent(listener: (event: NetworkEvent) => void): () => void;
  /** Opens a stream on an existing connection, of `/confab/sync/1` unless told. */
  open(peer: PeerId, signal?: AbortSignal, protocol?: Protocol): Promise<FrameStream>;
  /** Takes the streams that peers open, of `/confab/sync/1` unless told. */
  onStream(handler: (stream: FrameStream) => void, protocol?: Protocol): () => void;
  /**
   * Joins a topic. `validate` runs before a message is passed on; what it accepts is passed on.
   * A message is named by the SHA-256 of its bytes, so that copies are known. Joining a topic that
   * is joined already is an error.
   */
  subscribe(topic: string, handler: TopicHandler): () => void;
  /** Publishes; resolves with the number of peers it went to, which may be 0. */
  publish(topic: string, bytes: Uint8Array): Promise<number>;
  /** Whether this peer can speak WebRTC, and so have direct connections that outlive the relay. */
  readonly webrtc: boolean;
}

export interface TopicHandler {
  validate(bytes: Uint8Array, from: PeerId): Promise<Verdict> | Verdict;
  /** Whether a peer in the topic is given what is told there; by default everybody is. Cheap; asked often. */
  mayHear?(peer: PeerId): boolean;
}
