import { beforeEach, describe, expect, it } from 'vitest';
import { type LogId, logOf, type PeerId, ROSTER } from '../../src/model/ids.ts';
import { monthOf } from '../../src/model/time.ts';
import { encode } from '../../src/wire/cbor.ts';
import { topicOf } from '../../src/wire/hash.ts';
import { proveAtGate } from '../../src/wire/proofs.ts';
import { Intruder } from '../support/intruder.ts';
import { delivered, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;
let ana: Person;
let zoe: Person;

/** Ana's Lab with Ben, and Zoe's Bureau, on one relay. */
beforeEach(async () => {
  world = here.world;
  ana = await world.found('Ana', 'Lab');
  await say(world, ana, 'of the Lab');
  await delivered(world, ana);
  await world.relay.makeRoom();
  zoe = await world.found('Zoe', 'Bureau');
  await say(world, zoe, 'of the Bureau');
  await delivered(world, zoe);
  await world.until('Ana is back', () => ana.here.connection.get().kind === 'connected');
});

const labLog = (): LogId => logOf(ana.conversation(), monthOf(world.clock.now()));
/** The relay's own runs of the Lab, as a thief of its ciphertext would have them. */
function labRuns() {
  const { archive } = world.relay;
  return [...archive.vectors(ana.here.office.id)].flatMap(([log, vector]) =>
    [...vector].map(([chain, next]) => ({
      log,
      chain,
      from: 0,
      envelopes: archive.read(ana.here.office.id, log, chain, 0, next, Infinity),
    })),
  );
}

describe('two offices on one relay', () => {
  it('both work, and hold nothing of each other', async () => {
    expect(await world.texts(ana)).toEqual(['of the Lab']);
    expect(await world.texts(zoe)).toEqual(['of the Bureau']);
    expect(ana.members).toEqual(['Ana']);
    const [lab, bureau] = [ana, zoe].map((it) => [
      ...world.relay.archive.vectors(it.here.office.id).keys(),
    ]);
    expect(lab?.filter((log) => log !== ROSTER && bureau?.includes(log))).toEqual([]);
  });

  it('catch-up: a member of one is a stranger to the other', async () => {
    const office = ana.here.office.id;
    const intruder = await Intruder.with(world, zoe);
    expect(await intruder.greet(office)).toBe('not-member');
    await intruder.network.stop();
  });

  it('catch-up: what belongs to one is neither given nor taken in the other', async () => {
    const [runs, office, before] = [labRuns(), zoe.here.office.id, labLog()];
    const intruder = await Intruder.with(world, zoe);
    expect(await intruder.greet(office)).toBe('welcome');
    await world.clock.advance(SECOND);
    for (const { log, chain, envelopes } of runs) {
      const vector = new Map([[chain, envelopes.length]]);
      const to = envelopes.length;
      intruder.send({ kind: 'want', log, ranges: [{ chain, from: 0, to }] });
      intruder.send({ kind: 'have', log, vector, echo: true });
    }
    await world.clock.advance(2 * SECOND);
    for (const run of runs) intruder.send({ kind: 'entries', run });
    await world.clock.advance(2 * SECOND);
    expect(intruder.of('entries').every(({ run }) => run.envelopes.length === 0)).toBe(true);
    expect(world.relay.archive.vectors(office).has(before)).toBe(false);
    const names = new Set(runs.map(({ chain }) => chain));
    const held = [...(world.relay.archive.vectors(office).get(ROSTER)?.keys() ?? [])];
    expect(held.filter((chain) => names.has(chain))).toEqual([]);
    await intruder.network.stop();
  });

  it('gossip: nothing said in the other’s topics is heard', async () => {
    const office = ana.here.office.id;
    // Good messages of the Lab's, which a member of it would be passed on or ignored for, never rejected.
    const runs = labRuns();
    const intruder = await Intruder.with(world, zoe);
    const topics = [ana.conversation(), 'roster'] as const;
    for (const about of topics) {
      for (const { log, chain, envelopes } of runs) {
        if ((log === ROSTER) !== (about === 'roster')) continue;
        const bytes = encode([log, chain, 0, envelopes]);
        await intruder.network.publish(topicOf(office, about), bytes);
      }
    }
    await world.clock.advance(SECOND);
    expect(runs.length).toBeGreaterThan(1);
    expect(world.hub.rejectedFrom(intruder.network.peer)).toBe(runs.length);
    await intruder.network.stop();
  });

  it('relaying: there is no way between them', async () => {
    const { gate } = world.relay;
    const [one, other] = [ana.peer, zoe.peer] as [PeerId, PeerId];
    expect([gate.mayConnect(one, other), gate.mayConnect(other, one)]).toEqual([false, false]);
    expect([gate.allows(one), gate.allows(other)]).toEqual([true, true]);
  });

  it('invites: one to the Bureau opens nothing of the Lab', async () => {
    const link = await world.inviteBy(zoe);
    await delivered(world, zoe);
    const [lab, bureau] = [ana.here.office.id, zoe.here.office.id];
    const stranger = await world.newcomer('Eve');
    const intruder = await Intruder.as(world, stranger.peer as PeerId);
    const proof = proveAtGate('invite', link.secret, world.relay.peer, intruder.network.peer);
    expect(await intruder.greet(lab, proof)).toBe('unknown-invite');
    expect(await intruder.greet(bureau, proof)).toBe('welcome');
    expect(world.relay.gate.mayConnect(intruder.network.peer, ana.peer as PeerId)).toBe(false);
    await intruder.network.publish(topicOf(lab, 'roster'), encode(['x']));
    await world.clock.advance(SECOND);
    expect(world.hub.rejectedFrom(intruder.network.peer)).toBe(1);
    await intruder.network.stop();
  });

  it('an invite alone, before the join, opens the roster and no conversation', async () => {
    const link = await world.inviteBy(zoe);
    await delivered(world, zoe);
    const office = zoe.here.office.id;
    const log = logOf(zoe.conversation(), monthOf(world.clock.now()));
    const [[chain] = [0]] = [...(world.relay.archive.vectors(office).get(log) ?? [])];
    const stranger = await world.newcomer('Eve');
    const intruder = await Intruder.as(world, stranger.peer as PeerId);
    const proof = proveAtGate('invite', link.secret, world.relay.peer, intruder.network.peer);
    expect(await intruder.greet(office, proof)).toBe('welcome');
    intruder.send({ kind: 'want', log, ranges: [{ chain: chain as never, from: 0, to: 1 }] });
    await world.clock.advance(2 * SECOND);
    const [answer] = intruder.of('entries');
    expect(answer?.run.envelopes).toEqual([]);
    const listed = intruder.of('inventory').flatMap(({ logs }) => logs.map(([it]) => it));
    expect(new Set(listed)).toEqual(new Set([ROSTER]));
    await intruder.network.stop();
  });
});
