import type { ConversationId, DeviceId } from '../model/ids.ts';
import type { Judged } from './judged.ts';

/**
 * Devices that somebody else let in for a member (SPEC R20): whoever uses the link by which an admin
 * readmits somebody stands for that person, so what was said in private stays closed to it, and to all
 * that it lets in, until somebody who takes part says otherwise.
 */
export class Readmissions {
  readonly #is: Judged;

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
    const root = this.rootOf(device);
    return root !== null && !this.#isLetIn(id, root, at) && !this.#isLetIn(id, device, at);
  }

  #isLetIn(id: ConversationId, device: DeviceId, at: number | null): boolean {
    const { claims, graph } = this.#is;
    const before = (it: number) => at === null || graph.precedes(it, at);
    const gave = (claims.gifts.get(device) ?? []).some((it) => {
      if (graph.actAt<'give'>(it).of !== id || !before(it) || !this.#is.counts(it)) return false;
      const giver = this.#is.authorOf(it);
      if (giver === null || !this.#is.rooms.isParticipant(id, giver, it)) return false;
      return !this.isBarred(id, graph.at(it).device, it);
    });
    return gave || this.#wasThere(id, device, at);
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
