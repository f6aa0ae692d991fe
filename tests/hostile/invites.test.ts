import { beforeEach, describe, expect, it } from 'vitest';
import { type PeerId, ROSTER } from '../../src/model/ids.ts';
import { type InviteLink, makeLink } from '../../src/wire/links.ts';
import { proveAtGate } from '../../src/wire/proofs.ts';
import { Intruder } from '../support/intruder.ts';
import { delivered, HOUR, SECOND, storyWorld } from '../support/officeStory.ts';
import { type OfficeWorld, ORIGIN, type Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;
let ana: Person;

beforeEach(async () => {
  world = here.world;
  ana = await world.found('Ana');
});

/** An invite that the relay knows, while nobody but it is up. */
async function alone(options = {}): Promise<InviteLink> {
  const link = await world.inviteBy(ana, options);
  await delivered(world, ana);
  return link;
}

const proofOf = (link: InviteLink, peer: PeerId) =>
  proveAtGate('invite', link.secret, world.relay.peer, peer);

/** A stranger who shows a proof; gives the relay's answer. */
async function knock(name: string, show: (peer: PeerId) => ReturnType<typeof proofOf> | null) {
  const stranger = await world.newcomer(name);
  const peer = stranger.peer as PeerId;
  const intruder = await Intruder.as(world, peer);
  const answer = await intruder.greet(ana.here.office.id, show(peer));
  return { intruder, answer, peer };
}

describe('invites at the gate', () => {
  it('let in as many as they have uses, of however many who come at once', async () => {
    const link = await alone({ uses: 3 });
    const names = Array.from({ length: 8 }, (_, i) => `Guest ${i}`);
    const joining = names.map((name) =>
      world.joining(name, link).then(
        () => 'in',
        (error: { reason?: string }) => error.reason,
      ),
    );
    const outcomes = await world.drive(Promise.all(joining), 600_000);
    expect(outcomes.filter((it) => it === 'in')).toHaveLength(3);
    expect(new Set(outcomes)).toEqual(new Set(['in', 'used-invite']));
    await world.clock.advance(180 * SECOND);
    expect(ana.members).toHaveLength(4);
    const late = await knock('Late', (peer) => proofOf(link, peer));
    expect(late.answer).toBe('used-invite');
    await late.intruder.network.stop();
    // Who came too late and missed to hear of it is told so, not that they are strangers.
    const out = names.filter((_, at) => outcomes[at] !== 'in').map((name) => world.person(name));
    const answers = [];
    for (const { peer } of out) {
      const intruder = await Intruder.as(world, peer as PeerId);
      answers.push(await intruder.greet(ana.here.office.id));
      await intruder.network.stop();
    }
    expect(answers).toContain('displaced');
    expect(answers).not.toContain('welcome');
  });

  it('are over at their expiry by the relay’s clock, whatever the guest’s says', async () => {
    const link = await alone({ expiresIn: HOUR });
    await world.clock.advance(HOUR + SECOND);
    const slow = world.person('Slow');
    slow.skew = -2 * HOUR;
    await expect(world.join('Slow', link)).rejects.toMatchObject({ reason: 'expired-invite' });
    expect(ana.members).toEqual(['Ana']);
  });

  it('are honoured to the last second', async () => {
    const link = await alone({ expiresIn: HOUR });
    await world.clock.advance(HOUR - 30 * SECOND);
    const ben = await world.join('Ben', link);
    expect(ben.here.office.name.get()).toBe('Lab');
  });

  it('are worth nothing to who saw somebody else’s proof', async () => {
    const link = await alone();
    const ben = await world.newcomer('Ben');
    const stolen = proofOf(link, ben.peer as PeerId);
    const { intruder, answer, peer } = await knock('Eve', () => stolen);
    expect(answer).toBe('unknown-invite');
    expect(world.relay.gate.allows(peer)).toBe(false);
    await intruder.network.stop();
  });

  it('of another secret, or none, open nothing', async () => {
    const link = await alone();
    const other = { ...link, secret: new Uint8Array(16).fill(1) };
    for (const [name, show] of [
      ['Eve', (peer: PeerId) => proofOf(other, peer)],
      ['Mia', () => null],
    ] as const) {
      const { intruder, answer } = await knock(name, show);
      expect(answer).toBe(name === 'Eve' ? 'unknown-invite' : 'not-member');
      await world.clock.advance(11 * SECOND);
      expect(intruder.network.connected(), 'hung up on').toEqual([]);
      await intruder.network.stop();
    }
  });

  it('shown and not used give two minutes, no more', async () => {
    const link = await alone();
    const { intruder, answer, peer } = await knock('Eve', (it) => proofOf(link, it));
    expect(answer).toBe('welcome');
    await world.clock.advance(119 * SECOND);
    expect(world.relay.gate.allows(peer)).toBe(true);
    await world.clock.advance(12 * SECOND);
    expect([world.relay.gate.allows(peer), intruder.network.connected()]).toEqual([false, []]);
    await intruder.network.stop();
  });

  it('joined by once are not joined by again with the same entry', async () => {
    const link = await alone({ uses: 2 });
    const ben = await world.join('Ben', link);
    // Until Ana has vouched for who came (SPEC R18).
    await world.clock.advance(5 * SECOND);
    await delivered(world, ben);
    const office = ana.here.office.id;
    const vectors = world.relay.archive.vectors(office);
    const before = JSON.stringify([...(vectors.get(ROSTER) ?? [])]);
    const intruder = await Intruder.with(world, ben);
    expect(await intruder.greet(office)).toBe('welcome');
    for (const [chain, next] of vectors.get(ROSTER) ?? []) {
      const envelopes = world.relay.archive.read(office, ROSTER, chain, 0, next, Infinity);
      const another = (chain + 1) as typeof chain;
      for (const id of [chain, another]) {
        intruder.send(
          { kind: 'have', log: ROSTER, vector: new Map([[id, next + 1]]), echo: false },
          { kind: 'entries', run: { log: ROSTER, chain: id, from: 0, envelopes } },
        );
      }
    }
    await world.clock.advance(5 * SECOND);
    expect(JSON.stringify([...(vectors.get(ROSTER) ?? [])])).toBe(before);
    expect(ana.members).toHaveLength(2);
    await intruder.network.stop();
    const cleo = await world.join('Cleo', link);
    await world.until('Ana knows Cleo', () => ana.members.includes('Cleo'));
    expect(cleo.members).toHaveLength(3);
  });

  it('with more uses than there may be are no invites', async () => {
    await expect(world.drive(ana.here.invite({ uses: 1_001 }))).rejects.toThrow();
    expect(makeLink(ORIGIN, await alone({ uses: 1_000 }))).toContain('#/join/');
  });
});
