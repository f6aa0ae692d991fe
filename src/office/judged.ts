import type { Boxes, Role } from '../model/acts.ts';
import type { ConversationId, DeviceId, MemberId } from '../model/ids.ts';
import type { Claims } from './claims.ts';
import type { Graph } from './graph.ts';
import type { Power } from './permissions.ts';

/** Who acts, as their entry's own past has it. */
export interface Standing {
  readonly member: MemberId;
  readonly role: Role;
}

/** Who had seen whom come (`Witnesses`). */
export interface Witnessed {
  goesBefore(one: number, other: number, invite: number, another: number): boolean;
  inOrder(joins: readonly number[], invite: number): readonly number[];
  isProof(join: number, invite: number, end: number): boolean;
  isToTell(join: number, invite: number, member: MemberId, device: DeviceId): boolean;
}

/** What judging one kind of act asks of the verdicts on all others (`Verdicts`). */
export interface Judged {
  readonly graph: Graph;
  readonly claims: Claims;
  readonly admissions: {
    isInviteVoid(invite: number, at: number, byPastOnly?: boolean): boolean;
    inviteOf(join: number): number;
  };
  readonly witnesses: Witnessed;
  readonly parts: { boxesAt(at: number): Boxes };
  readonly readmissions: {
    isBarred(id: ConversationId, device: DeviceId, at: number | null): boolean;
  };
  readonly rooms: {
    ownerOf(id: ConversationId, at: number | null): MemberId | null;
    isParticipant(id: ConversationId, member: MemberId, at: number | null): boolean;
  };
  counts(at: number): boolean;
  /** How often a verdict was asked for while it was being made: what came of it may not be the last word. */
  readonly circles: number;
  /** As `counts`, whatever acts do to it that are excused. */
  countsBut(at: number, isExcused: (end: number) => boolean): boolean;
  standing(at: number): Standing | null;
  /** Whether a device ever came, or tried to come, as one of this member's. */
  mayBe(device: DeviceId, member: MemberId): boolean;
  firstBefore(all: readonly number[] | undefined, at: number): number;
  admissionOf(device: DeviceId): number;
  authorOf(at: number): MemberId | null;
  memberOf(device: DeviceId): MemberId | null;
  arrivalOf(member: MemberId, at?: number | null): number;
  roleOf(member: MemberId, at: number | null): Role;
  /** Whether a member came as a guest, and so is one for ever. */
  isGuest(member: MemberId, at: number): boolean;
  outranks(senior: MemberId, junior: MemberId, at?: number | null): boolean;
  hasOver(who: Standing, power: Power, member: MemberId, at: number): boolean;
  isMemberRemoved(member: MemberId, at: number | null): boolean;
  isDeviceRemoved(device: DeviceId, at: number | null): boolean;
}
