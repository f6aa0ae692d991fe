import type { Act, Boxes, DeviceRecord, InviteAct, Role } from '../../src/model/acts.ts';
import type {
  ChainId,
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  KeyId,
  MemberId,
  OfficeId,
} from '../../src/model/ids.ts';
import { hlcAt } from '../../src/model/time.ts';
import { Graph } from '../../src/office/graph.ts';
import { reduce } from '../../src/office/reduce.ts';
import type { Roster, RosterEntry } from '../../src/office/roster.ts';
import { Verdicts } from '../../src/office/verdicts.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import { directIdOf, hashOf, memberOf, roomIdOf } from '../../src/wire/hash.ts';
import { START } from './story.ts';

/** Names that stand for ids: the same text gives the same id. */
const id32 = (text: string): string => toBase64url(hashOf('confab/1/test', text));
const id16 = (text: string): string => toBase64url(hashOf('confab/1/test', text).subarray(0, 16));
export const deviceOf = (name: string) => id32(`device ${name}`) as DeviceId;
export const memberNamed = (name: string): MemberId => memberOf(deviceOf(name));
export const inviteNamed = (name: string) => id32(`invite ${name}`) as InviteId;
export const keyNamed = (name: string) => id16(`key ${name}`) as KeyId;
/** Random bytes that stand for a name. */
export const saltOf = (name: string) => hashOf('confab/1/test-salt', name).subarray(0, 16);
/** The channel or group of this name that somebody opened. */
export const roomNamed = (name: string, by = 'Fay') =>
  roomIdOf(id32('entry 0') as OfficeId, deviceOf(by), saltOf(name));

const recordNamed = (name: string): DeviceRecord => ({
  sign: deviceOf(name),
  box: new Uint8Array(32),
  network: hashOf('confab/1/test-network', name),
  proof: new Uint8Array(64),
});

/** What may be said of an entry beside its act. */
export interface Aside {
  /** What it names as seen; by default the heads of all that was written before. */
  readonly seen?: readonly EntryId[];
  /** Milliseconds after the beginning; by default a second after the entry before. */
  readonly at?: number;
}

/** An act without what it has seen. */
export type Deed = Act extends infer A
  ? A extends { seen: unknown }
    ? Omit<A, 'seen'>
    : never
  : never;

const box = (): Uint8Array => new Uint8Array(48);

/**
 * A roster written down by hand, as admission would have let it through: without keys, signatures or
 * names. Fay founds it. Every entry is a chain of its own, so that only `seen` binds it: a device that
 * cheats can always do so.
 */
export class Tale {
  readonly entries: RosterEntry[] = [];
  readonly office: OfficeId;
  /** Whether new keys are boxed to those who are to have them; without, nobody gets them. */
  boxing = true;
  #written = 0;
  readonly #guests = new Set<MemberId>();

  /** Begins anew, or goes on from another tale without changing it. */
  constructor(after?: Tale) {
    if (after) {
      this.entries.push(...after.entries);
      this.#written = after.#written;
      this.#guests = new Set(after.#guests);
      this.office = after.office;
      return;
    }
    const founding = this.#put('Fay', {
      t: 'found',
      device: recordNamed('Fay'),
      key: keyNamed('first'),
    });
    this.office = founding as string as OfficeId;
  }

  #put(by: string, act: Act, at?: number): EntryId {
    const count = this.#written++;
    const id = id32(`entry ${count}`) as EntryId;
    this.entries.push({
      id,
      chain: (count + 1) as ChainId,
      number: 0,
      device: deviceOf(by),
      hlc: hlcAt(START + (at ?? count * 1_000)),
      act,
      said: {},
    });
    return id;
  }

  /** Writes an act by the device of that name. */
  write(by: string, deed: Deed, { seen, at }: Aside = {}): EntryId {
    return this.#put(by, { ...deed, seen: [...(seen ?? this.heads())] } as Act, at);
  }

  heads(): EntryId[] {
    return new Graph(this.entries).heads();
  }

  roster(): Roster {
    return reduce(this.entries);
  }

  /** What who had seen these and nothing else makes of the office. */
  rosterAt(seen: readonly EntryId[]): Roster {
    const byId = new Map(this.entries.map((entry) => [entry.id, entry]));
    const past = new Set<EntryId>();
    const stack = [...seen];
    for (let id = stack.pop(); id; id = stack.pop()) {
      if (past.has(id)) continue;
      past.add(id);
      const act = byId.get(id)?.act;
      if (act && 'seen' in act) stack.push(...act.seen);
    }
    return reduce(this.entries.filter(({ id }) => past.has(id)));
  }

  counts(id: EntryId): boolean {
    const graph = new Graph(this.entries);
    return new Verdicts(graph).counts(graph.indexOf(id));
  }

  invite(by: string, id: string, terms: Partial<InviteAct> = {}, aside: Aside = {}): EntryId {
    const isForGuest = terms.for !== undefined && terms.for !== null && this.#guests.has(terms.for);
    return this.write(
      by,
      {
        t: 'invite',
        invite: inviteNamed(id),
        lock: new Uint8Array(32),
        proof: new Uint8Array(64),
        expires: START + 1_000_000_000,
        uses: 1,
        role: isForGuest ? 'guest' : 'member',
        approve: false,
        for: null,
        recovery: false,
        channels: [],
        box: box(),
        ...terms,
      },
      aside,
    );
  }

  join(name: string, invite: string, aside: Aside = {}): EntryId {
    const [device, proof] = [recordNamed(name), new Uint8Array(64)];
    return this.write(name, { t: 'join', invite: inviteNamed(invite), device, proof }, aside);
  }

  /** Somebody new through an invite of `by`, with this role. */
  welcome(name: string, role: Role = 'member', by = 'Fay', channels: ConversationId[] = []): void {
    if (role === 'guest') this.#guests.add(memberNamed(name));
    this.invite(by, `for ${name}`, { role: role === 'guest' ? 'guest' : 'member', channels });
    this.join(name, `for ${name}`);
    if (role === 'owner' || role === 'admin') this.role('Fay', name, role);
  }

  /** One more device of a member, let in by one that they have. */
  link(name: string, by: string, whose: string, aside: Aside = {}): EntryId {
    this.invite(by, `device ${name}`, { for: memberNamed(whose) }, aside);
    return this.join(name, `device ${name}`, aside.seen ? { seen: [this.last()] } : {});
  }

  last(): EntryId {
    return this.entries.at(-1)?.id as EntryId;
  }

  role(by: string, member: string, role: Role, aside: Aside = {}): EntryId {
    return this.write(by, { t: 'role', member: memberNamed(member), role }, aside);
  }

  /** Lockboxes for all whom the author knows to belong, without some. */
  boxes(seen: readonly EntryId[], without: (device: DeviceId, member: MemberId) => boolean): Boxes {
    if (!this.boxing) return [];
    const { devices } = this.rosterAt(seen);
    return [...devices.values()].flatMap(({ id, member }) =>
      without(id, member) ? [] : [[id, box()] as [DeviceId, Uint8Array]],
    );
  }

  #fresh(): KeyId {
    return keyNamed(`of ${this.#written}`);
  }

  /** Puts out a member, with new keys for who remains. */
  remove(by: string, name: string, aside: Aside = {}): EntryId {
    const seen = aside.seen ?? this.heads();
    const member = memberNamed(name);
    const boxes = this.boxes(seen, (_, whose) => whose === member);
    const rest = { devices: [], cut: [], key: this.#fresh(), boxes };
    return this.write(by, { t: 'remove', member, ...rest }, { ...aside, seen });
  }

  /** Puts out devices, with new keys for those that remain. */
  removeDevices(by: string, names: readonly string[], aside: Aside = {}): EntryId {
    const seen = aside.seen ?? this.heads();
    const devices = names.map(deviceOf);
    const boxes = this.boxes(seen, (device) => devices.includes(device));
    const rest = { devices, cut: [], key: this.#fresh(), boxes };
    return this.write(by, { t: 'remove', member: null, ...rest }, { ...aside, seen });
  }

  /** Leaves, as who may make no key. */
  leave(name: string, whose = name, aside: Aside = {}): EntryId {
    const rest = { devices: [], cut: [], key: null, boxes: [] };
    return this.write(name, { t: 'remove', member: memberNamed(whose), ...rest }, aside);
  }

  rotate(by: string, aside: Aside = {}): EntryId {
    const seen = aside.seen ?? this.heads();
    const boxes = this.boxes(seen, () => false);
    return this.write(by, { t: 'rotate', key: this.#fresh(), boxes }, { ...aside, seen });
  }

  channel(by: string, name: string, aside: Aside = {}): EntryId {
    const rest = { salt: saltOf(name), members: [], key: null, boxes: [] };
    return this.write(
      by,
      { t: 'conversation', id: roomNamed(name, by), kind: 'channel', ...rest },
      aside,
    );
  }

  /** Opens a group with its first key boxed to all devices of who takes part. */
  group(by: string, name: string, names: readonly string[], aside: Aside = {}): EntryId {
    return this.#room(by, 'group', { id: roomNamed(name, by), salt: saltOf(name) }, names, aside);
  }

  direct(by: string, names: readonly string[], aside: Aside = {}): EntryId {
    const room = { id: this.directOf(names), salt: new Uint8Array(0) };
    return this.#room(by, 'direct', room, names, aside);
  }

  directOf(names: readonly string[]): ConversationId {
    return directIdOf(this.office, names.map(memberNamed));
  }

  #room(
    by: string,
    kind: 'group' | 'direct',
    room: { readonly id: ConversationId; readonly salt: Uint8Array },
    names: readonly string[],
    aside: Aside,
  ): EntryId {
    const seen = aside.seen ?? this.heads();
    const members = names.map(memberNamed);
    const boxes = this.boxes(seen, (_, whose) => !members.includes(whose));
    const rest = { members, key: this.#fresh(), boxes };
    return this.write(by, { t: 'conversation', ...room, kind, ...rest }, { ...aside, seen });
  }

  /** Lockboxes for the devices of some members. */
  boxesOf(names: readonly string[]): Boxes {
    const members = names.map(memberNamed);
    return this.boxes(this.heads(), (_, whose) => !members.includes(whose));
  }
}
