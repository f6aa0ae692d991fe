import type { ConversationId, DeviceId, EntryId, InviteId, MemberId } from '../model/ids.ts';
import type { CustomStatus } from '../presence/word.ts';

/** Who belongs to the office, by which devices, and who is about to. */

/** Whether a member is reachable now, and wants to be. */
export type Status = 'online' | 'away' /** not to be disturbed */ | 'dnd' | 'offline';

/** Whether this person compared safety numbers with a member, and whether that still holds. */
export type Verification = 'none' | 'verified' /** their devices changed since */ | 'changed';

export interface Member {
  readonly id: MemberId;
  readonly name: string;
  /** A small square JPEG or WebP, which others made and may be no picture; null for none. */
  readonly face: Uint8Array | null;
  readonly role: 'owner' | 'admin' | 'member' | 'guest';
  readonly devices: readonly DeviceId[];
  readonly status: Status;
  /** What they say of themselves; null while they are offline. */
  readonly custom: CustomStatus | null;
  /** Unix time in milliseconds at which they were last heard; null while they are here, or never were. */
  readonly lastSeen: number | null;
  /** This is the person using this messenger. */
  readonly self: boolean;
  readonly verification: Verification;
}

/** A device of somebody in the office. */
export interface DeviceInfo {
  readonly id: DeviceId;
  readonly member: MemberId;
  /** Empty when nobody named it. */
  readonly label: string;
  /** Unix time in milliseconds at which it came in. */
  readonly since: number;
  /** The device on which this runs. */
  readonly self: boolean;
  /** It was proven to have written two entries at one place; nothing it writes counts any more. */
  readonly frozen: boolean;
}

/** Somebody, or a device, that came through an invite and waits for this person's approval. */
export interface WaitingJoin {
  readonly id: EntryId;
  /** Whom it would become a device of; null for somebody new. */
  readonly for: MemberId | null;
  readonly name: string;
  readonly label: string;
  /** Both sides show the same four; whoever approves compares them. */
  readonly words: readonly string[];
}

/**
 * What became of somebody who came by an invite: they are in, or were and are removed; they were refused,
 * or the invite was withdrawn; it is used up or over; they still wait, for `others` to answer; or nobody
 * came so.
 */
export type Answer = 'in' | 'removed' | 'refused' | 'over' | 'others' | 'unknown';

/** An invite that can still be used. */
export interface OpenInvite {
  readonly id: InviteId;
  readonly kind: 'member' | 'guest' | 'device' | 'recovery';
  /** Unix time in milliseconds. */
  readonly expires: number;
  readonly uses: number;
  readonly used: number;
  readonly by: MemberId;
}

/** That this device has no part in the office any more. */
export interface Removal {
  /** The name of whoever did it; empty while that is not known. */
  readonly by: string;
  /** The person did it: they left, or put this device out from another one. */
  readonly own?: true;
  /** Only this device is out: its person belongs to the office, with the devices that they have or come with. */
  readonly still?: true;
  /** Nobody did: another join came first, and the invite had no more uses. */
  readonly displaced?: true;
}

export interface InviteOptions {
  /** How often it can be used; default 1. */
  readonly uses?: number;
  /** Milliseconds from now; default 7 days. */
  readonly expiresIn?: number;
  /** Who comes sees only these channels, and the groups and directs that they are taken into. */
  readonly guest?: boolean;
  readonly channels?: readonly ConversationId[];
  /** Who comes waits until somebody approves. */
  readonly approve?: boolean;
}
