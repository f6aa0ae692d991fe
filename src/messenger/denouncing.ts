import type { Cheat } from '../log/cheat.ts';
import type { Draft } from '../log/make.ts';
import type { Cut, FreezeAct } from '../model/acts.ts';
import { type DeviceId, ROSTER } from '../model/ids.ts';
import { forkOf } from '../office/cutoffs.ts';
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
  await prove(core, cheat, await cutOf(core, new Set([cheat.device])));
}

/**
 * Brings the proof again that a device cheats where those that are here hide more of what it wrote than
 * the forked chains (SPEC F1): whoever brings the first may say that nobody has anything.
 */
export async function uphold(core: Core, device: DeviceId): Promise<void> {
  const proof = proofOf(core, device);
  const cut = proof ? await hiddenOf(core, device) : [];
  // Once more: others may have done it while logs were read.
  if (!proof || cut.length === 0 || (await hiddenOf(core, device)).length === 0) return;
  const { log, chain, number, previous, one, other } = proof;
  await prove(core, { device, log, chain, number, previous, one, other }, cut);
}

/** The first proof that is here of a device that others brought. */
function proofOf(core: Core, device: DeviceId): FreezeAct | null {
  for (const { at } of core.rosterEntries()) {
    if (at.act?.t === 'freeze' && at.act.device === device) return at.act;
  }
  return null;
}

/** How far the chains reach here that a device did not fork, where the proofs that are here hide some of it. */
async function hiddenOf(core: Core, device: DeviceId): Promise<Cut> {
  const hidden: Cut = [];
  for (const log of await core.device.logs.list()) {
    const authors = log === ROSTER ? new Map() : await core.logs.authors(log);
    if (![...authors.values()].includes(device)) continue;
    const cutoffs = core.office.roster.cutoffs.get(device) ?? [];
    const chains = [...(await core.logs.get(log)).reach()].filter(([chain, next]) => {
      if (authors.get(chain) !== device || next <= core.office.endOf(device, log, chain))
        return false;
      return cutoffs.every((it) => forkOf(it, log, chain) === Number.POSITIVE_INFINITY);
    });
    if (chains.length > 0) hidden.push([log, chains]);
  }
  return hidden;
}

async function prove(core: Core, cheat: Cheat, cut: Cut): Promise<void> {
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
