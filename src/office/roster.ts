import type { Act, DeviceRecord, PrivatePart, UnknownAct } from '../model/acts.ts';
import type {
  ChainId,
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  MemberId,
  PeerId,
} from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';

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

export type Role = 'owner' | 'admin' | 'member' | 'guest';

export interface RosterDevice {
  readonly id: DeviceId;
  readonly member: MemberId;
  readonly peer: PeerId;
  readonly record: DeviceRecord;
}

export interface RosterMember {
  readonly id: MemberId;
  /** Empty while the key that opens it is not here. */
  readonly name: string;
  readonly role: Role;
  readonly devices: readonly DeviceId[];
  /** The entry that admitted them. */
  readonly admitted: EntryId;
}

export interface RosterInvite {
  readonly id: InviteId;
  /** Unix time in milliseconds. */
  readonly expires: number;
  readonly uses: number;
  readonly used: number;
  readonly revoked: boolean;
  /** The office keys, sealed under the invite's secret. */
  readonly box: Uint8Array;
  readonly by: MemberId;
}

export interface RosterConversation {
  readonly id: ConversationId;
  readonly kind: 'channel';
  readonly name: string;
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
  readonly invites: ReadonlyMap<InviteId, RosterInvite>;
  readonly conversations: ReadonlyMap<ConversationId, RosterConversation>;
  /** The entries that no other entry names or follows: what a new one names as seen. */
  readonly heads: readonly EntryId[];
}
