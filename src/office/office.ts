import type { Admitted, Policy, Say, Supposing } from '../log/judge.ts';
import type { Act, FreezeAct, JoinAct, UnknownAct } from '../model/acts.ts';
import { readPrivatePart } from '../model/acts.ts';
import {
  type ChainId,
  type ConversationId,
  type DeviceId,
  type EntryId,
  type InviteId,
  type LogId,
  type MemberId,
  type OfficeId,
  type PeerId,
  partsOf,
  type Vector,
} from '../model/ids.ts';
import { type Hlc, monthOf } from '../model/time.ts';
import { MAX_USES, PRIVATE_LIMITS } from '../wire/limits.ts';
import { isCheatProven, isInviteProven, isJoinProven, isSoundDevice } from '../wire/proofs.ts';
import { endOf } from './cutoffs.ts';
import { Reduction } from './reduce.ts';
import type { Stretch } from './removal.ts';
import type { Role, Roster, RosterEntry } from './roster.ts';

/** An entry of the roster, with what its private part says where that can be read. */
export interface Readable {
  readonly at: Admitted;
  readonly content: { readonly kind: string; readonly value?: unknown };
}

/** Of entries that are not here and might be: what admission asks. */
interface Supposed {
  readonly entries: ReadonlySet<EntryId>;
  readonly invites: ReadonlySet<InviteId>;
  readonly entered: ReadonlySet<DeviceId>;
}

const NOTHING_MORE: Supposed = { entries: new Set(), invites: new Set(), entered: new Set() };

const YES: Say = { kind: 'yes' };
const later = (why: 'unknown-device' | 'unknown-past', lacks?: EntryId): Say =>
  lacks === undefined ? { kind: 'later', why } : { kind: 'later', why, lacks };
const refused = (why: 'not-member' | 'malformed-act' | 'bad-key' | 'beyond-cutoff'): Say => ({
  kind: 'refused',
  why,
});

/**
 * One office as this replica knows it: the roster's entries and what they reduce to. It is also
 * what admission asks (`Policy`).
 */
export class Office implements Policy {
  readonly id: OfficeId;
  readonly #now: () => number;
  #reduction = new Reduction([]);
  /** Devices that ever tried to enter: they keep their chains, also if it came to nothing. */
  readonly #entered = new Set<DeviceId>();

  /** `now` gives the corrected Unix time in milliseconds. */
  constructor(id: OfficeId, now: () => number) {
    this.id = id;
    this.#now = now;
  }

  /** Takes all entries of the roster, whenever there are more; `anew` when more of them can be read. */
  update(entries: readonly Readable[], anew = false): void {
    const isHeld = entries.length === this.#reduction.size;
    if (!anew && entries.some(({ at }) => this.has(at.id))) this.grow(entries);
    else if (anew && isHeld && entries.every(({ at }) => this.has(at.id))) {
      this.#reduction.reread(entries.map(toRosterEntry));
    } else {
      this.#enter(entries);
      this.#reduction = new Reduction(entries.map(toRosterEntry));
    }
  }

  /** Takes these for all of the roster: what else was here is forgotten, since it could not be kept. */
  reset(entries: readonly Readable[]): void {
    this.#entered.clear();
    this.#enter(entries);
    this.#reduction = new Reduction(entries.map(toRosterEntry));
  }

  /** Takes entries that the roster has grown by. */
  grow(entries: readonly Readable[]): void {
    const fresh = entries.filter(({ at }) => !this.has(at.id));
    this.#enter(fresh);
    this.#reduction.add(fresh.map(toRosterEntry));
  }

  #enter(entries: readonly Readable[]): void {
    for (const { at } of entries) {
      if (at.act?.t === 'found' || at.act?.t === 'join') this.#entered.add(at.device);
    }
  }

  get roster(): Roster {
    return this.#reduction.roster;
  }

  /** The roster as it was when it was last asked for: enough where the newest entries make no odds. */
  get latest(): Roster {
    return this.#reduction.latest;
  }

  /** The devices that ever joined, whether or not that counts. */
  entered(): Iterable<DeviceId> {
    return this.#entered;
  }

  /** Whether an entry of the roster is here. */
  has(entry: EntryId): boolean {
    return this.#reduction.has(entry);
  }

  /** Whether a device with this PeerId ever came, or tried to come. */
  hasTried(peer: PeerId): boolean {
    return this.#reduction.hasTried(peer);
  }

  /** Whether an invite of this id is here, whether or not it counts. */
  hasInvite(invite: InviteId): boolean {
    return this.#reduction.hasInvite(invite);
  }

  months(): { first: number; last: number } {
    const now = monthOf(this.#now());
    const { founded } = this.roster;
    // Before the founding entry is here, no month can be refused for ever.
    return { first: founded === null ? 0 : monthOf(founded), last: now + 1 };
  }

  mayWrite(device: DeviceId, log: LogId, chain: ChainId, number: number): Say {
    const conversation = partsOf(log)?.conversation;
    if (!conversation || !this.roster.conversations.has(conversation)) return later('unknown-past');
    if (!this.#entered.has(device)) return later('unknown-device');
    if (!this.#maySpeak(device, conversation)) return later('unknown-past');
    return number >= this.endOf(device, log, chain) ? refused('beyond-cutoff') : YES;
  }

  /** The number from which nothing counts of what a device writes in a chain; Infinity where it may go on. */
  endOf(device: DeviceId, log: LogId, chain: ChainId): number {
    const conversation = partsOf(log)?.conversation;
    if (!conversation) return Number.POSITIVE_INFINITY;
    const { cutoffs, departures, devices, formerDevices } = this.roster;
    const end = endOf(cutoffs.get(device), log, chain);
    const member = (devices.get(device) ?? formerDevices.get(device))?.member;
    if (!member || departures.size === 0) return end;
    return Math.min(end, endOf(departures.get(`${conversation}/${member}`), log, chain));
  }

  /** The roster itself: every growth of it makes another one. */
  get ends(): object {
    return this.roster;
  }

  /** Whether a device ever had a part in a conversation, as far as this replica knows. */
  #maySpeak(device: DeviceId, id: ConversationId): boolean {
    const { conversations, members, formerMembers, devices, formerDevices, departures } =
      this.roster;
    const conversation = conversations.get(id);
    const member = (devices.get(device) ?? formerDevices.get(device))?.member;
    if (!conversation || !member) return conversation?.kind === 'channel';
    const known = members.get(member) ?? formerMembers.get(member);
    if (conversation.kind === 'channel' && known?.role !== 'guest') return true;
    if (conversation.participants.includes(member)) return true;
    // Those who are gone stay authors of what they wrote up to their end.
    return departures.has(`${id}/${member}`) || formerMembers.has(member);
  }

  /** Whether a member may read a conversation. */
  mayRead(member: MemberId, id: ConversationId): boolean {
    const { conversations, members } = this.roster;
    const conversation = conversations.get(id);
    const role = members.get(member)?.role;
    if (!conversation || role === undefined) return false;
    if (conversation.kind === 'channel' && role !== 'guest') return true;
    return conversation.participants.includes(member);
  }

  /** Whether the first was in the office when the second was let in, and so may have power over them. */
  outranks(senior: MemberId, junior: MemberId): boolean {
    return this.#reduction.outranks(senior, junior);
  }

  /** The role of a member, also a former one, by the decisions dated up to a reading. */
  roleWhen(member: MemberId, hlc: Hlc): Role {
    return this.#reduction.roleWhen(member, hlc);
  }

  /** Devices that may have the newest keys of the office, or of a conversation, and were given none. */
  lacking(tree: ConversationId | 'office'): DeviceId[] {
    return this.#reduction.lacking(tree);
  }

  /** Whether a member is to say by a device that they had seen somebody come (SPEC R18). */
  isToTell(member: MemberId, device: DeviceId): boolean {
    return this.#reduction.isToTell(member, device);
  }

  /** What shows that a device was removed, and is not held: each stretch after what it follows (SPEC Y13). */
  removalOf(device: DeviceId, held: Vector): Stretch[] {
    return this.#reduction.removalOf(device, held);
  }

  /** The heads of what does not follow from a chain of the roster from a number on. */
  headsWithout(chain: ChainId, number: number): EntryId[] {
    return this.#reduction.headsWithout(chain, number);
  }

  /** Whether what a device wrote there is to be shown. */
  counts(device: DeviceId, log: LogId, chain: ChainId, number: number): boolean {
    const { devices, formerDevices } = this.roster;
    const known = devices.has(device) || formerDevices.has(device);
    return known && number < this.endOf(device, log, chain);
  }

  /** Whose device it is or was; null for one that never belonged. */
  memberOf(device: DeviceId): MemberId | null {
    const { devices, formerDevices } = this.roster;
    return (devices.get(device) ?? formerDevices.get(device))?.member ?? null;
  }

  /** A member's name, also of one who is gone. */
  nameOf(member: MemberId): string {
    const { members, formerMembers } = this.roster;
    return (members.get(member) ?? formerMembers.get(member))?.name ?? '';
  }

  mayAct(
    act: Act | UnknownAct,
    device: DeviceId,
    number: number,
    before: readonly Admitted[],
    more: Supposed = NOTHING_MORE,
  ): Say {
    if (act.t === 'found')
      return number === 0 ? mayEnter(act.device, device) : refused('malformed-act');
    const unseen = this.#unseen(act.seen, before, more);
    if (unseen !== undefined) return later('unknown-past', unseen);
    if (act.t === 'invite' && act.uses > MAX_USES) return refused('malformed-act');
    if (act.t === 'join') return this.#mayJoin(act, device, number, more);
    if (!this.#hasEntered(device, before, more)) return later('unknown-device');
    if (act.t === 'invite' && !isInviteProven(this.id, act, device)) return refused('not-member');
    if (act.t === 'freeze') return this.#mayFreeze(act);
    return YES;
  }

  supposing(): Supposing {
    const more = {
      entries: new Set<EntryId>(),
      invites: new Set<InviteId>(),
      entered: new Set<DeviceId>(),
    };
    return {
      mayAct: (act, device, number, before) => this.mayAct(act, device, number, before, more),
      suppose(entries) {
        for (const { id, act, device } of entries) {
          more.entries.add(id);
          if (act?.t === 'invite') more.invites.add(act.invite);
          if (act?.t === 'found' || act?.t === 'join') more.entered.add(device);
        }
      },
    };
  }

  /** The first of these entries that is not here. */
  #unseen(
    seen: readonly EntryId[],
    before: readonly Admitted[],
    { entries }: Supposed,
  ): EntryId | undefined {
    const isHere = (id: EntryId) => this.#reduction.has(id) || entries.has(id);
    return seen.find((id) => !isHere(id) && !before.some((entry) => entry.id === id));
  }

  #hasEntered(device: DeviceId, before: readonly Admitted[], { entered }: Supposed): boolean {
    const first = before[0]?.act?.t;
    const isNew = first === 'join' || first === 'found' || entered.has(device);
    return isNew || this.#entered.has(device);
  }

  #mayJoin(act: JoinAct, device: DeviceId, number: number, { invites }: Supposed): Say {
    if (number !== 0) return refused('malformed-act');
    // Held, whether or not it counts: replicas that disagree on that must still hold the same joins.
    const isKnown = this.#reduction.hasInvite(act.invite) || invites.has(act.invite);
    if (!isKnown) return later('unknown-past');
    if (!isJoinProven(this.id, act.invite, act.device, act.proof)) return refused('not-member');
    return mayEnter(act.device, device);
  }

  #mayFreeze(act: FreezeAct): Say {
    return isCheatProven(this.id, act) ? YES : refused('malformed-act');
  }
}

function mayEnter(record: JoinAct['device'], device: DeviceId): Say {
  if (record.sign !== device) return refused('malformed-act');
  return isSoundDevice(record) ? YES : refused('bad-key');
}

function toRosterEntry({ at, content }: Readable): RosterEntry {
  const { id, chain, number, device, hlc } = at;
  const said = content.kind === 'open' ? readPrivatePart(content.value, PRIVATE_LIMITS) : null;
  const act = at.act ?? { t: 'unknown', seen: [] };
  return { id, chain, number, device, hlc, act, said: said ?? {} };
}
