import type { Cheat } from '../log/cheat.ts';
import { ROSTER } from '../model/ids.ts';
import { MAX_ENVELOPE, MAX_SEEN } from '../wire/limits.ts';
import type { Core } from './core.ts';
import { cutOf } from './people.ts';

/** Room that the rest of the act needs beside the two envelopes, in bytes. */
const REST = 8 * 1024;

/**
 * Writes down the proof that a device cheats, once for each device: all replicas then end what it
 * wrote where it forked, and let nothing more of it in.
 */
export async function denounce(core: Core, cheat: Cheat): Promise<void> {
  const { roster } = core.office;
  const device = roster.devices.get(cheat.device);
  if (!device || device.frozen || !roster.devices.has(core.identity.device)) return;
  if (cheat.one.length + cheat.other.length + REST > MAX_ENVELOPE) return;
  const cut = await cutOf(core, new Set([cheat.device]));
  // Those who hold the other entry could not take what follows from this one.
  const seen = () =>
    cheat.log === ROSTER
      ? core.office.headsWithout(cheat.chain, cheat.number).slice(0, MAX_SEEN)
      : core.headsOf(core.office.roster);
  const make = () => ({ content: {}, act: { t: 'freeze' as const, seen: seen(), ...cheat, cut } });
  if (cheat.log === ROSTER) await core.logs.appendApart(ROSTER, make);
  else await core.logs.append(ROSTER, make);
}
