import type { DeviceRecord, InviteAct } from '../model/acts.ts';
import type {
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  MemberId,
  PeerId,
} from '../model/ids.ts';
import { timeOf } from '../model/time.ts';
import { bytesOf } from '../wire/bytes.ts';
import { cutoffsOf, departuresOf } from './cutoffs.ts';
import { deliveriesOf } from './deliveries.ts';
import { headsOf } from './heads.ts';
import { keyTreesOf } from './keyTrees.ts';
import { byTime } from './order.ts';
import type {
  PendingJoin,
  Roster,
  RosterConversation,
  RosterDevice,
  RosterEntry,
  RosterInvite,
  RosterMember,
} from './roster.ts';
import type { Verdicts } from './verdicts.ts';

/** What the entries that count come to. */
export function project(verdicts: Verdicts): Roster {
  const draft = new Draft(verdicts);
  for (const [at, entry] of verdicts.graph.entries.entries()) draft.take(entry, at);
  return draft.roster();
}

class Draft {
  readonly #verdicts: Verdicts;
  #officeName = '';
  #founded: number | null = null;
  readonly #members = new Map<MemberId, RosterMember>();
  readonly #devices = new Map<DeviceId, RosterDevice>();
  /** By the place of the act that made them: who knows a secret can make another of the same id. */
  readonly #invites = new Map<number, RosterInvite>();
  readonly #removedBy = new Map<MemberId | DeviceId, MemberId>();
  readonly #pending = new Map<EntryId, { readonly join: PendingJoin; readonly made: number }>();
  readonly #conversations = new Map<ConversationId, RosterConversation>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  take(entry: RosterEntry, at: number): void {
    const { act, said } = entry;
    if (!this.#verdicts.counts(at)) {
      if (act.t === 'join') this.#wait(entry, at);
      return;
    }
    switch (act.t) {
      case 'found':
        this.#officeName = said.office ?? '';
        this.#founded = timeOf(entry.hlc);
        this.#admit(entry, act.device, null);
        break;
      case 'join': {
        const made = this.#verdicts.admissions.inviteOf(at);
        const invite = this.#invites.get(made);
        if (invite) this.#invites.set(made, { ...invite, used: invite.used + 1 });
        this.#admit(entry, act.device, this.#inviterOf(at));
        break;
      }
      case 'profile':
        this.#profile(entry);
        break;
      case 'label':
        this.#label(act.device, said.label);
        break;
      case 'freeze':
        this.#freeze(act.device);
        break;
      case 'remove': {
        const by = this.#verdicts.memberOf(entry.device);
        for (const gone of [...act.devices, ...(act.member ? [act.member] : [])]) {
          if (by) this.#removedBy.set(gone, by);
        }
        break;
      }
      case 'invite':
        this.#invite(entry, act, at);
        break;
      case 'conversation':
        this.#open(entry);
        break;
      case 'edit':
        this.#edit(entry);
        break;
      default:
        break;
    }
  }

  #admit(entry: RosterEntry, record: DeviceRecord, by: MemberId | null): void {
    const { sign: id } = record;
    const member = this.#verdicts.memberOf(id);
    if (member === null) return;
    const { name = '', label = '' } = entry.said;
    this.#devices.set(id, {
      id,
      member,
      peer: this.#verdicts.claims.peerOf(record),
      record,
      label,
      frozen: false,
      admitted: entry.id,
      since: timeOf(entry.hlc),
      by,
    });
    const known = this.#members.get(member);
    if (known) this.#members.set(member, { ...known, devices: [...known.devices, id] });
    else {
      const role = this.#verdicts.roleOf(member, null);
      this.#members.set(member, {
        id: member,
        name,
        face: null,
        role,
        devices: [id],
        admitted: entry.id,
      });
    }
  }

  /** Who made the invite by which somebody came. */
  #inviterOf(join: number): MemberId | null {
    const invite = this.#verdicts.admissions.inviteOf(join);
    return invite < 0 ? null : this.#verdicts.memberOf(this.#verdicts.graph.at(invite).device);
  }

  #wait({ id, act, said }: RosterEntry, at: number): void {
    if (act.t !== 'join') return;
    const made = this.#verdicts.admissions.inviteOf(at);
    const invite = this.#invites.get(made);
    if (!invite?.approve || invite.revoked || this.#devices.has(act.device.sign)) return;
    if (timeOf(this.#verdicts.graph.at(at).hlc) > invite.expires) return;
    const { name = '', label = '' } = said;
    const join = { entry: id, invite: act.invite, record: act.device, name, label };
    this.#pending.set(id, { join, made });
  }

  #profile({ device, said }: RosterEntry): void {
    const id = this.#devices.get(device)?.member;
    const member = id && this.#members.get(id);
    if (!member) return;
    const { name = member.name } = said;
    const face = said.face ? (said.face.length > 0 ? said.face : null) : member.face;
    this.#members.set(member.id, { ...member, name, face });
  }

  #label(id: DeviceId, label: string | undefined): void {
    const device = this.#devices.get(id);
    if (device && label !== undefined) this.#devices.set(id, { ...device, label });
  }

  #freeze(id: DeviceId): void {
    const device = this.#devices.get(id);
    if (device) this.#devices.set(id, { ...device, frozen: true });
  }

  #invite(entry: RosterEntry, act: InviteAct, at: number): void {
    const by = this.#verdicts.memberOf(entry.device);
    if (by === null) return;
    const { invite: id, lock, expires, uses, role, approve, channels, box } = act;
    const revoked = this.#verdicts.admissions.isInviteVoid(at, this.#verdicts.graph.size);
    this.#invites.set(at, {
      id,
      entry: entry.id,
      lock,
      expires,
      uses,
      used: 0,
      revoked,
      role,
      approve,
      for: act.for,
      recovery: act.recovery,
      channels,
      box,
      pass: entry.said.pass === undefined ? null : bytesOf(entry.said.pass),
      by,
      author: entry.device,
      cameBy: this.#verdicts.admissions.cameBy(id),
    });
  }

  #open({ act, said, device }: RosterEntry): void {
    const creator = this.#verdicts.memberOf(device);
    if (act.t !== 'conversation' || creator === null || this.#conversations.has(act.id)) return;
    const kind = act.kind as RosterConversation['kind'];
    const name = said.title ?? '';
    this.#conversations.set(act.id, {
      id: act.id,
      kind,
      name,
      topic: said.topic ?? '',
      archived: false,
      creator,
      participants: [],
      gone: [],
      barred: [],
    });
  }

  #edit({ act, said }: RosterEntry): void {
    const known = act.t === 'edit' ? this.#conversations.get(act.id) : undefined;
    if (!known || act.t !== 'edit') return;
    this.#conversations.set(known.id, {
      ...known,
      name: said.title ?? known.name,
      topic: said.topic ?? known.topic,
      archived: act.archived ?? known.archived,
    });
  }

  roster(): Roster {
    const verdicts = this.#verdicts;
    const members = new Map<MemberId, RosterMember>();
    const formerMembers = new Map<MemberId, RosterMember>();
    const devices = new Map<DeviceId, RosterDevice>();
    const formerDevices = new Map<DeviceId, RosterDevice>();
    for (const device of this.#devices.values()) {
      const gone = verdicts.isDeviceRemoved(device.id, null);
      (gone ? formerDevices : devices).set(device.id, device);
    }
    for (const member of this.#members.values()) {
      const gone = verdicts.isMemberRemoved(member.id, null);
      const own = member.devices.filter((id) => devices.has(id));
      if (gone) formerMembers.set(member.id, { ...member, devices: [] });
      else members.set(member.id, { ...member, devices: own });
    }
    const peers = new Map<PeerId, DeviceId>(
      [...devices.values()].map(({ peer, id }) => [peer, id]),
    );
    return {
      officeName: this.#officeName,
      founded: this.#founded,
      members,
      devices,
      peers,
      formerMembers,
      formerDevices,
      removedBy: this.#removedBy,
      invites: this.#invitesById(),
      pending: this.#stillWaiting(),
      conversations: this.#withParticipants(members, devices),
      keys: keyTreesOf(verdicts),
      cutoffs: cutoffsOf(verdicts),
      departures: departuresOf(verdicts),
      deliveries: deliveriesOf(verdicts),
      heads: headsOf(verdicts),
    };
  }

  /** Whoever waits behind an invite that others have used up waits in vain. */
  #stillWaiting(): Map<EntryId, PendingJoin> {
    const open = [...this.#pending].flatMap(([id, { join, made }]) => {
      const known = this.#invites.get(made);
      return known !== undefined && known.used < known.uses ? [[id, join] as const] : [];
    });
    return new Map(open);
  }

  /** Of several of one id the first by its reading: whoever comes next, having seen all, comes by it. */
  #invitesById(): Map<InviteId, RosterInvite> {
    const { graph } = this.#verdicts;
    const first = new Map<InviteId, number>();
    for (const [at, { id }] of this.#invites) {
      const known = first.get(id);
      if (known === undefined || byTime(graph.at(at), graph.at(known)) < 0) first.set(id, at);
    }
    return new Map([...first].map(([id, at]) => [id, this.#invites.get(at) as RosterInvite]));
  }

  #withParticipants(
    members: ReadonlyMap<MemberId, RosterMember>,
    devices: ReadonlyMap<DeviceId, RosterDevice>,
  ): Map<ConversationId, RosterConversation> {
    const { readmissions } = this.#verdicts;
    const readmitted = [...devices.values()].filter((it) => readmissions.rootOf(it.id) !== null);
    const guests = this.#guestsByInvite(members);
    return new Map(
      [...this.#conversations].map(([id, conversation]) => {
        const named = this.#named(id);
        const gone = conversation.kind === 'direct' ? named.filter((it) => !members.has(it)) : [];
        const participants = named.filter(
          (member) => members.has(member) && this.#verdicts.rooms.isParticipant(id, member, null),
        );
        if (conversation.kind === 'channel') participants.push(...(guests.get(id) ?? []));
        const barred = readmitted.filter(
          (it) =>
            conversation.kind !== 'channel' &&
            participants.includes(it.member) &&
            readmissions.isBarred(id, it.id, null),
        );
        const owner = conversation.kind === 'group' && this.#verdicts.rooms.ownerOf(id, null);
        const creator = owner || conversation.creator;
        const known = { ...conversation, creator, participants: [...new Set(participants)], gone };
        return [id, { ...known, barred: barred.map((it) => it.id) }];
      }),
    );
  }

  /** Guests see the channels that their invite named, until somebody takes one from them. */
  #guestsByInvite(members: ReadonlyMap<MemberId, RosterMember>): Map<ConversationId, MemberId[]> {
    const guests = new Map<ConversationId, MemberId[]>();
    for (const { id } of members.values()) {
      const { graph, admissions } = this.#verdicts;
      const invite = admissions.inviteOf(this.#verdicts.arrivalOf(id));
      const act = invite < 0 ? null : graph.actAt<'invite'>(invite);
      if (act?.role !== 'guest') continue;
      for (const channel of act.channels) {
        const left = this.#verdicts.rooms.hasLeft(channel, id);
        if (!left) guests.set(channel, [...(guests.get(channel) ?? []), id]);
      }
    }
    return guests;
  }

  /** All who were ever named for a conversation, in the order in which they were. */
  #named(id: ConversationId): MemberId[] {
    const { claims, graph } = this.#verdicts;
    const opened = (claims.conversations.get(id) ?? []).flatMap((at) => {
      const { act } = graph.at(at);
      return act.t === 'conversation' ? act.members : [];
    });
    const added = (claims.participants.get(id) ?? []).flatMap((at) => {
      const { act } = graph.at(at);
      return act.t === 'participants' ? act.add : [];
    });
    return [...new Set([...opened, ...added])];
  }
}
