import type { DeviceRecord, InviteAct, JoinAct } from '../model/acts.ts';
import type { DeviceId, InviteId, MemberId } from '../model/ids.ts';
import { timeOf } from '../model/time.ts';
import type { Judged, Standing } from './judged.ts';
import { has, type Power } from './permissions.ts';

/** Which invites, joins and approvals count (SPEC R6 to R8). `Verdicts` alone asks it to judge. */
export class Admissions {
  readonly #is: Judged;

  constructor(is: Judged) {
    this.#is = is;
  }

  #isTaken(record: DeviceRecord, at: number): boolean {
    const { claims } = this.#is;
    const others = [
      ...(claims.admissions.get(record.sign) ?? []),
      ...(claims.peers.get(claims.peerOf(record)) ?? []),
    ];
    return others.some((it) => it < at && this.#is.counts(it));
  }

  /** The invite of this id that counts and lies before; -1 when there is none. */
  inviteBefore(invite: InviteId, at: number): number {
    return this.#is.firstBefore(this.#is.claims.invites.get(invite), at);
  }

  invites(at: number, act: InviteAct, who: Standing): boolean {
    const others = this.#is.claims.invites.get(act.invite) ?? [];
    if (others.some((it) => it < at && this.#is.counts(it))) return false;
    if (act.recovery && (act.for !== who.member || act.approve)) return false;
    if (act.for === who.member) return true;
    if (act.for !== null) return this.#is.hasOver(who, 'readmit', act.for, at);
    return has(who.role, act.role === 'guest' ? 'invite-guest' : 'invite-member');
  }

  /** Whether an invite lets nobody in any more, but for joins that its end had seen. */
  isInviteVoid(invite: number, at: number, byPastOnly = false): boolean {
    const { act, device } = this.#is.graph.at(invite);
    if (act.t !== 'invite') return true;
    const member = this.#is.memberOf(device);
    const ends = [
      ...(this.#is.claims.revokes.get(act.invite) ?? []),
      ...(act.recovery ? [] : (this.#is.claims.removalsOfDevice.get(device) ?? [])),
      ...((member && this.#is.claims.removalsOfMember.get(member)) ?? []),
      // Who came through it and was put out knows its secret.
      ...this.cameBy(act.invite).flatMap((joined) => [
        ...(this.#is.claims.removalsOfDevice.get(joined) ?? []),
        ...(this.#is.claims.removalsOfMember.get(this.#is.claims.namedAfter(joined)) ?? []),
      ]),
    ];
    return ends.some((it) => {
      const concerns = byPastOnly
        ? it === at || this.#is.graph.precedes(it, at)
        : !this.#is.graph.past(it).has(at);
      return concerns && this.#is.counts(it);
    });
  }

  /** Devices that came through an invite, or tried to. */
  cameBy(invite: InviteId): DeviceId[] {
    return (this.#is.claims.joins.get(invite) ?? []).map(
      (at) => this.#is.graph.actAt<'join'>(at).device.sign,
    );
  }

  joins(at: number, act: JoinAct): boolean {
    const invite = this.inviteBefore(act.invite, at);
    if (invite < 0 || this.isInviteVoid(invite, at)) return false;
    const { expires, uses, approve, for: whose } = this.#is.graph.actAt<'invite'>(invite);
    const entry = this.#is.graph.at(at);
    if (timeOf(entry.hlc) > expires || this.#isTaken(act.device, at)) return false;
    if (whose !== null && this.#isMemberStruck(whose, at)) return false;
    const earlier = (this.#is.claims.joins.get(act.invite) ?? []).filter((it) => it < at);
    if (earlier.filter((it) => this.#is.counts(it)).length >= uses) return false;
    const admits = this.#is.claims.admits.get(entry.id) ?? [];
    return !approve || admits.some((it) => this.#is.counts(it));
  }

  #isMemberStruck(member: MemberId, at: number): boolean {
    const removals = this.#is.claims.removalsOfMember.get(member) ?? [];
    return removals.some((it) => !this.#is.graph.past(it).has(at) && this.#is.counts(it));
  }

  /** Whether who acts made the invite at `made`, or has the power over those of others. */
  #may(made: number, who: Standing, power: Power): boolean {
    if (made < 0) return false;
    return this.#is.memberOf(this.#is.graph.at(made).device) === who.member || has(who.role, power);
  }

  /** A person's own links and recovery codes are for them and their seniors to withdraw. */
  revokes(made: number, who: Standing, at: number): boolean {
    if (!this.#may(made, who, 'revoke-others-invite')) return false;
    const { for: whose } = this.#is.graph.actAt<'invite'>(made);
    const own = this.#is.memberOf(this.#is.graph.at(made).device) === who.member;
    return (
      own || whose === null || whose === who.member || this.#is.outranks(who.member, whose, at)
    );
  }

  admits(at: number, who: Standing): boolean {
    const join = this.#is.graph.indexOf(this.#is.graph.actAt<'admit'>(at).join);
    if (join < 0 || !this.#is.graph.precedes(join, at)) return false;
    const { act } = this.#is.graph.at(join);
    if (act.t !== 'join') return false;
    const invite = this.inviteBefore(act.invite, join);
    if (invite < 0) return false;
    const { for: whose } = this.#is.graph.actAt<'invite'>(invite);
    const own = this.#is.memberOf(this.#is.graph.at(invite).device) === who.member;
    // A device of one's own is nobody else's to approve.
    return whose === null ? this.#may(invite, who, 'admit-others-join') : own;
  }
}
