import type { ConversationId, DeviceId } from '../model/ids.ts';
import type { Judged } from './judged.ts';

/**
 * Devices that somebody else let in for a member (SPEC R20): whoever uses the link by which an admin
 * readmits somebody stands for that person, so what was said in private stays closed to it, and to all
 * that it lets in, until somebody who takes part says otherwise.
 */
export class Readmissions {
  readonly #is: Judged;
  /** Whether gifts let in whom they were given to, as far as no verdict on the way can still change. */
  readonly #letting = new Map<number, boolean>();

  constructor(is: Judged) {
    this.#is = is;
  }

  /** The readmitted device from which a device comes, itself included; null where there is none. */
  rootOf(device: DeviceId): DeviceId | null {
    const seen = new Set<DeviceId>();
    for (let it = device; !seen.has(it); ) {
      seen.add(it);
      const invite = this.#is.admissions.inviteOf(this.#is.admissionOf(it));
      if (invite < 0) return null;
      const author = this.#is.graph.at(invite).device;
      const { for: whose } = this.#is.graph.actAt<'invite'>(invite);
      if (whose === null) return null;
      if (this.#is.memberOf(author) !== whose) return it;
      it = author;
    }
    return null;
  }

  /** Whether a device is kept out of a group or direct, as far as the entries before `at` say; by all for null. */
  isBarred(id: ConversationId, device: DeviceId, at: number | null): boolean {
    const letting = new Map<number, boolean>();
    const { circles } = this.#is;
    // Gifts that wait for what was given before them. Not by recursion: gifts of gifts go as deep as
    // somebody likes, and each is judged once.
    const waiting: number[] = [];
    for (;;) {
      const gift = waiting.at(-1);
      const said =
        gift === undefined ? this.#bars(id, device, at, letting) : this.#letsIn(id, gift, letting);
      if (typeof said === 'number') waiting.push(said);
      else if (gift === undefined) return said;
      else {
        letting.set(gift, said);
        if (this.#is.circles === circles) this.#letting.set(gift, said);
        waiting.pop();
      }
    }
  }

  /** As `isBarred`; or the gift that is to be judged first. */
  #bars(
    id: ConversationId,
    device: DeviceId,
    at: number | null,
    letting: ReadonlyMap<number, boolean>,
  ): boolean | number {
    const root = this.rootOf(device);
    if (root === null) return false;
    for (const it of new Set([root, device])) {
      const isLetIn = this.#isLetIn(id, it, at, letting);
      if (isLetIn !== false) return isLetIn === true ? false : isLetIn;
    }
    return true;
  }

  #isLetIn(
    id: ConversationId,
    device: DeviceId,
    at: number | null,
    letting: ReadonlyMap<number, boolean>,
  ): boolean | number {
    const { claims, graph } = this.#is;
    for (const it of claims.gifts.get(device) ?? []) {
      if (graph.actAt<'give'>(it).of !== id || (at !== null && !graph.precedes(it, at))) continue;
      const lets = letting.get(it) ?? this.#letting.get(it);
      if (lets === undefined) return it;
      if (lets) return true;
    }
    return this.#wasThere(id, device, at);
  }

  /** Whether who gave keys took part, by a device that was not barred; or the gift to be judged first. */
  #letsIn(
    id: ConversationId,
    gift: number,
    letting: ReadonlyMap<number, boolean>,
  ): boolean | number {
    if (!this.#is.counts(gift)) return false;
    const giver = this.#is.authorOf(gift);
    if (giver === null || !this.#is.rooms.isParticipant(id, giver, gift)) return false;
    const bars = this.#bars(id, this.#is.graph.at(gift).device, gift, letting);
    return typeof bars === 'number' ? bars : !bars;
  }

  /** Whether who opened a conversation knew the device, or it is the one that opened the group. */
  #wasThere(id: ConversationId, device: DeviceId, at: number | null): boolean {
    const { claims, graph } = this.#is;
    return (claims.conversations.get(id) ?? []).some((it) => {
      if (at !== null && !graph.precedes(it, at)) return false;
      const { kind } = graph.actAt<'conversation'>(it);
      const boxes = this.#is.parts.boxesAt(it);
      const by = graph.at(it).device;
      if (!boxes.some(([to]) => to === device) || !this.#is.counts(it)) return false;
      return by === device ? kind === 'group' : this.rootOf(by) === null;
    });
  }
}
