import type { Cheat } from '../log/cheat.ts';
import type { Draft } from '../log/make.ts';
import { ROSTER } from '../model/ids.ts';
import { MAX_ENVELOPE } from '../wire/limits.ts';
import { fitting } from './ahead.ts';
import type { Core } from './core.ts';
import { cutOf } from './people.ts';

/** Room that the rest of the act needs beside the two envelopes, in bytes. */
const REST = 8 * 1024;
/** Heads that a proof names, so that it fits: it holds whatever it has seen. */
const MOST_SEEN = 64;

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
  const isInRoster = cheat.log === ROSTER;
  const heads = isInRoster
    ? core.office.headsWithout(cheat.chain, cheat.number)
    : core.headsOf(core.office.roster);
  const write = (make: () => Draft) =>
    isInRoster ? core.logs.appendApart(ROSTER, make) : core.logs.append(ROSTER, make);
  const proof = { t: 'freeze' as const, seen: heads.slice(0, MOST_SEEN), ...cheat, cut };
  const act = await fitting(core, proof, write);
  await write(() => ({ content: {}, act }));
}
