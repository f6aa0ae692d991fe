import type {
  ConversationAct,
  DeviceRecord,
  InviteAct,
  JoinAct,
  RevokeAct,
} from '../model/acts.ts';
import type { ConversationId, DeviceId, InviteId, MemberId, PeerId } from '../model/ids.ts';
import { timeOf } from '../model/time.ts';
import { memberOf } from '../wire/hash.ts';
import { peerIdOf } from '../wire/peer.ts';
import { causesOf, headsOf, inCausalOrder } from './order.ts';
import type {
  Role,
  Roster,
  RosterConversation,
  RosterDevice,
  RosterEntry,
  RosterInvite,
  RosterMember,
} from './roster.ts';

/** The roster while it is being reduced. */
class Draft {
  officeName = '';
  founded: number | null = null;
  readonly members = new Map<MemberId, RosterMember>();
  readonly devices = new Map<DeviceId, RosterDevice>();
  readonly peers = new Map<PeerId, DeviceId>();
  readonly invites = new Map<InviteId, RosterInvite>();
  readonly conversations = new Map<ConversationId, RosterConversation>();

  admit(entry: RosterEntry, record: DeviceRecord, role: Role): void {
    const id = memberOf(record.sign);
    const peer = peerIdOf(record.network);
    this.devices.set(record.sign, { id: record.sign, member: id, peer, record });
    this.peers.set(peer, record.sign);
    const name = entry.said.name ?? '';
    this.members.set(id, { id, name, role, devices: [record.sign], admitted: entry.id });
  }

  /** Whether a device or its PeerId belongs to somebody already. */
  isTaken(record: DeviceRecord): boolean {
    return this.devices.has(record.sign) || this.peers.has(peerIdOf(record.network));
  }
}

/**
 * Reduces the roster's entries to who belongs and what exists. Depends only on the set of entries,
 * never on their arrival (SPEC R1).
 */
export function reduce(entries: readonly RosterEntry[]): Roster {
  const causes = causesOf(entries);
  const draft = new Draft();
  for (const entry of inCausalOrder(entries, causes)) apply(draft, entry);
  return { ...draft, heads: headsOf(causes) };
}

function apply(draft: Draft, entry: RosterEntry): void {
  const { act, said } = entry;
  if (act.t === 'found') {
    draft.officeName = said.office ?? '';
    draft.founded = timeOf(entry.hlc);
    draft.admit(entry, act.device, 'owner');
    return;
  }
  if (act.t === 'join') {
    join(draft, entry, act);
    return;
  }
  const member = draft.devices.get(entry.device)?.member;
  if (member === undefined) return;
  if (act.t === 'invite') invite(draft, act, member);
  else if (act.t === 'revoke') revoke(draft, act);
  else if (act.t === 'profile') rename(draft, member, said.name);
  else if (act.t === 'conversation') open(draft, act, said.title);
}

/** A join counts while its invite is in force; the first `uses` of them in the order of reducing. */
function join(draft: Draft, entry: RosterEntry, act: JoinAct): void {
  const invite = draft.invites.get(act.invite);
  if (!invite || invite.revoked || invite.used >= invite.uses) return;
  if (timeOf(entry.hlc) > invite.expires || draft.isTaken(act.device)) return;
  draft.invites.set(invite.id, { ...invite, used: invite.used + 1 });
  draft.admit(entry, act.device, 'member');
}

function invite(draft: Draft, act: InviteAct, by: MemberId): void {
  if (draft.invites.has(act.invite)) return;
  const { invite: id, expires, uses, box } = act;
  draft.invites.set(id, { id, expires, uses, used: 0, revoked: false, box, by });
}

function revoke(draft: Draft, act: RevokeAct): void {
  const invite = draft.invites.get(act.invite);
  if (invite) draft.invites.set(invite.id, { ...invite, revoked: true });
}

function rename(draft: Draft, id: MemberId, name: string | undefined): void {
  const member = draft.members.get(id);
  if (member && name !== undefined) draft.members.set(id, { ...member, name });
}

function open(draft: Draft, act: ConversationAct, title = ''): void {
  if (act.kind !== 'channel' || draft.conversations.has(act.id)) return;
  draft.conversations.set(act.id, { id: act.id, kind: act.kind, name: title });
}
