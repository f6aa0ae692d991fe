import type {
  ChainId,
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  MemberId,
  PeerId,
  Vector,
} from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import { Graph } from './graph.ts';
import { lackingOf } from './lacking.ts';
import { causesOf, inCausalOrder } from './order.ts';
import { project } from './project.ts';
import { removalOf, type Stretch } from './removal.ts';
import type { Role, Roster, RosterEntry } from './roster.ts';
import { Verdicts } from './verdicts.ts';

/**
 * Reduces the roster's entries to who belongs and what exists. Depends only on the set of entries,
 * never on their arrival (SPEC R1).
 */
export const reduce = (entries: readonly RosterEntry[]): Roster => new Reduction(entries).roster;

/** Acts that can make an earlier one count after all. */
const REVIVING = new Set(['admit']);

/**
 * The roster as it grows. What follows everything held, the common case, is judged alone; anything
 * else has all judged anew. It is done when somebody asks: many entries in a row cost once.
 */
export class Reduction {
  #judged: Verdicts;
  /** Taken, and not judged yet. */
  #fresh: RosterEntry[] = [];
  readonly #known = new Set<EntryId>();
  readonly #invites = new Set<InviteId>();
  #roster: Roster | null = null;
  /** Joins of which nothing is to be told. */
  readonly #told = new Set<EntryId>();

  constructor(entries: readonly RosterEntry[]) {
    this.#judged = new Verdicts(new Graph(entries));
    this.#note(entries);
  }

  get roster(): Roster {
    const verdicts = this.#verdicts;
    this.#roster ??= project(verdicts);
    return this.#roster;
  }

  /** The roster as it was when it was last asked for. */
  get latest(): Roster {
    return this.#roster ?? this.roster;
  }

  get #verdicts(): Verdicts {
    if (this.#fresh.length > 0) this.#judge(this.#fresh.splice(0));
    return this.#judged;
  }

  /** Whether the first was in the office when the second was let in, and so may have power over them. */
  outranks(senior: MemberId, junior: MemberId): boolean {
    return this.#verdicts.outranks(senior, junior);
  }

  /** The role of a member, also a former one, at a reading. */
  roleWhen(member: MemberId, hlc: Hlc): Role {
    return this.#verdicts.roleWhen(member, hlc);
  }

  /** Devices that may have the newest keys of a tree and were given none of them (SPEC X4). */
  lacking(tree: ConversationId | 'office'): DeviceId[] {
    return lackingOf(this.#verdicts, this.roster, tree);
  }

  /** Whether somebody came whom nobody but this member, by this device, could say to have seen (SPEC R18). */
  isToTell(member: MemberId, device: DeviceId): boolean {
    const { claims, admissions, graph } = this.#verdicts;
    return [...claims.joins.values()].flat().some((at) => {
      const { id } = graph.at(at);
      if (this.#told.has(id)) return false;
      const isToTell = admissions.isToTell(at, member, device);
      if (!isToTell) this.#told.add(id);
      return isToTell;
    });
  }

  /** What shows that a device was removed, and is not held: each stretch after what it follows (SPEC Y13). */
  removalOf(device: DeviceId, held: Vector): Stretch[] {
    return removalOf(this.#verdicts, device, held);
  }

  /** What an act names as seen that must not follow from a chain's entries from a number on. */
  headsWithout(chain: ChainId, number: number): EntryId[] {
    return this.#verdicts.graph.headsWithout(chain, number);
  }

  /** Whether a device with this PeerId ever came, or tried to come. */
  hasTried(peer: PeerId): boolean {
    return this.#verdicts.claims.peers.has(peer);
  }

  /** Whether an entry that makes this invite is held, whether or not it counts. */
  hasInvite(id: InviteId): boolean {
    return this.#invites.has(id);
  }

  has(id: EntryId): boolean {
    return this.#known.has(id);
  }

  /** Takes entries that are new. */
  add(entries: readonly RosterEntry[]): void {
    this.#note(entries);
    this.#fresh.push(...entries);
  }

  /** How many entries are held. */
  get size(): number {
    return this.#known.size;
  }

  /** Takes what entries say that are here, now that it can be read: names hang on it, and no verdict (SPEC R9). */
  reread(entries: readonly RosterEntry[]): void {
    const { graph } = this.#verdicts;
    for (const entry of entries) graph.reread(entry);
    this.#roster = null;
  }

  #note(entries: readonly RosterEntry[]): void {
    for (const { id, act } of entries) {
      this.#known.add(id);
      if (act.t === 'invite') this.#invites.add(act.invite);
    }
  }

  #judge(taken: readonly RosterEntry[]): void {
    this.#roster = null;
    const { graph } = this.#judged;
    // Catch-up brings them chain by chain.
    const fresh = inCausalOrder(taken, causesOf(taken));
    for (const [at, entry] of fresh.entries()) {
      if (!REVIVING.has(entry.act.t) && graph.append(entry)) {
        this.#judged.append();
        continue;
      }
      this.#judged = new Verdicts(new Graph([...graph.entries, ...fresh.slice(at)]));
      this.#told.clear();
      return;
    }
  }
}
