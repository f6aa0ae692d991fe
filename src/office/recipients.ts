import type { Boxes } from '../model/acts.ts';
import type { ConversationId, DeviceId, InviteId, MemberId } from '../model/ids.ts';
import type { Judged } from './judged.ts';

/**
 * Whether the lockboxes of a new key go to exactly those who are to have it: every device that its
 * author knew to belong (of the whole office, or of who takes part in a conversation), and none that
 * was put out. Invites that are still open may have one too.
 */
export function areRecipientsRight(
  verdicts: Judged,
  at: number,
  boxes: Boxes,
  conversation: ConversationId | null,
): boolean {
  const recipients = new Set<string>(boxes.map(([to]) => to));
  if (recipients.size < boxes.length) return false;
  const belongs = (device: DeviceId) => mayHave(verdicts, at, device, conversation);
  // Asked of the key's past, which is one, and not of the future of each who ever came.
  const past = verdicts.graph.past(at);
  for (const [device, admissions] of verdicts.claims.admissions) {
    const isKnown = admissions.some((it) => past.has(it) && verdicts.counts(it));
    if (isKnown && belongs(device) && !recipients.has(device)) return false;
  }
  return boxes.every(
    ([to]) => belongs(to as DeviceId) || isOpenInvite(verdicts, at, to as InviteId, conversation),
  );
}

/** A device that came, or tried to come, before this entry, and that neither it nor what it saw puts out. */
function mayHave(
  verdicts: Judged,
  at: number,
  device: DeviceId,
  conversation: ConversationId | null,
): boolean {
  const { graph, claims } = verdicts;
  const came = claims.admissions.get(device)?.some((it) => graph.past(at).has(it)) ?? false;
  if (!came || verdicts.isDeviceRemoved(device, at)) return false;
  const member = verdicts.memberOf(device);
  if (isPutOutBy(verdicts, at, device, member)) return false;
  if (conversation === null) return true;
  if (member === null || !verdicts.rooms.isParticipant(conversation, member, at)) return false;
  return !isKeptOut(verdicts, at, device, conversation);
}

/** Whether a device that others let in for its member is to have no key of a conversation that goes on. */
function isKeptOut(
  { graph, readmissions }: Judged,
  at: number,
  device: DeviceId,
  conversation: ConversationId,
): boolean {
  return graph.at(at).act.t !== 'conversation' && readmissions.isBarred(conversation, device, at);
}

function isPutOutBy(
  { graph }: Judged,
  at: number,
  device: DeviceId,
  member: MemberId | null,
): boolean {
  const { act } = graph.at(at);
  if (act.t !== 'remove') return false;
  return act.devices.includes(device) || (member !== null && act.member === member);
}

/** An invite that still lets somebody in; for a conversation only who takes part, on one more device. */
function isOpenInvite(
  verdicts: Judged,
  at: number,
  id: InviteId,
  conversation: ConversationId | null,
): boolean {
  const { graph, claims } = verdicts;
  const known = claims.invites.get(id) ?? [];
  return known.some(
    (it) =>
      graph.precedes(it, at) && verdicts.counts(it) && isStillOpen(verdicts, at, it, conversation),
  );
}

function isStillOpen(
  verdicts: Judged,
  at: number,
  invite: number,
  conversation: ConversationId | null,
): boolean {
  const { graph } = verdicts;
  const { act } = graph.at(invite);
  if (act.t !== 'invite' || act.approve || verdicts.admissions.isInviteVoid(invite, at, true))
    return false;
  if (conversation === null) return true;
  if (act.for === null || isKeptOut(verdicts, at, graph.at(invite).device, conversation))
    return false;
  return verdicts.rooms.isParticipant(conversation, act.for, at);
}
