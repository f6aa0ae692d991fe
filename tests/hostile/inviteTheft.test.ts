import { expect, test } from 'vitest';
import { ROSTER } from '../../src/model/ids.ts';
import { hlcAt } from '../../src/model/time.ts';
import { makeInvite } from '../../src/office/invite.ts';
import { rosterKeyOf } from '../../src/wire/hash.ts';
import { craft, runOf } from '../support/craft.ts';
import { exchange, give, START, setup, USUAL, welcome } from '../support/story.ts';

test('I3: nobody writes another’s invite once more, which would undo who came through it', async () => {
  const { alice, bob, office } = await setup();
  const mallory = await welcome('Mallory', alice);
  await exchange(alice, bob);
  const theirs = alice.office.roster.invites.values().next().value;
  const held = (await alice.logs.get(ROSTER)).entries();
  const taken = held.find(({ at }) => at.act?.t === 'invite' && at.act.invite === theirs?.id)?.at
    .act;
  if (taken?.t !== 'invite') throw new Error('no invite');

  const key = rosterKeyOf(alice.officeKey, office);
  const by = { identity: mallory.identity, office, log: ROSTER, key, hlc: hlcAt(START - 1_000) };
  const seen = [...mallory.office.roster.heads].slice(0, 1);
  const again = await craft(by, [{ act: { ...taken, seen } }]);
  expect(await alice.admit(runOf(again))).toMatchObject({ kind: 'refused', why: 'not-member' });

  // Nor one that somebody else made, with a proof that is for them.
  const terms = { ...USUAL, uses: 9 };
  const made = await makeInvite(office, bob.identity.device, [], { ...terms, approve: true }, seen);
  const borrowed = await craft(by, [{ act: made.act }]);
  expect(await alice.admit(runOf(borrowed))).toMatchObject({ kind: 'refused', why: 'not-member' });
  const own = await makeInvite(
    office,
    mallory.identity.device,
    [],
    { ...terms, approve: true },
    seen,
  );
  for (const altered of [{ lock: new Uint8Array(32) }, { proof: new Uint8Array(64) }]) {
    const run = runOf(await craft(by, [{ act: { ...own.act, ...altered } }]));
    expect(await alice.admit(run)).toMatchObject({ kind: 'refused', why: 'not-member' });
  }
  expect(await alice.admit(runOf(await craft(by, [{ act: own.act }])))).toMatchObject({ added: 1 });
  await alice.readRoster();
  await give(alice, bob);
  expect([...bob.office.roster.members.values()].map(({ name }) => name)).toEqual([
    'Alice',
    'Bob',
    'Mallory',
  ]);
});
