import type { Act, Boxes, DeviceRecord, PrivatePart, Role, UnknownAct } from '../model/acts.ts';
import type {
  ChainId,
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  KeyId,
  LogId,
  MemberId,
  PeerId,
} from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';

export type { Role } from '../model/acts.ts';

/** A roster entry as reducing sees it: the open part, and the private part where its key is here. */
export interface RosterEntry {
  readonly id: EntryId;
  readonly chain: ChainId;
  readonly number: number;
  readonly device: DeviceId;
  readonly hlc: Hlc;
  readonly act: Act | UnknownAct;
  readonly said: PrivatePart;
}

export interface RosterDevice {
  readonly id: DeviceId;
  readonly member: MemberId;
  readonly peer: PeerId;
  readonly record: DeviceRecord;
  /** Empty while nobody named it, or the key that opens the name is not here. */
  readonly label: string;
  /** It was proven to have written two entries at one place. */
  readonly frozen: boolean;
  /** The entry that brought it in. */
  readonly admitted: EntryId;
  /** Unix time in milliseconds at which that was written. */
  readonly since: number;
  /** Who let it in: who made the invite, or the member's own other device; null for the founder's first. */
  readonly by: MemberId | null;
}

export interface RosterMember {
  readonly id: MemberId;
  /** Empty while the key that opens it is not here. */
  readonly name: string;
  /** A small square JPEG or WebP; null for none. */
  readonly face: Uint8Array | null;
  readonly role: Role;
  readonly devices: readonly DeviceId[];
  /** The entry that admitted them. */
  readonly admitted: EntryId;
}

export interface RosterInvite {
  readonly id: InviteId;
  readonly entry: EntryId;
  /** X25519 key: what lockboxes for who comes through it are sealed to. */
  readonly lock: Uint8Array;
  /** Unix time in milliseconds. */
  readonly expires: number;
  readonly uses: number;
  readonly used: number;
  /** Withdrawn, or its author or somebody who came through it was removed. */
  readonly revoked: boolean;
  readonly role: 'member' | 'guest';
  readonly approve: boolean;
  readonly for: MemberId | null;
  /** A recovery code of the member for whom it is. */
  readonly recovery: boolean;
  readonly channels: readonly ConversationId[];
  /** Keys, sealed to `lock`; empty where they are given on approval. */
  readonly box: Uint8Array;
  /** Opens the names of those who wait for approval; null where none is needed, or it cannot be read. */
  readonly pass: Uint8Array | null;
  readonly by: MemberId;
  /** The device that made it. */
  readonly author: DeviceId;
  /** Devices that came through it, or tried to: they have its secret. */
  readonly cameBy: readonly DeviceId[];
}

/** A join that waits for somebody's approval. */
export interface PendingJoin {
  readonly entry: EntryId;
  readonly invite: InviteId;
  readonly record: DeviceRecord;
  readonly name: string;
  readonly label: string;
}

export interface RosterConversation {
  readonly id: ConversationId;
  readonly kind: 'channel' | 'group' | 'direct';
  readonly name: string;
  readonly topic: string;
  readonly archived: boolean;
  /** Who opened it; of a group its owner: who opened it or, when they are gone, who was there longest. */
  readonly creator: MemberId;
  /** Who takes part in a group or direct; in a channel the guests, since all others may. */
  readonly participants: readonly MemberId[];
  /** Of a direct: who took part and is not in the office any more. */
  readonly gone: readonly MemberId[];
  /** Devices of who takes part that somebody else let in for them, and nobody here let in yet (SPEC R20). */
  readonly barred: readonly DeviceId[];
}

/** The keys of the office, or of one group or direct. */
export interface KeyTree {
  /** Commitments to the newest keys: several when they were made apart from each other. */
  readonly heads: readonly KeyId[];
  /** Sets of keys that were the newest at once, to somebody: what was sealed under them together. */
  readonly together: readonly (readonly KeyId[])[];
  /** Somebody who has the newest keys was removed since: a new key is due. */
  readonly due: boolean;
}

/** Per log and chain, the number from which nothing counts. */
export type Ends = ReadonlyMap<LogId, ReadonlyMap<ChainId, number>>;

/** Where a device wrote two entries. */
export interface Fork {
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
}

/** Where one removal ends a device, or all proofs together that it cheats. */
export interface Cutoff {
  /** Of several numbers for one chain the greatest holds; what is not listed ends at 0. */
  readonly lists: readonly Ends[];
  /** Where the device forked: there the chain ends, whatever the lists say. */
  readonly forks: readonly Fork[];
}

/** Lockboxes by the entry that brought them. */
export interface Delivery {
  readonly entry: EntryId;
  readonly boxes: Boxes;
}

/** Who belongs, with what: the roster's entries reduced. */
export interface Roster {
  /** Empty while the key that opens it is not here. */
  readonly officeName: string;
  /** Unix time in milliseconds; null before the founding entry is held. */
  readonly founded: number | null;
  readonly members: ReadonlyMap<MemberId, RosterMember>;
  readonly devices: ReadonlyMap<DeviceId, RosterDevice>;
  readonly peers: ReadonlyMap<PeerId, DeviceId>;
  /** Those who were removed: their messages stay theirs. */
  readonly formerMembers: ReadonlyMap<MemberId, RosterMember>;
  readonly formerDevices: ReadonlyMap<DeviceId, RosterDevice>;
  /** Who put out a former member or device. */
  readonly removedBy: ReadonlyMap<MemberId | DeviceId, MemberId>;
  readonly invites: ReadonlyMap<InviteId, RosterInvite>;
  readonly pending: ReadonlyMap<EntryId, PendingJoin>;
  readonly conversations: ReadonlyMap<ConversationId, RosterConversation>;
  readonly keys: ReadonlyMap<ConversationId | 'office', KeyTree>;
  /** Where removed and frozen devices end. */
  readonly cutoffs: ReadonlyMap<DeviceId, readonly Cutoff[]>;
  /** Where removed participants end in a conversation, by `CONVERSATION/MEMBER`. */
  readonly departures: ReadonlyMap<string, readonly Cutoff[]>;
  /** All lockboxes, by whether their act counts or not. */
  readonly deliveries: readonly Delivery[];
  /** The entries that no other entry names or follows: what a new one names as seen. */
  readonly heads: readonly EntryId[];
}
