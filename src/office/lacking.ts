import type { Act, UnknownAct } from '../model/acts.ts';
import type { ConversationId, DeviceId, EntryId, MemberId } from '../model/ids.ts';
import { memberOf } from '../wire/hash.ts';
import type { Roster, RosterDevice } from './roster.ts';
import type { Verdicts } from './verdicts.ts';

/**
 * Devices that may have the newest keys and to which no lockbox brought them: who came in apart from
 * a rotation. What was boxed to them after it counts as having brought it, where it was for this.
 */
export function lackingOf(
  verdicts: Verdicts,
  roster: Roster,
  tree: ConversationId | 'office',
): DeviceId[] {
  const heads = headsOf(verdicts, roster, tree);
  if (heads.length === 0) return [];
  const brought = deliveriesByRecipient(verdicts, roster, tree);
  return [...roster.devices.values()]
    .filter((device) => mayHave(roster, device, tree))
    .filter((device) => {
      const entries = [...namesOf(verdicts, device)].flatMap((name) => brought.get(name) ?? []);
      return heads.some(
        (head) =>
          verdicts.graph.at(head).device !== device.id &&
          !entries.some((entry) => {
            const at = verdicts.graph.indexOf(entry);
            return at === head || verdicts.graph.precedes(head, at);
          }),
      );
    })
    .map(({ id }) => id);
}

function headsOf(verdicts: Verdicts, roster: Roster, tree: ConversationId | 'office'): number[] {
  const newest = new Set(roster.keys.get(tree)?.heads ?? []);
  return (verdicts.claims.keys.get(tree) ?? []).filter((at) => {
    const { act } = verdicts.graph.at(at);
    return 'key' in act && act.key !== null && newest.has(act.key) && verdicts.counts(at);
  });
}

function deliveriesByRecipient(
  { graph }: Verdicts,
  roster: Roster,
  tree: ConversationId | 'office',
): Map<string, EntryId[]> {
  const brought = new Map<string, EntryId[]>();
  for (const { entry, boxes } of roster.deliveries) {
    const { act } = graph.at(graph.indexOf(entry));
    if (!mayBring(act, tree)) continue;
    for (const [to] of boxes) {
      const known = brought.get(to);
      if (known) known.push(entry);
      else brought.set(to, [entry]);
    }
  }
  return brought;
}

/** Whether the lockboxes of an act may hold keys of this tree. */
function mayBring(act: Act | UnknownAct, tree: ConversationId | 'office'): boolean {
  switch (act.t) {
    case 'invite':
    case 'admit':
      return true;
    case 'give':
      return (act.of ?? 'office') === tree;
    case 'conversation':
    case 'participants':
    case 'key':
      return act.id === tree;
    default:
      return tree === 'office';
  }
}

/**
 * Whether somebody may give a device the keys of a tree. What was said in private goes to no device
 * that others let in for a participant, but from the participant's own: who readmits them does not
 * get to read it so.
 */
export function mayBeGiven(
  roster: Roster,
  giver: MemberId,
  device: DeviceId,
  tree: ConversationId | 'office',
): boolean {
  const known = roster.devices.get(device);
  if (!known) return false;
  const isOwnDoing = known.by === known.member || memberOf(device) === known.member;
  return tree === 'office' || giver === known.member || isOwnDoing;
}

/** What lockboxes for a device are addressed to: itself, or the invite by which it came. */
function* namesOf({ graph }: Verdicts, device: RosterDevice): Generator<string> {
  yield device.id;
  const { act } = graph.at(graph.indexOf(device.admitted));
  if (act.t === 'join') yield act.invite;
}

function mayHave(
  roster: Roster,
  { member }: RosterDevice,
  tree: ConversationId | 'office',
): boolean {
  if (tree === 'office') return true;
  return roster.conversations.get(tree)?.participants.includes(member) ?? false;
}
