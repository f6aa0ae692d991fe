import { beforeEach, describe, expect, test } from 'vitest';
import { Gate, MAX_STRANGERS, PATIENCE } from '../../../relay/gate.ts';
import { BAN } from '../../../relay/limits.ts';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { PeerId } from '../../../src/model/ids.ts';

const ALICE = 'alice' as PeerId;
const BOB = 'bob' as PeerId;
const EVE = 'eve' as PeerId;

describe('the gate', () => {
  let clock: VirtualClock;
  let members: Set<PeerId>;
  let hungUp: PeerId[];
  let admitted: PeerId[];
  let gate: Gate;

  beforeEach(() => {
    clock = makeVirtualClock();
    members = new Set([ALICE, BOB]);
    hungUp = [];
    admitted = [];
    gate = new Gate({
      clock,
      isMember: (peer) => members.has(peer),
      mayMeet: () => true,
      hangUp(peer) {
        hungUp.push(peer);
        gate.disconnected(peer);
      },
    });
    gate.onAdmitted((peer) => admitted.push(peer));
  });

  test('lets members in and counts them', async () => {
    gate.connected(ALICE);
    gate.connected(EVE);
    expect([gate.allows(ALICE), gate.allows(EVE), gate.peers()]).toEqual([true, false, 1]);
    await clock.advance(PATIENCE * 2);
    expect(hungUp).toEqual([EVE]);
  });

  test('hangs up on a stranger after its patience, not before', async () => {
    gate.connected(EVE);
    await clock.advance(PATIENCE - 1);
    expect(hungUp).toEqual([]);
    await clock.advance(1);
    expect(hungUp).toEqual([EVE]);
    expect(clock.waiting).toBe(0);
  });

  test('keeps whom somebody vouches for, and tells of the admission once', async () => {
    gate.connected(EVE);
    gate.vouch(EVE, clock.now() + 60_000);
    gate.vouch(EVE, clock.now() + 60_000);
    expect([gate.allows(EVE), admitted]).toEqual([true, [EVE]]);
    await clock.advance(PATIENCE * 2);
    expect(hungUp).toEqual([]);
  });

  test('makes a stranger again of whom it vouched for and who did not become a member', async () => {
    gate.connected(EVE);
    gate.vouch(EVE, clock.now() + 60_000);
    await clock.advance(60_000);
    expect(gate.allows(EVE)).toBe(false);
    await clock.advance(PATIENCE);
    expect(hungUp).toEqual([EVE]);
  });

  test('keeps who became a member in time', async () => {
    gate.connected(EVE);
    gate.vouch(EVE, clock.now() + 60_000);
    members.add(EVE);
    gate.review();
    await clock.advance(120_000);
    expect(hungUp).toEqual([]);
  });

  test('lets a waiting stranger in when it becomes a member, and puts out who is none any more', async () => {
    gate.connected(EVE);
    gate.connected(BOB);
    members.add(EVE);
    members.delete(BOB);
    gate.review();
    expect([admitted, gate.allows(BOB)]).toEqual([[EVE], false]);
    await clock.advance(PATIENCE);
    expect(hungUp).toEqual([BOB]);
  });

  test('forgets strangers that leave by themselves', async () => {
    gate.connected(EVE);
    gate.disconnected(EVE);
    await clock.advance(PATIENCE);
    expect([hungUp, clock.waiting]).toEqual([[], 0]);
  });

  test('takes so many strangers at once, and members always', () => {
    for (let i = 0; i < MAX_STRANGERS; i++) gate.connected(`stranger ${i}` as PeerId);
    expect(gate.admitsConnection(EVE)).toBe(false);
    expect(gate.admitsConnection('stranger 1' as PeerId)).toBe(true);
    expect(gate.admitsConnection(ALICE)).toBe(true);
  });

  test('lets nobody in whom it has banned, until the ban is over', async () => {
    gate.connected(BOB);
    gate.ban(BOB);
    gate.ban(BOB);
    expect([hungUp, gate.allows(BOB), gate.admitsConnection(BOB)]).toEqual([[BOB], false, false]);
    expect(gate.mayConnect(ALICE, BOB)).toBe(false);
    await clock.advance(BAN);
    expect([gate.allows(BOB), gate.admitsConnection(BOB)]).toEqual([true, true]);
    gate.ban(BOB);
    for (let i = 0; i < 2_000; i++) gate.ban(`stranger ${i}` as PeerId);
    expect(clock.waiting).toBeLessThanOrEqual(1_000);
    gate.close();
    expect(clock.waiting).toBe(0);
  });

  test('connects only those that may both be here', () => {
    expect(gate.mayConnect(ALICE, BOB)).toBe(true);
    expect(gate.mayConnect(ALICE, EVE)).toBe(false);
    expect(gate.mayConnect(EVE, ALICE)).toBe(false);
  });

  test('leaves no timers when it closes', () => {
    gate.connected(EVE);
    gate.vouch(ALICE, clock.now() + 60_000);
    gate.close();
    gate.close();
    expect(clock.waiting).toBe(0);
  });
});
