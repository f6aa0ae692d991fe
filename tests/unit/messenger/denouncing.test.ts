import { expect, test } from 'vitest';
import { cheatIn } from '../../../src/log/cheat.ts';
import type { Draft } from '../../../src/log/make.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { denounce } from '../../../src/messenger/denouncing.ts';
import { type EntryId, ROSTER } from '../../../src/model/ids.ts';
import { hlcAt } from '../../../src/model/time.ts';
import { craft, runOf } from '../../support/craft.ts';
import { type Device, setup, welcome } from '../../support/story.ts';

/** What a proof asks of the core of a messenger. */
function coreOf({ office, logs, identity }: Device): Core {
  const append = (log: typeof ROSTER, make: () => Draft) => logs.append(log, make);
  const headsOf = (): EntryId[] => [...office.roster.heads];
  return { office, logs, identity, append, headsOf } as unknown as Core;
}

test('F2: who holds the other side of a fork in the roster takes the proof, which follows from neither', async () => {
  const { alice, bob, time } = await setup();
  const cleo = await welcome('Cleo', alice);
  for (const run of await alice.runs(ROSTER)) await cleo.admit(run);
  await cleo.readRoster();
  const seen = [...alice.office.roster.heads];
  expect([...cleo.office.roster.heads]).toEqual(seen);
  // Bob signs two entries for one place; Alice is told the one, Cleo the other.
  const key = alice.keyring.current(ROSTER)?.key ?? new Uint8Array();
  const at = {
    identity: bob.identity,
    office: alice.office.id,
    log: ROSTER,
    key,
    run: new Uint8Array(16),
  };
  const signed = (after: number) =>
    craft({ ...at, hlc: hlcAt(time.now + after) }, [{ act: { t: 'profile', seen } }]);
  const [one, other] = [await signed(1), await signed(2)];
  expect(await alice.admit(runOf(one))).toMatchObject({ kind: 'admitted' });
  expect(await cleo.admit(runOf(other))).toMatchObject({ kind: 'admitted' });
  // Alice goes on from hers: Cleo cannot take that.
  await alice.readRoster();
  const follows = await alice.act((seen) => ({ t: 'profile', seen }), { name: 'Alice L.' });

  expect((await cleo.admit(runOf([follows.at]))).kind).not.toBe('admitted');
  const cheat = cheatIn(await alice.logs.get(ROSTER), runOf(other));
  if (!cheat) throw new Error('no proof');
  await denounce(coreOf(alice), cheat);
  await alice.readRoster();

  const proof = (await alice.logs.get(ROSTER)).entries().find(({ at }) => at.act?.t === 'freeze');
  if (proof?.at.act?.t !== 'freeze') throw new Error('nothing written');
  expect(proof.at.act.seen).toEqual(seen);
  expect(proof.at).toMatchObject({ number: 0 });
  expect(proof.at.chain).not.toBe(follows.at.chain);
  expect(await cleo.admit(runOf([proof.at]))).toMatchObject({ kind: 'admitted', added: 1 });
  await cleo.readRoster();
  for (const device of [alice, cleo]) {
    expect(device.office.roster.devices.get(bob.identity.device)?.frozen).toBe(true);
  }
});
