import { expect, test } from 'vitest';
import { answerTo, approve, refuse } from '../../../src/messenger/devices.ts';
import { invite, removeMember } from '../../../src/messenger/people.ts';
import type { EntryId } from '../../../src/model/ids.ts';
import { readLink } from '../../../src/wire/links.ts';
import { inviteIdOf } from '../../../src/wire/proofs.ts';
import { type Era, ModelReplica } from '../../support/modelReplica.ts';
import { makeIdentity, recordOf, START } from '../../support/story.ts';

test('who waited and was answered is told of as they were answered', async () => {
  const era: Era = { now: START, seed: 1, written: 0 };
  const identity = await makeIdentity('devices Ana');
  const ana = await ModelReplica.found('Ana', identity, recordOf(identity), era);

  /** Comes by an invite of Ana's that asks for approval; gives the id of the join. */
  async function asks(name: string, uses = 1): Promise<EntryId> {
    const { secret } = readLink((await invite(ana.core, { approve: true, uses })).link);
    const own = await makeIdentity(`devices ${name}`);
    const fresh = new ModelReplica(name, own, recordOf(own), era, ana.office.id);
    await fresh.take(ana);
    await fresh.join(secret, inviteIdOf(secret));
    await ana.take(fresh);
    return fresh.held.at(-1)?.at.id as EntryId;
  }

  const [ben, cy] = [await asks('Ben'), await asks('Cy')];
  expect([answerTo(ana.core, ben), answerTo(ana.core, 'nobody')]).toEqual(['others', 'unknown']);
  await approve(ana.core, ben);
  await refuse(ana.core, cy);
  expect([ben, cy].map((id) => answerTo(ana.core, id.slice(0, 8)))).toEqual(['in', 'refused']);
  for (const [again, why] of [
    [() => approve(ana.core, ben), 'in'],
    [() => refuse(ana.core, ben), 'in'],
    [() => approve(ana.core, cy), 'refused'],
  ] as const) {
    await expect(again()).rejects.toThrow(`not-waiting: ${why}`);
  }
  const member = [...ana.office.roster.members.values()].find(({ id }) => id !== ana.me.id);
  if (member) await removeMember(ana.core, member.id);
  expect(answerTo(ana.core, ben)).toBe('removed');
});
