import type { ConversationId, DeviceId, EntryId, MemberId, OfficeId } from '../model/ids.ts';

/**
 * What a face (browser, terminal) uses. No DOM, no network library, no Yjs. Values are immutable
 * snapshots: a change makes a new value, and unchanged parts keep their identity, so that a face
 * can compare by reference and only ever derives.
 */

/** A value that changes. `get` is cheap and always current; listeners run after a change. */
export interface Observable<T> {
  get(): T;
  subscribe(listener: (value: T) => void): () => void;
}

/** The state of the connection to the office. */
export type Connection =
  | { kind: 'connected'; peers: number }
  | { kind: 'connecting' }
  | { kind: 'offline' }
  /** The relay does not let this device in. */
  | { kind: 'refused' };

/** Whether this device still keeps what it shows. */
export type Saving = { kind: 'saving' } | { kind: 'not-saving'; why: 'full' | 'failed' };

/** Catching up with other replicas. */
export type Progress = { kind: 'idle' } | { kind: 'catching-up'; received: number };

/** Whether a member is reachable now. More states come with availability. */
export type Status = 'online' | 'offline';

export interface Member {
  readonly id: MemberId;
  readonly name: string;
  readonly role: 'owner' | 'admin' | 'member' | 'guest';
  readonly devices: readonly DeviceId[];
  readonly status: Status;
  /** This is the person using this messenger. */
  readonly self: boolean;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'direct';
  /** Messages by others that arrived since the person last read here. */
  readonly unread: number;
}

/** Where an own message is held: honest, a lower bound. */
export type Delivery =
  | { kind: 'local' } // only on this device
  | { kind: 'relay' } // kept by the relay
  | { kind: 'devices'; count: number; relay: boolean }; // on `count` devices besides this one

export interface Message {
  readonly id: EntryId;
  readonly conversation: ConversationId;
  readonly from: { readonly member: MemberId; readonly name: string; readonly self: boolean };
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
  readonly text: string;
  /** The author's clock is more than 10 minutes ahead of this device's: placed where it arrived. */
  readonly future: boolean;
  /** Arrived here after the person last read this conversation, and is not their own. */
  readonly unread: boolean;
}

/** The messages of one conversation in display order, growing at both ends. */
export interface Timeline {
  readonly conversation: ConversationId;
  /** In display order, oldest first. */
  readonly messages: Observable<readonly Message[]>;
  /** False while older messages are kept here and not loaded. */
  readonly complete: Observable<boolean>;
  /** Loads an older month; resolves when it is in `messages`. Harmless when complete. */
  loadOlder(): Promise<void>;
  /** Marks everything that has arrived here as read. */
  markRead(): void;
  /** Ends the updates. Harmless when closed. */
  close(): void;
}

export interface InviteOptions {
  /** How often it can be used; default 1. */
  readonly uses?: number;
  /** Milliseconds from now; default 7 days. */
  readonly expiresIn?: number;
}

/** One opened office on this device. Rejections are `ConfabError`s. */
export interface Messenger {
  readonly office: { readonly id: OfficeId; readonly name: Observable<string> };
  readonly device: DeviceId;
  readonly me: Observable<Member>;
  readonly connection: Observable<Connection>;
  readonly saving: Observable<Saving>;
  readonly progress: Observable<Progress>;
  /** Own entries that no other replica has acknowledged. */
  readonly outbox: Observable<number>;
  /** Milliseconds by which this device's clock is ahead of the relay's and the peers'; 0 while unknown. */
  readonly clockOffset: Observable<number>;
  /** Sorted: channels by name. */
  readonly conversations: Observable<readonly Conversation[]>;
  /** Sorted by name; the person included. */
  readonly members: Observable<readonly Member[]>;

  /** Opens a conversation's timeline with its newest month. Rejects with `unknown-conversation`. */
  timeline(conversation: ConversationId): Promise<Timeline>;
  /**
   * Sends a text; resolves with the message's id when it is durable on this device. Rejects with
   * `empty-text`, `text-too-long`, `unknown-conversation`, `storage-full`, `storage-failed`.
   */
  send(conversation: ConversationId, text: string): Promise<EntryId>;
  /** Where an own message is held; changes are told by `deliveries`. */
  delivery(message: EntryId): Delivery;
  /** A number that grows whenever some `delivery` changed. */
  readonly deliveries: Observable<number>;

  /** Creates a channel. Rejects with `invalid-name`, `name-taken`, `not-allowed`. */
  createChannel(name: string): Promise<ConversationId>;
  /** Makes an invite and its link. Rejects with `not-allowed`. */
  invite(options?: InviteOptions): Promise<{ link: string; expires: number; uses: number }>;
  /** Changes the person's own display name. Rejects with `invalid-name`. */
  rename(name: string): Promise<void>;

  /** Connects again at once, for a person who does not want to wait. */
  reconnect(): void;
  /** The network or the machine is back: told by faces (`online`, `visibilitychange`). */
  wake(): void;
  /** Leaves cleanly: peers are told, everything accepted is durable when it resolves. */
  close(): Promise<void>;
}
