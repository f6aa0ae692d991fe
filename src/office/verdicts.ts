import type { RemoveAct, Role, RoleAct } from '../model/acts.ts';
import type { DeviceId, MemberId } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import { Admissions } from './admissions.ts';
import { Claims } from './claims.ts';
import type { Graph } from './graph.ts';
import type { Judged, Standing } from './judged.ts';
import { Parts } from './parts.ts';
import { has, lesser, type Power } from './permissions.ts';
import { Readmissions } from './readmissions.ts';
import { areRecipientsRight } from './recipients.ts';
import { Rooms } from './rooms.ts';
import { Witnesses } from './witnesses.ts';

const NOTHING = Number.POSITIVE_INFINITY;
/**
 * Verdicts that are asked for again because they hung on a question that is answered now. Only who
 * cheats makes such circles; beyond this many they are judged as they are met.
 */
const MOST_REPEATED = 1_000;

/**
 * Which entries of the roster count (SPEC R). An act counts when its author may do it by what lies
 * in its own past, and when nobody senior took that right from them without having seen the act.
 * Seniority is the causal order of admissions and never changes, so that two who remove each other
 * are no riddle: at most one of them was entitled to. No clock and no hash decides such a conflict.
 */
export class Verdicts implements Judged {
  readonly graph: Graph;
  readonly claims = new Claims();
  readonly admissions = new Admissions(this);
  readonly parts = new Parts(this);
  readonly rooms = new Rooms(this);
  readonly readmissions = new Readmissions(this);
  readonly witnesses = new Witnesses(this);
  circles = 0;
  readonly #memo: boolean[] = [];
  /** The questions that are being asked, each for the one before, by their depth. */
  readonly #asking = new Map<number, number>();
  /** What was found of others while a question above them was open, by the depth of the highest. */
  readonly #meanwhile = new Map<number, { readonly verdict: boolean; readonly above: number }>();
  /** The highest open question on which hangs what is being asked. */
  #above = NOTHING;
  #repeated = 0;
  /** The members whose devices came with entries that count. */
  readonly #members: MemberId[] = [];
  readonly #keys: boolean[] = [];
  /** The members whose each device ever said that it was, as of the entries noted. */
  readonly #ever = new Map<DeviceId, ReadonlySet<MemberId>>();

  constructor(graph: Graph) {
    this.graph = graph;
    for (let at = 0; at < graph.size; at++) this.#note(at);
    // In this order, so that what depends on an earlier verdict finds it made.
    for (let at = 0; at < graph.size; at++) this.counts(at);
  }

  /** Judges an entry that was appended to the graph. */
  append(): boolean {
    const at = this.graph.size - 1;
    this.#note(at);
    return this.counts(at);
  }

  /** What can strike nobody is not looked at again, however often somebody writes it. */
  #note(at: number): void {
    if (!this.#couldReach(at)) return;
    this.claims.take(this.graph.at(at), at);
    this.#ever.clear();
  }

  /**
   * Whether the entry at this place counts. An entry on which its own verdict depends speaks for itself:
   * nothing. What is found out of others on the way holds for no other question, so that it does not
   * matter which of them is asked first.
   */
  counts(at: number): boolean {
    const known = this.#memo[at];
    if (known !== undefined) return known;
    const depth = this.#asking.get(at);
    if (depth !== undefined) return this.#met(depth, false);
    const found = this.#meanwhile.get(at);
    if (found) return this.#met(found.above, found.verdict);
    return this.#decide(at);
  }

  /** Notes that what is being asked hangs on a question above it. */
  #met(depth: number, verdict: boolean): boolean {
    this.circles++;
    this.#above = Math.min(this.#above, depth);
    return verdict;
  }

  #decide(at: number): boolean {
    const [own, before] = [this.#asking.size, this.#above];
    this.#above = own;
    this.#asking.set(at, own);
    const verdict = this.#judge(at);
    this.#asking.delete(at);
    const above = this.#above;
    this.#above = Math.min(before, above === own ? NOTHING : above);
    if (above < own && this.#repeated < MOST_REPEATED) {
      this.#meanwhile.set(at, { verdict, above });
      return verdict;
    }
    this.#memo[at] = verdict;
    for (const [it, found] of this.#meanwhile) {
      if (found.above >= own && this.#meanwhile.delete(it)) this.#repeated++;
    }
    return verdict;
  }

  /** As `counts`, whatever acts do to it that are excused. */
  countsBut(at: number, isExcused: (end: number) => boolean): boolean {
    return this.counts(at) || this.#judge(at, isExcused);
  }

  #judge(at: number, isExcused?: (end: number) => boolean): boolean {
    const { act } = this.graph.at(at);
    if (act.t === 'found') return true;
    if (act.t === 'join') return this.admissions.joins(at, act);
    // A proof holds, whoever brings it.
    if (act.t === 'freeze') return true;
    if (!this.#couldReach(at)) return false;
    const author = this.authorOf(at);
    if (author === null || !this.#reaches(at, author)) return false;
    const who = this.standing(at, isExcused);
    if (!who) return false;
    switch (act.t) {
      case 'profile':
      case 'give':
      case 'witness':
      case 'part':
        return true;
      case 'label':
        return this.#memberBefore(act.device, at) === who.member;
      case 'invite':
        return this.admissions.invites(at, act, who);
      case 'revoke':
        return this.admissions.revokes(at, act, who);
      case 'admit':
        return this.admissions.admits(at, who);
      case 'role':
        return this.#isNoMatterOfGuests(act, at) && this.hasOver(who, 'set-role', act.member, at);
      case 'remove':
        return this.#removes(at, act, who);
      case 'rotate':
        return has(who.role, 'rotate');
      case 'conversation':
        return this.rooms.opens(at, act, who);
      case 'edit':
        return this.rooms.edits(at, act, who);
      case 'participants':
        return this.rooms.changes(at, act, who);
      case 'key':
        return this.rooms.takesPart(act.id, who.member, at) && this.rooms.isPrivate(act.id, at);
      default:
        return false;
    }
  }

  /**
   * Whether the key that an entry brings is one to use: it counts, and its lockboxes are for those who
   * are to have it. A removal counts whether or not its lockboxes do, since who may remove somebody
   * must not hang on who belonged in the eyes of others; a new key is then due.
   */
  bringsKey(at: number): boolean {
    this.#keys[at] ??= this.#bringsKey(at);
    return this.#keys[at];
  }

  #bringsKey(at: number): boolean {
    if (!this.counts(at)) return false;
    const { act } = this.graph.at(at);
    if (act.t === 'found') return true;
    if (!('boxes' in act) || act.key === null) return false;
    return areRecipientsRight(this, at, this.parts.boxesAt(at), 'id' in act ? act.id : null);
  }

  /** Whose device wrote an entry; null when it had not come by then. */
  authorOf(at: number): MemberId | null {
    return this.#memberBefore(this.graph.at(at).device, at);
  }

  /**
   * Whose device it was when an entry was written; null when it had not come by then. What came later
   * is not even asked about: whether that counts may hang on this entry.
   */
  #memberBefore(device: DeviceId, at: number): MemberId | null {
    const admission = this.firstBefore(this.claims.admissions.get(device), at);
    return admission < 0 ? null : this.#memberAt(admission);
  }

  /** The first of these that counts and lies in the past of an entry; -1 when there is none. */
  firstBefore(all: readonly number[] | undefined, at: number): number {
    return all?.find((it) => this.graph.precedes(it, at) && this.counts(it)) ?? -1;
  }

  /**
   * Whether those whom an act would strike are its author's own or junior to them. This is asked before
   * the author's standing, and seniority never changes: so what decides an act are only acts by the
   * same person and by their seniors, and nobody is ever judged by an act that hangs on the verdict.
   */
  #reaches(at: number, author: MemberId): boolean {
    const { act } = this.graph.at(at);
    if (act.t === 'role') return this.outranks(author, act.member, at);
    if (act.t !== 'remove') return true;
    const whose = act.devices.map((device) => this.#memberBefore(device, at));
    return [...whose, ...(act.member === null ? [] : [act.member])].every(
      (member) => member !== null && (member === author || this.outranks(author, member, at)),
    );
  }

  /** Who the author is at this entry; null when their device does not belong to the office there. */
  standing(at: number, isExcused?: (end: number) => boolean): Standing | null {
    const { device } = this.graph.at(at);
    const member = this.authorOf(at);
    if (member === null || this.#isStruck(at, device, member, isExcused)) return null;
    return { member, role: this.roleOf(member, at) };
  }

  /** The entry that brought a device in; -1 when none counts. */
  admissionOf(device: DeviceId): number {
    return this.claims.admissions.get(device)?.find((at) => this.counts(at)) ?? -1;
  }

  /** The entry that brought a member in, before `at` or at all; -1 when none counts. */
  arrivalOf(member: MemberId, at: number | null = null): number {
    const claims = this.claims.members.get(member);
    const arrival =
      at === null ? (claims?.find((it) => this.counts(it)) ?? -1) : this.firstBefore(claims, at);
    return arrival >= 0 && this.#memberAt(arrival) === member ? arrival : -1;
  }

  /** Whose device it is; null when it belongs to nobody. */
  memberOf(device: DeviceId): MemberId | null {
    const at = this.admissionOf(device);
    return at < 0 ? null : this.#memberAt(at);
  }

  #memberAt(admission: number): MemberId | null {
    const known = this.#members[admission];
    if (known) return known;
    const { act } = this.graph.at(admission);
    if (act.t === 'found') return this.claims.namedAfter(act.device.sign);
    if (act.t !== 'join') return null;
    const invite = this.admissions.inviteOf(admission);
    const whose = invite < 0 ? null : this.graph.actAt<'invite'>(invite).for;
    const member = whose ?? this.claims.namedAfter(act.device.sign);
    // What is judged stays so; what is being judged may come to something else.
    if (this.#memo[admission]) this.#members[admission] = member;
    return member;
  }

  /** Whether the first was in the office when the second was let in, before `at` or at all. */
  outranks(senior: MemberId, junior: MemberId, at: number | null = null): boolean {
    const [first, second] = [this.arrivalOf(senior, at), this.arrivalOf(junior, at)];
    return first >= 0 && second >= 0 && this.graph.precedes(first, second);
  }

  hasOver(who: Standing, power: Power, member: MemberId, at: number): boolean {
    return has(who.role, power) && this.outranks(who.member, member, at);
  }

  /**
   * A member's role as an entry finds it: what its past says, and no more than what was decided
   * without having seen it. Of decisions made apart from each other the one that gives less holds.
   * Without an entry: the role that all decisions together give.
   */
  roleOf(member: MemberId, at: number | null): Role {
    const decided = (this.claims.roles.get(member) ?? []).filter(
      (it) =>
        (at === null || (it !== at && !this.graph.past(it).has(at))) &&
        // Nobody decides their own; asking what their newest devices are worth could ask in a circle.
        !this.mayBe(this.graph.at(it).device, member) &&
        this.counts(it),
    );
    const before = at === null ? decided : decided.filter((it) => this.graph.precedes(it, at));
    const last = before.filter((it) => !before.some((other) => this.graph.precedes(it, other)));
    const roles = last.map((it) => this.graph.actAt<'role'>(it).role);
    const role = roles.length > 0 ? roles.reduce(lesser) : this.#firstRole(member, at);
    const apart = decided.filter((it) => !before.includes(it));
    return apart.reduce((least, it) => lesser(least, this.graph.actAt<'role'>(it).role), role);
  }

  /** The role that the decisions dated up to a reading give: for what is judged by when it was said. */
  roleWhen(member: MemberId, hlc: Hlc): Role {
    const decided = (this.claims.roles.get(member) ?? []).filter(
      (it) =>
        this.graph.at(it).hlc <= hlc &&
        !this.mayBe(this.graph.at(it).device, member) &&
        this.counts(it),
    );
    const last = decided.filter((it) => !decided.some((other) => this.graph.precedes(it, other)));
    const roles = last.map((it) => this.graph.actAt<'role'>(it).role);
    return roles.length > 0 ? roles.reduce(lesser) : this.#firstRole(member, null);
  }

  /** A guest has no key of the office, and a member has it and may have made invites: neither becomes the other. */
  #isNoMatterOfGuests({ member, role }: RoleAct, at: number): boolean {
    return role !== 'guest' && !this.isGuest(member, at);
  }

  isGuest(member: MemberId, at: number): boolean {
    return this.#firstRole(member, at) === 'guest';
  }

  #firstRole(member: MemberId, at: number | null): Role {
    const arrival = this.arrivalOf(member, at);
    if (arrival < 0) return 'guest';
    const { act } = this.graph.at(arrival);
    if (act.t !== 'join') return 'owner';
    return this.graph.actAt<'invite'>(this.admissions.inviteOf(arrival)).role;
  }

  /** Whether a removal or a proof of cheating that had not seen the entry ends what its device may do. */
  #isStruck(
    at: number,
    device: DeviceId,
    member: MemberId,
    isExcused: (end: number) => boolean = () => false,
  ): boolean {
    const strikes = [
      ...(this.claims.removalsOfDevice.get(device) ?? []),
      ...(this.claims.removalsOfMember.get(member) ?? []),
    ];
    const own = this.#ownRemoval(at, member);
    return strikes.some((it) => {
      if (it === at || this.graph.past(it).has(at)) return false;
      // Two devices of one person that remove each other at once both go: either may be the stolen one.
      if (own > 0 && !this.graph.precedes(it, at) && this.#isBy(it, member)) {
        if (this.#ownRemoval(it, member) <= own || !this.#wasThere(it, at)) return false;
      }
      return !isExcused(it) && this.counts(it);
    });
  }

  /** Whether the device that wrote one entry had tried to come before another: leaving would undo its coming. */
  #wasThere(it: number, at: number): boolean {
    const came = this.claims.admissions.get(this.graph.at(it).device) ?? [];
    return came.some((admission) => this.graph.precedes(admission, at));
  }

  /** 2 for an act that removes devices of this member and nothing else, 1 for leaving, 0 for all other acts. */
  #ownRemoval(at: number, member: MemberId): 0 | 1 | 2 {
    const { act } = this.graph.at(at);
    if (act.t !== 'remove' || !act.devices.every((it) => this.mayBe(it, member))) return 0;
    if (act.member === null) return 2;
    return act.member === member ? 1 : 0;
  }

  #isBy(at: number, member: MemberId): boolean {
    return this.graph.at(at).act.t === 'remove' && this.mayBe(this.graph.at(at).device, member);
  }

  /** Whether a device ever came, or tried to come, as one of this member's. */
  mayBe(device: DeviceId, member: MemberId): boolean {
    // Asked again and again of who may have joined a thousand times.
    const ever = this.#ever.get(device) ?? new Set(this.#claimed(device));
    this.#ever.set(device, ever);
    return ever.has(member);
  }

  /** The members whose a device said that it was, before `at` or ever: one, unless it cheats. */
  #claimed(device: DeviceId, at: number | null = null): MemberId[] {
    const own = this.claims.namedAfter(device);
    return (this.claims.admissions.get(device) ?? []).flatMap((admission) => {
      if (at !== null && !this.graph.precedes(admission, at)) return [];
      const { act } = this.graph.at(admission);
      if (act.t !== 'join') return own;
      const invites = this.claims.invites.get(act.invite) ?? [];
      const before = invites.filter((it) => this.graph.precedes(it, admission));
      return before.map((it) => this.graph.actAt<'invite'>(it).for ?? own);
    });
  }

  /**
   * What `#reaches` asks, as far as it can be told without any verdict, from the entry's past alone:
   * most of what people do to their seniors ends here, before it can be asked in a circle what its
   * author is worth.
   */
  #couldReach(at: number): boolean {
    const { act, device } = this.graph.at(at);
    if (act.t !== 'role' && act.t !== 'remove') return true;
    const authors = this.#claimed(device, at);
    const could = (whose: readonly MemberId[]) =>
      whose.some((member) =>
        authors.some((author) => author === member || this.#couldOutrank(author, member, at)),
      );
    if (act.member !== null && !could([act.member])) return false;
    return act.t === 'role' || act.devices.every((it) => could(this.#claimed(it, at)));
  }

  #couldOutrank(senior: MemberId, junior: MemberId, at: number): boolean {
    const came = (member: MemberId) =>
      (this.claims.members.get(member) ?? []).filter((it) => this.graph.precedes(it, at));
    const juniors = came(junior);
    return came(senior).some((first) =>
      juniors.some((second) => this.graph.precedes(first, second)),
    );
  }

  /** Whether a member was put out, as far as the entries before `at` say; by all entries for null. */
  isMemberRemoved(member: MemberId, at: number | null): boolean {
    const removals = this.claims.removalsOfMember.get(member) ?? [];
    return removals.some((it) => (at === null || this.graph.precedes(it, at)) && this.counts(it));
  }

  /** Whether a device was put out, itself or with its member. Proofs of cheating alone do not. */
  isDeviceRemoved(device: DeviceId, at: number | null): boolean {
    const removals = this.claims.removalsOfDevice.get(device) ?? [];
    const removed = removals.some(
      (it) =>
        this.graph.at(it).act.t === 'remove' &&
        (at === null || this.graph.precedes(it, at)) &&
        this.counts(it),
    );
    const member = this.memberOf(device);
    return removed || (member !== null && this.isMemberRemoved(member, at));
  }

  /** The removals that put a device out, itself or with its member. */
  removalsOf(device: DeviceId): number[] {
    const { removalsOfDevice, removalsOfMember } = this.claims;
    const own = removalsOfDevice.get(device) ?? [];
    const member = this.memberOf(device);
    const all = [...own, ...((member && removalsOfMember.get(member)) ?? [])];
    return all.filter((it) => this.graph.at(it).act.t === 'remove' && this.counts(it));
  }

  #removes(at: number, act: RemoveAct, who: Standing): boolean {
    const leaves = act.member === who.member;
    if (act.member === null ? act.devices.length === 0 : !leaves) {
      if (act.member === null || !this.hasOver(who, 'remove-member', act.member, at)) return false;
    }
    for (const device of act.devices) {
      const member = this.#memberBefore(device, at);
      if (member === null) return false;
      if (member === who.member || member === act.member) continue;
      if (!this.hasOver(who, 'remove-others-device', member, at)) return false;
    }
    // Who leaves, a device that goes itself, and a guest, who never has the office key, leave the new
    // key to others: whoever makes one knows it.
    const goes = leaves || act.devices.includes(this.graph.at(at).device);
    return goes || who.role === 'guest' ? act.key === null : act.key !== null;
  }
}
