import type { Boxes } from '../model/acts.ts';
import type { Delivery, RosterEntry } from './roster.ts';
import type { Verdicts } from './verdicts.ts';

/** All lockboxes of the roster, also of acts that do not count: a key that is known opens more. */
export function deliveriesOf(verdicts: Verdicts): Delivery[] {
  return verdicts.graph.entries.flatMap((entry) => {
    const boxes = boxesOf(verdicts, entry);
    return boxes.length > 0 ? [{ entry: entry.id, boxes }] : [];
  });
}

function boxesOf({ graph }: Verdicts, { act }: RosterEntry): Boxes {
  switch (act.t) {
    case 'invite':
      return act.box.length > 0 ? [[act.invite, act.box]] : [];
    case 'admit': {
      const at = graph.indexOf(act.join);
      const join = at < 0 ? null : graph.at(at).act;
      return join?.t === 'join' ? [[join.device.sign, act.box]] : [];
    }
    case 'give':
      return [[act.to, act.box]];
    case 'remove':
    case 'rotate':
    case 'conversation':
    case 'participants':
    case 'key':
    case 'part':
      return act.boxes;
    default:
      return [];
  }
}
