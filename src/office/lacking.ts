import type { Act, AdmitAct, UnknownAct } from '../model/acts.ts';
import type { ConversationId, DeviceId } from '../model/ids.ts';
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
  const brought = deliveriesOf(verdicts, roster, tree);
  const holders = heads.map((makers) =>
    makers.map((head) => holdersOf(verdicts, roster, brought, head)),
  );
  return [...roster.devices.values()]
    .filter((device) => mayHave(roster, device, tree))
    .filter((device) => {
      const names = namesOf(verdicts, device);
      const isHad = (had: Holders) => names.some((name) => had.has(name));
      return holders.some((makers) => !makers.some(isHad));
    })
    .map(({ id }) => id);
}

/** What a delivery brings, by its place in the causal order. */
interface Brought {
  readonly at: number;
  readonly to: readonly string[];
}

/** Who has a key, by device or invite, and the places that brought it. */
type Holders = ReadonlyMap<string, readonly number[]>;

/**
 * Who had a key: its maker, and who got it from one who had it. Gone through once, in causal order: two
 * who give it to each other again and again are asked about as often as they gave it, and no more.
 */
function holdersOf(
  verdicts: Verdicts,
  roster: Roster,
  brought: readonly Brought[],
  head: number,
): Holders {
  const { graph } = verdicts;
  const maker = graph.at(head).device;
  const holders = new Map<string, number[]>([[maker, []]]);
  const isHad = (device: DeviceId, before: number): boolean => {
    if (device === maker) return true;
    const known = roster.devices.get(device) ?? roster.formerDevices.get(device);
    const names = known ? namesOf(verdicts, known) : [device];
    return names.some((name) => holders.get(name)?.some((it) => graph.precedes(it, before)));
  };
  for (const { at, to } of brought) {
    if (at !== head && !(graph.precedes(head, at) && isHad(graph.at(at).device, at))) continue;
    for (const name of to) {
      const since = holders.get(name);
      if (!since) holders.set(name, [at]);
      // What follows the first says nothing more.
      else if (since[0] === undefined || !graph.precedes(since[0], at)) since.push(at);
    }
  }
  return holders;
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

/** The deliveries that may bring keys of a tree, in causal order. */
function deliveriesOf(
  verdicts: Verdicts,
  roster: Roster,
  tree: ConversationId | 'office',
): Brought[] {
  const { graph } = verdicts;
  return roster.deliveries.flatMap(({ entry, boxes }) => {
    const at = graph.indexOf(entry);
    const { act } = graph.at(at);
    if (!mayBring(verdicts, act, tree)) return [];
    return { at, to: ('key' in act ? verdicts.parts.boxesAt(at) : boxes).map(([to]) => to) };
  });
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
function namesOf({ graph }: Verdicts, device: RosterDevice): string[] {
  const { act } = graph.at(graph.indexOf(device.admitted));
  return act.t === 'join' ? [device.id, act.invite] : [device.id];
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
