import type { ConversationAct, EditAct, ParticipantsAct } from '../model/acts.ts';
import type { ConversationId, MemberId, OfficeId } from '../model/ids.ts';
import { directIdOf, roomIdOf } from '../wire/hash.ts';
import type { Judged, Standing } from './judged.ts';
import { has, mayEdit } from './permissions.ts';
import { areRecipientsRight } from './recipients.ts';

/** Which acts on channels, groups and directs count (SPEC R12, R13). `Verdicts` alone asks it to judge. */
export class Rooms {
  readonly #is: Judged;

  constructor(is: Judged) {
    this.#is = is;
  }

  opens(at: number, act: ConversationAct, who: Standing): boolean {
    const others = this.#is.claims.conversations.get(act.id) ?? [];
    if (act.kind !== 'direct' && !this.#isOwnRoom(at, act)) return false;
    const isFirst = !others.some((it) => it < at && this.#is.counts(it));
    if (act.kind === 'channel')
      return isFirst && act.key === null && has(who.role, 'create-channel');
    if (act.key === null || !act.members.includes(who.member)) return false;
    // Everybody, guests too, may keep notes to themselves.
    const isAlone = act.kind === 'direct' && act.members.length === 1;
    if (!isAlone && !has(who.role, 'create-group')) return false;
    if (act.kind === 'direct' && !this.#isDirect(act)) return false;
    if (act.kind === 'group' ? !isFirst : act.kind !== 'direct') return false;
    return areRecipientsRight(this.#is, at, this.#is.parts.boxesAt(at), act.id);
  }

  /** The id of a direct follows from who takes part, so that two who open it at once meet in it. */
  #isDirect({ id, members }: ConversationAct): boolean {
    if (new Set(members).size < members.length) return false;
    return directIdOf(this.#office(), members) === id;
  }

  /** The id of any other follows from who opens it, so that nobody opens what is somebody else's. */
  #isOwnRoom(at: number, { id, salt }: ConversationAct): boolean {
    return roomIdOf(this.#office(), this.#is.graph.at(at).device, salt) === id;
  }

  #office(): OfficeId {
    const founding = this.#is.claims.founding;
    return (founding < 0 ? '' : this.#is.graph.at(founding).id) as string as OfficeId;
  }

  /** The entry that opened a conversation; -1 when there is none. */
  openingOf(id: ConversationId): number {
    return this.#is.claims.conversations.get(id)?.find((it) => this.#is.counts(it)) ?? -1;
  }

  #openingBefore(id: ConversationId, at: number): ConversationAct | null {
    const found = this.#is.firstBefore(this.#is.claims.conversations.get(id), at);
    return found < 0 ? null : this.#is.graph.actAt<'conversation'>(found);
  }

  isPrivate(id: ConversationId, at: number): boolean {
    const kind = this.#openingBefore(id, at)?.kind;
    return kind === 'group' || kind === 'direct';
  }

  /**
   * Who owns a group: of those who take part, by the entries before `at` or by all for null, who was
   * named first: who opened it, then the others of its opening, then by cause, ties by id. Null for none.
   */
  ownerOf(id: ConversationId, at: number | null): MemberId | null {
    const { graph } = this.#is;
    const opening = this.openingOf(id);
    if (opening < 0 || (at !== null && !graph.precedes(opening, at))) return null;
    const creator = this.#is.authorOf(opening);
    const { members } = graph.actAt<'conversation'>(opening);
    const first = [creator, ...members].find((it) => it !== null && this.#isStill(id, it, at));
    if (first) return first;
    const adding = (this.#is.claims.participants.get(id) ?? []).filter(
      (it) => (at === null || graph.precedes(it, at)) && this.#is.counts(it),
    );
    const added = adding.flatMap((it) => {
      const add = graph.actAt<'participants'>(it).add.filter((who) => this.#isStill(id, who, at));
      return add.map((who) => ({ who, it }));
    });
    const earliest = added.filter(({ it }) => !added.some((other) => graph.precedes(other.it, it)));
    return earliest.map(({ who }) => who).sort()[0] ?? null;
  }

  #isStill(id: ConversationId, member: MemberId, at: number | null): boolean {
    return !this.#is.isMemberRemoved(member, at) && this.isParticipant(id, member, at, false);
  }

  /** Who had opened a conversation before an entry. */
  #creatorOf(id: ConversationId, at: number): MemberId | null {
    const opening = this.#is.firstBefore(this.#is.claims.conversations.get(id), at);
    return opening < 0 ? null : this.#is.authorOf(opening);
  }

  edits(at: number, act: EditAct, who: Standing): boolean {
    const { id, archived } = act;
    const kind = this.#openingBefore(id, at)?.kind;
    const owner = () => (kind === 'channel' ? this.#creatorOf(id, at) : this.ownerOf(id, at));
    const place = {
      kind,
      owns: () => owner() === who.member,
      takesPart: () => this.takesPart(id, who.member, at),
    };
    return mayEdit(who.role, place, archived !== null);
  }

  changes(at: number, act: ParticipantsAct, who: Standing): boolean {
    const opening = this.#openingBefore(act.id, at);
    if (!opening || opening.kind === 'direct' || act.add.length + act.remove.length === 0)
      return false;
    const leaves = act.remove.length === 1 && act.remove[0] === who.member && act.add.length === 0;
    if (opening.kind === 'channel') {
      if (act.key !== null || !this.#areGuests(act.remove, at)) return false;
      const adds = act.add.length === 0 || has(who.role, 'add-guest-to-channel');
      const removes = act.remove.length === 0 || has(who.role, 'remove-guest-from-channel');
      return leaves || (adds && removes);
    }
    if (!this.takesPart(act.id, who.member, at)) return false;
    if (leaves) return act.key === null;
    if (act.remove.length === 0) return act.key === null;
    if (this.ownerOf(act.id, at) !== who.member || act.remove.includes(who.member)) return false;
    return act.key !== null;
  }

  /** Channels are open to all but guests, so that nobody else can be taken out of one. */
  #areGuests(members: readonly MemberId[], at: number): boolean {
    return members.every(
      (member) => this.#is.arrivalOf(member, at) >= 0 && this.#is.roleOf(member, at) === 'guest',
    );
  }

  /** Whether a member takes part in a group or direct at an entry, and nobody ended that apart from it. */
  takesPart(id: ConversationId, member: MemberId, at: number): boolean {
    if (!this.isParticipant(id, member, at, false)) return false;
    if (this.#is.readmissions.isBarred(id, this.#is.graph.at(at).device, at)) return false;
    return !(this.#is.claims.participants.get(id) ?? []).some(
      (it) =>
        it !== at &&
        this.#is.graph.actAt<'participants'>(it).remove.includes(member) &&
        !this.#is.graph.precedes(it, at) &&
        !this.#is.graph.past(it).has(at) &&
        this.#is.counts(it),
    );
  }

  /**
   * Whether a member is among those who take part, by the entries before `at` (and, if `including`,
   * by that one); by all for null. Being removed wins over being added, unless the adding had seen it.
   */
  isParticipant(
    id: ConversationId,
    member: MemberId,
    at: number | null,
    including = true,
  ): boolean {
    const before = (it: number) =>
      it === at
        ? including
        : (at === null || this.#is.graph.precedes(it, at)) && this.#is.counts(it);
    const changes = this.#is.claims.participants.get(id) ?? [];
    const added = [
      ...(this.#is.claims.conversations.get(id) ?? []).filter((it) =>
        this.#is.graph.actAt<'conversation'>(it).members.includes(member),
      ),
      ...changes.filter((it) => this.#is.graph.actAt<'participants'>(it).add.includes(member)),
    ].filter(before);
    const removed = changes
      .filter((it) => this.#is.graph.actAt<'participants'>(it).remove.includes(member))
      .filter(before);
    return added.some((add) => removed.every((it) => this.#is.graph.past(add).has(it)));
  }

  /** Whether a member was taken out of a conversation, or left it, and not added since. */
  hasLeft(id: ConversationId, member: MemberId): boolean {
    const left = (this.#is.claims.participants.get(id) ?? []).some(
      (it) =>
        this.#is.graph.actAt<'participants'>(it).remove.includes(member) && this.#is.counts(it),
    );
    return left && !this.isParticipant(id, member, null);
  }

  /** Whether somebody was ever named for a conversation by an entry that counts. */
  everNamed(id: ConversationId, member: MemberId): boolean {
    const opened = (this.#is.claims.conversations.get(id) ?? []).some(
      (it) =>
        this.#is.graph.actAt<'conversation'>(it).members.includes(member) && this.#is.counts(it),
    );
    const added = (this.#is.claims.participants.get(id) ?? []).some(
      (it) => this.#is.graph.actAt<'participants'>(it).add.includes(member) && this.#is.counts(it),
    );
    return opened || added;
  }
}
