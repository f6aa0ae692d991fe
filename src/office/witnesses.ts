import type { MemberId } from '../model/ids.ts';
import type { Judged, Witnessed } from './judged.ts';
import { has } from './permissions.ts';

/**
 * Who had seen somebody come (SPEC R18). What is dated back can name anything as seen, and nobody can
 * be made to have seen it: so people who may invite, and were here before the invite, say by what they
 * write which of several joins was first, and that it was before somebody ended its invite.
 */
export class Witnesses implements Witnessed {
  readonly #is: Judged;
  /** Who speaks as a witness by an entry: null when nobody does. */
  readonly #speakers = new Map<number, MemberId | null>();

  readonly #orders = new Map<number, readonly number[]>();
  /** What witnesses wrote, by the invites, as of so many entries. */
  readonly #written = new Map<string, readonly (readonly [MemberId, readonly number[]])[]>();
  #writtenAt = 0;

  constructor(is: Judged) {
    this.#is = is;
  }

  /**
   * Whether one of two joins goes before the other: by cause, else by the most senior member who had
   * seen one of them first, else by the order in which all is counted. `invites` are what they came by.
   */
  goesBefore(one: number, other: number, invites: readonly number[]): boolean {
    const { graph } = this.#is;
    if (graph.precedes(one, other)) return true;
    if (graph.precedes(other, one)) return false;
    for (const entries of this.#byMember(Math.min(one, other), invites)) {
      const first = entries.find((it) => graph.precedes(one, it) || graph.precedes(other, it));
      if (first === undefined) continue;
      const saw = [graph.precedes(one, first), graph.precedes(other, first)];
      if (saw[0] !== saw[1]) return saw[0] === true;
    }
    return one < other;
  }

  /** Joins through one invite, each before those that `goesBefore` puts after it. */
  inOrder(joins: readonly number[], invite: number): readonly number[] {
    const known = this.#orders.get(invite);
    // What comes later has seen all that is here, or has everything judged anew.
    if (known?.length === joins.length) return known;
    const first = Math.min(...joins);
    const said = [...this.#byMember(first, [invite])].map((entries) => {
      const saw = this.#is.graph.firstToFollow(entries, first);
      return joins.map((join) => saw[join - first]);
    });
    const order = joins.map((_, i) => i);
    order.sort((a, b) => {
      const telling = said.find((when) => when[a] !== when[b]);
      return telling ? (telling[a] as number) - (telling[b] as number) : a - b;
    });
    const sorted = order.map((i) => joins[i] as number);
    this.#orders.set(invite, sorted);
    return sorted;
  }

  /** The entries of each who may witness joins by these invites, the most senior member's first. */
  *#byMember(after: number, invites: readonly number[]): Generator<readonly number[]> {
    for (const [member, entries] of this.#writtenBy(invites))
      yield entries.filter((it) => it > after && this.#speakerOf(it) === member);
  }

  /** All that those wrote who were here before these invites; asked of each two joins by them. */
  #writtenBy(invites: readonly number[]): readonly (readonly [MemberId, readonly number[]])[] {
    const { claims, graph } = this.#is;
    if (this.#writtenAt !== graph.size) this.#written.clear();
    this.#writtenAt = graph.size;
    const known = this.#written.get(invites.join());
    if (known) return known;
    const [first = -1, ...rest] = invites;
    const isThere = (member: MemberId) =>
      rest.every((invite) => claims.membersBefore(invite, graph).includes(member));
    const written = claims
      .membersBefore(first, graph)
      .filter(isThere)
      .map((member) => {
        const all = graph.writtenBy((device) => this.#is.mayBe(device, member), -1);
        return [member, all] as const;
      });
    this.#written.set(invites.join(), written);
    return written;
  }

  /** Whose word an entry is; null for guests, and for who did not belong there. */
  #speakerOf(at: number): MemberId | null {
    const known = this.#speakers.get(at);
    if (known !== undefined) return known;
    const who = this.#is.standing(at);
    const speaker = who && has(who.role, 'invite-member') ? who.member : null;
    this.#speakers.set(at, speaker);
    return speaker;
  }

  /**
   * Whether an act that ends an invite, apart from a join through it, cannot undo this join: who wrote
   * it has no power over who came, and somebody else had seen them come and not the act.
   */
  isProof(join: number, invite: number, end: number): boolean {
    const { graph } = this.#is;
    if (graph.past(end).has(join) || this.#hasPower(end, join)) return false;
    return this.seenBy(join, invite, end).some((member) => !this.#isBy(end, member));
  }

  /** Members who had seen a join through an invite, and not what is said of it at `end` where given. */
  seenBy(join: number, invite: number, end: number | null = null): MemberId[] {
    const { graph } = this.#is;
    const saw = (it: number) =>
      graph.precedes(join, it) && it !== end && (end === null || !graph.precedes(end, it));
    return this.#is.claims.membersBefore(invite, graph).filter((member) => {
      const entries = graph.writtenBy((device) => this.#is.mayBe(device, member), join);
      return entries.some((it) => saw(it) && this.#speakerOf(it) === member);
    });
  }

  /**
   * Whether a member is to say that they had seen a join, since nobody did whose word would hold: the
   * word of who made the invite does where that person has power over who came.
   */
  isToTell(join: number, invite: number, member: MemberId): boolean {
    const author = this.#is.memberOf(this.#is.graph.at(invite).device);
    const able = this.#is.claims.membersBefore(invite, this.#is.graph).filter((it) => {
      return !this.#is.isMemberRemoved(it, null) && has(this.#is.roleOf(it, null), 'invite-member');
    });
    if (!able.includes(member)) return false;
    const mayEnd = author !== null && has(this.#is.roleOf(author, null), 'remove-member');
    const others = mayEnd ? able : able.filter((it) => it !== author);
    const telling = others.length > 0 ? others : able;
    const seen = this.seenBy(join, invite);
    return telling.includes(member) && !seen.some((it) => telling.includes(it));
  }

  #isBy(at: number, member: MemberId): boolean {
    return this.#is.mayBe(this.#is.graph.at(at).device, member);
  }

  /** Whether who wrote an entry may remove who came by a join. */
  #hasPower(at: number, join: number): boolean {
    const { claims, graph } = this.#is;
    // As far as it can be told without a verdict: whether an end counts may hang on the join.
    const couldHave = claims.membersBefore(join, graph).filter((member) => this.#isBy(at, member));
    if (couldHave.length === 0) return false;
    const who = this.#is.standing(at);
    return who !== null && couldHave.includes(who.member) && has(who.role, 'remove-member');
  }
}
