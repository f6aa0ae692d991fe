import { expect, test } from 'vitest';
import { type EntryId, ROSTER } from '../../src/model/ids.ts';
import { hlcAt } from '../../src/model/time.ts';
import { rosterKeyOf } from '../../src/wire/hash.ts';
import { MAX_USES } from '../../src/wire/limits.ts';
import { craft, runOf } from '../support/craft.ts';
import { setup } from '../support/story.ts';

test.each([
  [MAX_USES, 0],
  [MAX_USES + 1, 1],
  [Number.MAX_SAFE_INTEGER, 1],
])('I5: an invite of %d uses is refused %d times', async (uses, times) => {
  const { alice, bob } = await setup();
  await alice.invite({ uses });
  let refused = 0;
  for (const run of await alice.runs(ROSTER)) {
    const admission = await bob.admit(run);
    if (admission.kind === 'refused' && admission.why === 'malformed-act') refused += 1;
  }
  expect(refused).toBe(times);
});

test('A9: an act that has seen what is not here waits for it', async () => {
  const { alice, bob, office, time } = await setup();
  const by = {
    identity: alice.identity,
    office,
    log: ROSTER,
    key: rosterKeyOf(alice.officeKey, office),
    hlc: hlcAt(time.now),
  };
  const unseen = 'A'.repeat(43) as EntryId;
  const act = { t: 'profile' as const, seen: [...bob.office.roster.heads, unseen] };
  const before = [...(bob.logs.vectors().get(ROSTER) ?? [])];
  const admission = await bob.admit(runOf(await craft(by, [{ act }])));
  expect(admission).toMatchObject({ kind: 'later', why: 'unknown-past' });
  expect([...(bob.logs.vectors().get(ROSTER) ?? [])]).toEqual(before);
});
