import type { Act, AdmitAct, UnknownAct } from '../model/acts.ts';
import type { ConversationId, DeviceId, EntryId } from '../model/ids.ts';
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
    .filter(({ id }) => {
      const isHad = (head: number) => had(verdicts, roster, brought, id, head, null);
      return heads.some((makers) => !makers.some(isHad));
    })
    .map(({ id }) => id);
}

/** Whether a device had a key before an entry, or for null has it: it made it, or got it from who had. */
function had(
  verdicts: Verdicts,
  roster: Roster,
  brought: ReadonlyMap<string, readonly EntryId[]>,
  device: DeviceId,
  head: number,
  before: number | null,
): boolean {
  const { graph } = verdicts;
  if (graph.at(head).device === device) return true;
  const known = roster.devices.get(device) ?? roster.formerDevices.get(device);
  const names = known ? [...namesOf(verdicts, known)] : [device];
  return names
    .flatMap((name) => brought.get(name) ?? [])
    .some((entry) => {
      const at = graph.indexOf(entry);
      if (before !== null && !graph.precedes(at, before)) return false;
      if (at === head) return true;
      return (
        graph.precedes(head, at) && had(verdicts, roster, brought, graph.at(at).device, head, at)
      );
    });
}

/** For each of the newest keys the acts that brought it: more than one where somebody brings it again. */
function headsOf(verdicts: Verdicts, roster: Roster, tree: ConversationId | 'office'): number[][] {
  const all = verdicts.claims.keys.get(tree) ?? [];
  return (roster.keys.get(tree)?.heads ?? []).map((key) =>
    all.filter((at) => {
      const { act } = verdicts.graph.at(at);
      return 'key' in act && act.key === key && verdicts.bringsKey(at);
    }),
  );
}

function deliveriesByRecipient(
  verdicts: Verdicts,
  roster: Roster,
  tree: ConversationId | 'office',
): Map<string, EntryId[]> {
  const { graph } = verdicts;
  const brought = new Map<string, EntryId[]>();
  for (const { entry, boxes } of roster.deliveries) {
    const at = graph.indexOf(entry);
    const { act } = graph.at(at);
    if (!mayBring(verdicts, act, tree)) continue;
    for (const [to] of 'key' in act ? verdicts.parts.boxesAt(at) : boxes) {
      const known = brought.get(to);
      if (known) known.push(entry);
      else brought.set(to, [entry]);
    }
  }
  return brought;
}

/** Whether the lockboxes of an act may hold keys of this tree. */
function mayBring(
  verdicts: Verdicts,
  act: Act | UnknownAct,
  tree: ConversationId | 'office',
): boolean {
  switch (act.t) {
    case 'invite':
      // Others let somebody in with the office's keys alone, whatever they can read themselves.
      return tree === 'office' || act.recovery;
    case 'admit':
      return tree === 'office' || isOwn(verdicts, act);
    case 'give':
      return (act.of ?? 'office') === tree;
    case 'conversation':
    case 'participants':
    case 'key':
      return act.id === tree;
    case 'part':
      // Counted with the act that brings its key.
      return false;
    default:
      return tree === 'office';
  }
}

/** Whether what was approved is one more device of a member. */
function isOwn({ graph, claims }: Verdicts, { join }: AdmitAct): boolean {
  const at = graph.indexOf(join);
  const act = at < 0 ? null : graph.at(at).act;
  if (act?.t !== 'join') return false;
  return (claims.invites.get(act.invite) ?? []).some((it) => {
    const invite = graph.at(it).act;
    return invite.t === 'invite' && invite.for !== null;
  });
}

/**
 * Whether a device may be given the keys of a tree unasked. What was said in private goes to no device
 * that others let in for a participant: who readmits them does not get to read it so.
 */
export function mayBeGiven(
  roster: Roster,
  device: DeviceId,
  tree: ConversationId | 'office',
): boolean {
  if (!roster.devices.has(device)) return false;
  return tree === 'office' || !roster.conversations.get(tree)?.barred.includes(device);
}

/** What lockboxes for a device are addressed to: itself, or the invite by which it came. */
function* namesOf({ graph }: Verdicts, device: RosterDevice): Generator<string> {
  yield device.id;
  const { act } = graph.at(graph.indexOf(device.admitted));
  if (act.t === 'join') yield act.invite;
}

function mayHave(
  roster: Roster,
  { id, member }: RosterDevice,
  tree: ConversationId | 'office',
): boolean {
  if (tree === 'office') return true;
  if (!mayBeGiven(roster, id, tree)) return false;
  return roster.conversations.get(tree)?.participants.includes(member) ?? false;
}
