import { beforeEach, expect, it } from 'vitest';
import type { OfficeId, PeerId } from '../../src/model/ids.ts';
import { randomBytes, toBase64url } from '../../src/wire/bytes.ts';
import { proveAtGate } from '../../src/wire/proofs.ts';
import { Intruder } from '../support/intruder.ts';
import { SECOND, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

const anOffice = (): OfficeId => toBase64url(randomBytes(32)) as OfficeId;

/** A stranger who says hello for an office, with the proof that a set-up link of this secret would give. */
async function knock(name: string, office: OfficeId, secret: Uint8Array | null) {
  const { peer } = await world.newcomer(name);
  const intruder = await Intruder.as(world, peer as PeerId);
  const proof = secret && proveAtGate('setup', secret, world.relay.peer, intruder.network.peer);
  return { intruder, answer: await intruder.greet(office, proof) };
}

it('G2: an office that is offered opens to the set-up link alone', async () => {
  const offered = anOffice();
  const { secret } = world.relay.setupLink;
  const eve = await knock('Eve', offered, secret);
  const moe = await knock('Moe', offered, randomBytes(16));
  expect([eve.answer, moe.answer]).toEqual(['welcome', 'setup-used']);
  expect(world.relay.gate.allows(moe.intruder.network.peer)).toBe(false);
  await eve.intruder.network.stop();
  await moe.intruder.network.stop();
});

it('G2: what a set-up link was shown for before it founded an office opens to nobody after', async () => {
  const offered = anOffice();
  const { secret } = world.relay.setupLink;
  const eve = await knock('Eve', offered, secret);
  await world.found('Ana');
  await world.clock.advance(5 * SECOND);
  expect(eve.intruder.ended, 'whoever waits there is hung up on').toBe(true);
  const moe = await knock('Moe', offered, randomBytes(16));
  const zoe = await knock('Zoe', offered, secret);
  const una = await knock('Una', offered, null);
  const answers = [moe, zoe, una].map(({ answer }) => answer);
  expect(answers).toEqual(['setup-used', 'setup-used', 'unknown-office']);
  const { gate } = world.relay;
  expect([moe, zoe].map(({ intruder }) => gate.allows(intruder.network.peer))).toEqual([
    false,
    false,
  ]);
  for (const { intruder } of [eve, moe, zoe, una]) await intruder.network.stop();
});

it('an office that is offered is forgotten when whoever offered it goes, or offers another', async () => {
  const [first, second] = [anOffice(), anOffice()];
  const { secret } = world.relay.setupLink;
  const eve = await knock('Eve', first, secret);
  const proof = proveAtGate('setup', secret, world.relay.peer, eve.intruder.network.peer);
  expect(await eve.intruder.greet(second, proof)).toBe('welcome');
  const una = await knock('Una', first, null);
  const vic = await knock('Vic', second, null);
  expect([una.answer, vic.answer]).toEqual(['unknown-office', 'not-member']);
  await eve.intruder.network.stop();
  await world.clock.advance(SECOND);
  const wes = await knock('Wes', second, null);
  expect(wes.answer).toBe('unknown-office');
  for (const { intruder } of [una, vic, wes]) await intruder.network.stop();
  // The link itself has not served.
  const ana = await world.found('Ana');
  expect(ana.members).toEqual(['Ana']);
});
