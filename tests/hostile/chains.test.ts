import { beforeAll, describe, expect, test } from 'vitest';
import { confirmNatively } from '../../src/adapters/node/confirm.ts';
import type { Cheat } from '../../src/log/cheat.ts';
import type { Draft } from '../../src/log/make.ts';
import type { Core } from '../../src/messenger/core.ts';
import { denounce } from '../../src/messenger/denouncing.ts';
import { removeMember } from '../../src/messenger/people.ts';
import { type ChainId, type EntryId, type LogId, ROSTER } from '../../src/model/ids.ts';
import { hlcAt } from '../../src/model/time.ts';
import { memberOf } from '../../src/wire/hash.ts';
import { craft, runOf } from '../support/craft.ts';
import { type Device, pour, setup, welcome } from '../support/story.ts';

/** More than one entry could end: 11 bytes each. */
const CHAINS = 6_000;
/** Chains in each of two channels. */
const EACH = 3_000;
type Office = Awaited<ReturnType<typeof flooded>>;
let office: Office;

/** Alice's office, in which Bob has begun a chain for each of thousands of words. */
async function flooded() {
  confirmNatively();
  const { alice, bob, general, log } = await setup();
  const cleo = await welcome('Cleo', alice);
  const crafted = (run: number, log: LogId, ...texts: string[]) => {
    const key = alice.keyring.current(log)?.key ?? new Uint8Array();
    const nonce = new Uint8Array(new Uint32Array([run, 0, 0, 0]).buffer);
    const { identity } = bob;
    const at = { identity, office: bob.office.id, log, key, hlc: hlcAt(bob.time.now), run: nonce };
    return craft(
      at,
      texts.map((text) => [1, text]),
    );
  };
  const chains: (readonly [LogId, ChainId])[] = [];
  for (let at = 0; at < CHAINS; at += EACH) {
    const room = at === 0 ? general : await alice.createChannel(`room-${at}`);
    const log = alice.logNow(room);
    const made = await Promise.all(
      Array.from({ length: EACH }, (_, i) => crafted(at + i, log, `${at + i}`)),
    );
    await Promise.all(made.map((entries) => alice.admit(runOf(entries))));
    chains.push(...made.map(([entry]) => [log, entry?.chain as ChainId] as const));
  }
  return { alice, bob, cleo, log, chains, crafted };
}

/** What removing somebody asks of the core of their messenger. */
function coreOf(device: Device): Core {
  const { office, keyring, logs, identity } = device;
  const append = (log: typeof ROSTER, make: () => Draft) => logs.append(log, make);
  const headsOf = (): EntryId[] => [...office.roster.heads];
  const core = {
    office,
    keyring,
    logs,
    identity,
    me: [...office.roster.members.values()].find(({ devices }) =>
      devices.includes(identity.device),
    ),
    now: () => device.time.now,
    headsOf,
    append,
    act: async (make: (seen: EntryId[]) => Draft) => {
      await append(ROSTER, () => make(headsOf()));
      await device.readRoster();
    },
    addKeys: async (keys: Parameters<Core['addKeys']>[0]) => void device.keyring.add(keys),
  };
  return core as unknown as Core;
}

const isIn = (at: Device, who: Device) => at.office.roster.devices.has(who.identity.device);
const endsAt = ({ office }: Device, who: Device, { chains }: Office) =>
  chains.map(([log, chain]) => office.endOf(who.identity.device, log, chain));

beforeAll(async () => {
  office = await flooded();
}, 120_000);

describe('R21: who has written in thousands of chains', () => {
  test('is frozen where they fork, and every other word of theirs stays', async () => {
    const { alice, bob, cleo, chains, crafted, log } = office;
    const [one] = await crafted(7, log, '7');
    const [other] = await crafted(7, log, 'something else');
    if (!one || !other) throw new Error('nothing crafted');
    const place = { log, chain: one.chain, number: 0, previous: null };
    const device = bob.identity.device;
    const cheat: Cheat = { device, ...place, one: one.bytes, other: other.bytes };
    await denounce(coreOf(alice), cheat);
    await alice.readRoster();
    await pour(await alice.runs(ROSTER), cleo);
    for (const at of [alice, cleo]) {
      expect(at.office.roster.devices.get(device)?.frozen).toBe(true);
      const expected = chains.map(([, chain]) => (chain === one.chain ? 0 : 1));
      expect(endsAt(at, bob, office)).toEqual(expected);
    }
    expect(await alice.texts(log)).toHaveLength(EACH - 1);
  });

  test('is removed, and every word of theirs stays', async () => {
    const { alice, bob, cleo, log } = office;
    await removeMember(coreOf(alice), memberOf(bob.identity.device));
    await pour(await alice.runs(ROSTER), cleo);
    for (const device of [alice, cleo]) {
      expect(isIn(device, bob)).toBe(false);
      expect(endsAt(device, bob, office).reduce((sum, end) => sum + end)).toBe(CHAINS - 1);
      expect(device.office.roster.keys.get('office')).toMatchObject({ due: false });
    }
    expect(cleo.keyring.current(log)).toEqual(alice.keyring.current(log));
    expect(await alice.texts(log)).toHaveLength(EACH - 1);
  });
});
