import type { DeviceId, MemberId } from '../model/ids.ts';
import type { Judged, Witnessed } from './judged.ts';
import { has } from './permissions.ts';

/** Answers that hang on an open question and are worked out again for the next. */
const MOST_UNKEPT = 2_000;

/** Which joins who had seen first. */
interface Seen {
  /** Of each join in the lists below. */
  readonly places: ReadonlyMap<number, number>;
  /** For each witness, the most senior first, the first of their words that follows each join. */
  readonly firsts: readonly Uint32Array[];
}

/** Whether a join goes before another. One that came later follows all that was said of those before it. */
function isBefore({ places, firsts }: Seen, one: number, other: number): boolean {
  const [a, b] = [places.get(one) ?? -1, places.get(other) ?? -1];
  const telling = a < 0 || b < 0 ? undefined : firsts.find((it) => it[a] !== it[b]);
  return telling ? (telling[a] as number) < (telling[b] as number) : one < other;
}

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
  readonly #seen = new Map<number, Map<number, Seen>>();
  #unkept = 0;

  constructor(is: Judged) {
    this.#is = is;
  }

  /**
   * Whether one of two joins goes before the other: by the most senior member who had seen one of them
   * first, else by the order in which all is counted. Who saw what follows from a join saw the join too,
   * so that none goes before what lies in its past. They came by `invite` and
   * by `another`.
   */
  goesBefore(one: number, other: number, invite: number, another: number): boolean {
    return isBefore(this.#seenOf(invite, another), one, other);
  }

  /** Joins through one invite, each before those that `goesBefore` puts after it. */
  inOrder(joins: readonly number[], invite: number): readonly number[] {
    const known = this.#orders.get(invite);
    // What comes later has seen all that is here, or has everything judged anew.
    if (known?.length === joins.length) return known;
    const { circles } = this.#is;
    const seen = this.#seenOf(invite, invite);
    const sorted = [...joins].sort((one, other) => (isBefore(seen, one, other) ? -1 : 1));
    if (this.#isToKeep(circles)) this.#orders.set(invite, sorted);
    return sorted;
  }

  /**
   * Whether what was found out holds for all who ask: not where it hangs on a question that is still open.
   * Who makes more circles than that is judged as they are met.
   */
  #isToKeep(circles: number): boolean {
    return this.#is.circles === circles || ++this.#unkept > MOST_UNKEPT;
  }

  /** What those had seen who may witness joins by both of these invites: worked out once for all joins. */
  #seenOf(invite: number, another: number): Seen {
    if (invite > another) return this.#seenOf(another, invite);
    const known = this.#seen.get(invite)?.get(another);
    if (known) return known;
    const { claims, graph, circles } = this.#is;
    const ids = new Set([invite, another].map((it) => graph.actAt<'invite'>(it).invite));
    const joins = [...ids].flatMap((id) => claims.joins.get(id) ?? []);
    const from = joins.reduce((least, it) => Math.min(least, it), graph.size);
    const firsts = this.#wordsOn(invite, another, from).map((words) => {
      const first = graph.firstToFollow(words, from);
      return Uint32Array.from(joins, (join) => first[join - from] as number);
    });
    const seen = { places: new Map(joins.map((join, i) => [join, i])), firsts };
    if (!this.#isToKeep(circles)) return seen;
    const others = this.#seen.get(invite) ?? new Map<number, Seen>();
    this.#seen.set(invite, others.set(another, seen));
    return seen;
  }

  /** What each wrote after a place who may witness joins by both invites, the most senior member's first. */
  #wordsOn(invite: number, another: number, after: number): number[][] {
    const { claims, graph } = this.#is;
    const there = new Set(claims.membersBefore(another, graph));
    return claims
      .membersBefore(invite, graph)
      .filter((member) => there.has(member))
      .map((member) =>
        graph
          .writtenBy((device) => this.#is.mayBe(device, member), after)
          .filter((it) => this.#isWordOf(it, member, [invite, another])),
      )
      .filter((words) => words.length > 0);
  }

  /** Whether an entry is a member's word on joins by these invites. */
  #isWordOf(at: number, member: MemberId, invites: readonly number[]): boolean {
    // Asked first: whose word hangs on such a join must not be asked for while that is judged.
    const { device } = this.#is.graph.at(at);
    return !this.#hangsOn(device, at, invites) && this.#speakerOf(at) === member;
  }

  /**
   * Whether a device came, or tried to, by one of these invites, or by an invite that such a device made:
   * before an entry, whose own past says so, so that nobody takes a word back; or at all for null.
   */
  #hangsOn(device: DeviceId, before: number | null, invites: readonly number[]): boolean {
    const { claims, graph } = this.#is;
    const ids = new Set(invites.map((it) => graph.actAt<'invite'>(it).invite));
    const first = Math.min(...[...ids].map((id) => claims.invites.get(id)?.[0] ?? 0));
    const made = new Set<number>();
    const isLet = (it: DeviceId, at: number | null): boolean =>
      (claims.admissions.get(it) ?? []).some((join) => {
        // Whoever came before these invites were made hangs on nobody who came by them.
        if (join < first || (at !== null && !graph.precedes(join, at))) return false;
        const { invite } = graph.actAt<'join'>(join);
        for (const by of claims.invites.get(invite) ?? [])
          if (graph.precedes(by, join)) made.add(by);
        return ids.has(invite);
      });
    if (isLet(device, before)) return true;
    // Grows as it is gone through.
    for (const invite of made) if (isLet(graph.at(invite).device, invite)) return true;
    return false;
  }

  /** Whose word an entry is; null for guests, and for who did not belong there. */
  #speakerOf(at: number): MemberId | null {
    const known = this.#speakers.get(at);
    if (known !== undefined) return known;
    const { circles } = this.#is;
    const who = this.#is.standing(at);
    const speaker = who && has(who.role, 'invite-member') ? who.member : null;
    if (this.#isToKeep(circles)) this.#speakers.set(at, speaker);
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
      return entries.some((it) => saw(it) && this.#isWordOf(it, member, [invite]));
    });
  }

  /**
   * Whether a member is to say by a device that they had seen a join, since nobody did whose word would hold: the
   * word of who made the invite does where that person has power over who came.
   */
  isToTell(join: number, invite: number, member: MemberId, device: DeviceId): boolean {
    if (this.#hangsOn(device, null, [invite])) return false;
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
