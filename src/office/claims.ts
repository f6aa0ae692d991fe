import type { Act, DeviceRecord } from '../model/acts.ts';
import type {
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  MemberId,
  PeerId,
} from '../model/ids.ts';
import { memberOf } from '../wire/hash.ts';
import { peerIdOf } from '../wire/peer.ts';
import type { Graph } from './graph.ts';
import type { RosterEntry } from './roster.ts';

type Index<K> = Map<K, number[]>;

/**
 * Which entries speak of what, by their place in the causal order, whether they count or not: what
 * judging one entry must look at.
 */
export class Claims {
  /** The founding entry; -1 before it is held. Others may be dated before it. */
  founding = -1;
  /** Entries that bring a device: founding and joining. */
  readonly admissions: Index<DeviceId> = new Map();
  readonly peers: Index<PeerId> = new Map();
  /** Entries that bring in who is named after their first device. */
  readonly members: Index<MemberId> = new Map();
  readonly removalsOfMember: Index<MemberId> = new Map();
  readonly removalsOfDevice: Index<DeviceId> = new Map();
  /** How many entries put somebody out. */
  removals = 0;
  readonly roles: Index<MemberId> = new Map();
  readonly invites: Index<InviteId> = new Map();
  readonly revokes: Index<InviteId> = new Map();
  readonly joins: Index<InviteId> = new Map();
  readonly admits: Index<EntryId> = new Map();
  /** Keys of a conversation for one device. */
  readonly gifts: Index<DeviceId> = new Map();
  readonly conversations: Index<ConversationId> = new Map();
  readonly participants: Index<ConversationId> = new Map();
  /** Entries that bring a new key: of the office, or of one conversation. */
  readonly keys: Index<ConversationId | 'office'> = new Map();

  /** What was told ahead of an act by the same device. */
  readonly parts: Index<DeviceId> = new Map();

  readonly #named = new Map<DeviceId, MemberId>();
  readonly #peers = new WeakMap<DeviceRecord, PeerId>();

  /** The member who is named after a first device: `memberOf`, hashed once. */
  namedAfter(device: DeviceId): MemberId {
    const known = this.#named.get(device);
    if (known) return known;
    const member = memberOf(device);
    this.#named.set(device, member);
    return member;
  }

  /** The PeerId of a device record, put together once. */
  peerOf(record: DeviceRecord): PeerId {
    const known = this.#peers.get(record);
    if (known) return known;
    const peer = peerIdOf(record.network);
    this.#peers.set(record, peer);
    return peer;
  }

  /** Members who came, or tried to come, before an entry, in the order in which they did. */
  membersBefore(at: number, graph: Graph): MemberId[] {
    const came = [...this.members].flatMap(([member, all]) => {
      const first = all.find((it) => graph.precedes(it, at));
      return first === undefined ? [] : { member, first };
    });
    return came.sort((one, other) => one.first - other.first).map(({ member }) => member);
  }

  take({ act, device }: RosterEntry, at: number): void {
    switch (act.t) {
      case 'found':
        this.founding = at;
        this.#admission(act, at);
        note(this.keys, 'office', at);
        break;
      case 'join':
        note(this.joins, act.invite, at);
        this.#admission(act, at);
        break;
      case 'freeze':
        this.removals++;
        note(this.removalsOfDevice, act.device, at);
        break;
      case 'remove':
        this.#removal(act, at);
        break;
      case 'rotate':
        note(this.keys, 'office', at);
        break;
      case 'role':
        note(this.roles, act.member, at);
        break;
      case 'invite':
        note(this.invites, act.invite, at);
        break;
      case 'revoke':
        note(this.revokes, act.invite, at);
        break;
      case 'admit':
        note(this.admits, act.join, at);
        break;
      case 'conversation':
        note(this.conversations, act.id, at);
        if (act.key !== null) note(this.keys, act.id, at);
        break;
      case 'participants':
        note(this.participants, act.id, at);
        if (act.key !== null) note(this.keys, act.id, at);
        break;
      case 'key':
        note(this.keys, act.id, at);
        break;
      case 'give':
        if (act.of !== null) note(this.gifts, act.to, at);
        break;
      case 'part':
        note(this.parts, device, at);
        break;
      case 'profile':
      case 'label':
      case 'edit':
      case 'witness':
      case 'unknown':
        break;
      default:
        unheard(act, device);
    }
  }

  #admission({ device }: Extract<Act, { t: 'found' | 'join' }>, at: number): void {
    note(this.admissions, device.sign, at);
    note(this.peers, this.peerOf(device), at);
    note(this.members, this.namedAfter(device.sign), at);
  }

  #removal(act: Extract<Act, { t: 'remove' }>, at: number): void {
    this.removals++;
    if (act.member) note(this.removalsOfMember, act.member, at);
    for (const device of act.devices) note(this.removalsOfDevice, device, at);
    if (act.key !== null) note(this.keys, 'office', at);
  }
}

function note<K>(index: Index<K>, key: K, at: number): void {
  const known = index.get(key);
  if (known) known.push(at);
  else index.set(key, [at]);
}

/** Every act has its case above; the compiler holds us to it. */
function unheard(act: never, device: DeviceId): never {
  throw new TypeError(`an act without a case, by ${device}: ${String(act)}`);
}
