import type { DeviceRecord, InviteAct, JoinAct, RevokeAct } from '../model/acts.ts';
import type { DeviceId, EntryId, InviteId, MemberId } from '../model/ids.ts';
import { timeOf } from '../model/time.ts';
import type { Judged, Standing } from './judged.ts';
import { byTime } from './order.ts';
import { has, mayAdmit, mayWithdraw } from './permissions.ts';

/** The ends of an invite by those who came through it, as of so many removals and joins. */
interface Expulsions {
  readonly removals: number;
  joins: number;
  readonly ends: number[];
}

/** Which invites, joins and approvals count (SPEC R6 to R8). `Verdicts` alone asks it to judge. */
export class Admissions {
  readonly #is: Judged;
  readonly #claimed = new Map<number, readonly number[]>();
  readonly #expulsions = new Map<InviteId, Expulsions>();

  constructor(is: Judged) {
    this.#is = is;
  }

  /** Whether a device, or its PeerId, belonged to somebody before it came by this join. */
  #isTaken(record: DeviceRecord, at: number): boolean {
    const { claims } = this.#is;
    const own = claims.admissions.get(record.sign) ?? [];
    const peers = claims.peers.get(claims.peerOf(record)) ?? [];
    const precedes = (it: number) => it !== at && this.#goesBefore(it, at) && this.#is.counts(it);
    return (
      own.some(precedes) ||
      peers.some((it) => this.#is.graph.at(it).device !== record.sign && precedes(it))
    );
  }

  /** Whether one of two admissions goes before the other (SPEC R18). */
  #goesBefore(one: number, other: number): boolean {
    const [invite, another] = [this.#inviteClaimed(one), this.#inviteClaimed(other)];
    // A person's further devices are their own doing: what they had seen is no word of others.
    if (!this.#isClaimForNew(invite) || !this.#isClaimForNew(another)) return one < other;
    return this.#is.witnesses.goesBefore(one, other, invite, another);
  }

  #isClaimForNew = (invite: number): boolean => invite >= 0 && this.#isForNew(invite);

  #isForNew(invite: number): boolean {
    return this.#is.graph.actAt<'invite'>(invite).for === null;
  }

  /**
   * The invites of the id that a join names in its own past, whether or not they count: several where
   * who knows the secret made it once more. In the order of their readings, which nothing that comes
   * later can change.
   */
  #invitesClaimed(join: number): readonly number[] {
    const known = this.#claimed.get(join);
    if (known) return known;
    const { claims, graph } = this.#is;
    const { act } = graph.at(join);
    if (act.t !== 'join') return [];
    const all = (claims.invites.get(act.invite) ?? []).filter((it) => graph.precedes(it, join));
    if (all.length > 1) all.sort((a, b) => byTime(graph.at(a), graph.at(b)));
    this.#claimed.set(join, all);
    return all;
  }

  /** The first of them; -1 where none was made before. */
  #inviteClaimed(join: number): number {
    return this.#invitesClaimed(join)[0] ?? -1;
  }

  /**
   * The invite by which a join lets somebody in; -1 when there is none. It counts, or would but for
   * what its author did to undo it, where others had seen the join (SPEC R18).
   */
  inviteOf(join: number): number {
    if (join < 0) return -1;
    return this.#invitesClaimed(join).find((it) => this.#stands(it, join, it)) ?? -1;
  }

  /** Whether what a join rests on counts, or what undoes it cannot undo the join. */
  #stands(at: number, join: number, invite: number): boolean {
    if (!this.#isForNew(invite)) return this.#is.counts(at);
    return this.#is.countsBut(at, (end) => this.#is.witnesses.isProof(join, invite, end));
  }

  invites(at: number, act: InviteAct, who: Standing): boolean {
    const others = this.#is.claims.invites.get(act.invite) ?? [];
    // Made once more by who had not seen the first, or says so, it is another with terms of its own.
    if (others.some((it) => this.#is.graph.precedes(it, at))) return false;
    if (act.recovery && (act.for !== who.member || act.approve)) return false;
    // Its keys are those of a role: what it brings in has that of its member.
    if (act.for !== null && (act.role === 'guest') !== this.#is.isGuest(act.for, at)) return false;
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
      ...(this.#is.claims.removalsOfDevice.get(device) ?? []).filter((it) => this.#ends(it, act)),
      ...((member && this.#is.claims.removalsOfMember.get(member)) ?? []),
      // Who came through it and was put out knows its secret.
      ...this.#expulsionsOf(act.invite),
    ];
    return ends.some((it) => {
      const concerns = byPastOnly
        ? it === at || this.#is.graph.precedes(it, at)
        : !this.#is.graph.past(it).has(at) && !this.#isProof(at, invite, it);
      return concerns && this.#is.counts(it) && this.#isEndOf(it, invite);
    });
  }

  /** Of several invites of one id, each is withdrawn by those who may withdraw that one. */
  #isEndOf(end: number, invite: number): boolean {
    const { claims, graph } = this.#is;
    const { act } = graph.at(end);
    if (act.t !== 'revoke' || (claims.invites.get(act.invite)?.length ?? 0) < 2) return true;
    const who = this.#is.standing(end);
    return who !== null && graph.precedes(invite, end) && this.#mayRevoke(invite, who, end);
  }

  /**
   * A code is its person's way back where the device that made it was their last, or may be a copy that was
   * shown to cheat; with another one they make a new code, which whoever stole this one does not know.
   */
  #ends(end: number, { recovery, for: whose }: InviteAct): boolean {
    const { act } = this.#is.graph.at(end);
    if (!recovery || whose === null) return true;
    return act.t === 'remove' && this.#hasOther(whose, act.devices, end);
  }

  /** Whether somebody who loses devices had brought another before, as far as is claimed, that was not removed. */
  #hasOther(member: MemberId, gone: readonly DeviceId[], end: number): boolean {
    const { claims, graph } = this.#is;
    const isBefore = (it: number) => graph.precedes(it, end);
    const isFor = (it: number) => graph.actAt<'invite'>(it).for === member;
    const invites = [...claims.invites].filter(([, all]) => all.some(isFor));
    const own = [
      ...(claims.members.get(member) ?? []),
      ...invites.flatMap(([id]) => claims.joins.get(id) ?? []),
    ];
    return own.some((it) => {
      const { device } = graph.at(it);
      const removals = claims.removalsOfDevice.get(device) ?? [];
      return isBefore(it) && !gone.includes(device) && !removals.some(isBefore);
    });
  }

  /** What puts out those who came through an invite; each of them is looked up once, not for each join. */
  #expulsionsOf(invite: InviteId): readonly number[] {
    const { claims, graph } = this.#is;
    const { removals } = claims;
    const joins = claims.joins.get(invite) ?? [];
    let known = this.#expulsions.get(invite);
    if (known?.removals !== removals) known = { removals, joins: 0, ends: [] };
    for (; known.joins < joins.length; known.joins++) {
      const { sign } = graph.actAt<'join'>(joins[known.joins] as number).device;
      const ends = [
        ...(claims.removalsOfDevice.get(sign) ?? []),
        ...(claims.removalsOfMember.get(claims.namedAfter(sign)) ?? []),
      ];
      // A proof that somebody cheats puts nobody out, and anybody may bring it, having seen nobody come.
      known.ends.push(...ends.filter((it) => graph.at(it).act.t === 'remove'));
    }
    this.#expulsions.set(invite, known);
    return known.ends;
  }

  /** Whether this is a join that an end of its invite cannot undo. */
  #isProof(at: number, invite: number, end: number): boolean {
    if (at >= this.#is.graph.size || this.#is.graph.at(at).act.t !== 'join') return false;
    return this.#isForNew(invite) && this.#is.witnesses.isProof(at, invite, end);
  }

  /** Devices that came through an invite, or tried to. */
  cameBy(invite: InviteId): DeviceId[] {
    return (this.#is.claims.joins.get(invite) ?? []).map(
      (at) => this.#is.graph.actAt<'join'>(at).device.sign,
    );
  }

  joins(at: number, act: JoinAct): boolean {
    const invite = this.inviteOf(at);
    if (invite < 0 || this.isInviteVoid(invite, at)) return false;
    const { expires, uses, approve, for: whose } = this.#is.graph.actAt<'invite'>(invite);
    const { id, hlc } = this.#is.graph.at(at);
    if (timeOf(hlc) > expires) return false;
    if (approve && !this.#isApproved(id, at, invite)) return false;
    if (whose !== null && this.#isMemberStruck(whose, at)) return false;
    if (this.#isTaken(act.device, at)) return false;
    return !this.#isUsedUp(at, act, invite, uses);
  }

  #isApproved(id: EntryId, join: number, invite: number): boolean {
    const admits = this.#is.claims.admits.get(id) ?? [];
    return admits.some((it) => this.#stands(it, join, invite));
  }

  /** Whether as many others as an invite has uses went before a join. */
  #isUsedUp(at: number, act: JoinAct, invite: number, uses: number): boolean {
    const all = this.#is.claims.joins.get(act.invite) ?? [];
    if (all.length <= uses) return false;
    const order = this.#isForNew(invite) ? this.#is.witnesses.inOrder(all, invite) : all;
    let before = 0;
    for (const it of order) {
      if (it === at) return false;
      if (this.#is.counts(it) && this.inviteOf(it) === invite) before += 1;
      if (before >= uses) return true;
    }
    return false;
  }

  /** Whether a member is to say by a device that they had seen somebody new come by this join (SPEC R18). */
  isToTell(join: number, member: MemberId, device: DeviceId): boolean {
    const invite = this.#is.counts(join) ? this.inviteOf(join) : -1;
    if (invite < 0 || !this.#isForNew(invite)) return false;
    return this.#is.witnesses.isToTell(join, invite, member, device);
  }

  #isMemberStruck(member: MemberId, at: number): boolean {
    const removals = this.#is.claims.removalsOfMember.get(member) ?? [];
    return removals.some((it) => !this.#is.graph.past(it).has(at) && this.#is.counts(it));
  }

  /** Who made the invite there, and for whom. */
  #madeBy(made: number) {
    const by = this.#is.memberOf(this.#is.graph.at(made).device);
    return { by, for: this.#is.graph.actAt<'invite'>(made).for };
  }

  revokes(at: number, act: RevokeAct, who: Standing): boolean {
    return (this.#is.claims.invites.get(act.invite) ?? []).some(
      (it) =>
        this.#is.graph.precedes(it, at) && this.#is.counts(it) && this.#mayRevoke(it, who, at),
    );
  }

  #mayRevoke(made: number, who: Standing, at: number): boolean {
    return mayWithdraw(who, this.#madeBy(made), (it) => this.#is.outranks(who.member, it, at));
  }

  admits(at: number, who: Standing): boolean {
    const join = this.#is.graph.indexOf(this.#is.graph.actAt<'admit'>(at).join);
    if (join < 0 || !this.#is.graph.precedes(join, at)) return false;
    const invite = this.inviteOf(join);
    return invite >= 0 && mayAdmit(who, this.#madeBy(invite));
  }
}
