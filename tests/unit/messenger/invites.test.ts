import { beforeEach, expect, test } from 'vitest';
import { linkDevice } from '../../../src/messenger/devices.ts';
import { invite } from '../../../src/messenger/people.ts';
import { whyUnusable } from '../../../src/office/invite.ts';
import { LINK_LIFE, MAX_INVITE_LIFE } from '../../../src/wire/limits.ts';
import { readLink } from '../../../src/wire/links.ts';
import { inviteIdOf } from '../../../src/wire/proofs.ts';
import { type Era, ModelReplica } from '../../support/modelReplica.ts';
import { makeIdentity, recordOf, START } from '../../support/story.ts';

let era: Era;
let ana: ModelReplica;

beforeEach(async () => {
  era = { now: START, seed: 1, written: 0 };
  const identity = await makeIdentity('invites Ana');
  ana = await ModelReplica.found('Ana', identity, recordOf(identity), era);
});

const inRoster = (link: string) => ana.office.roster.invites.get(inviteIdOf(readLink(link).secret));

test('I5: an invite lives MAX_INVITE_LIFE at most', async () => {
  const { link, expires } = await invite(ana.core, { expiresIn: MAX_INVITE_LIFE });
  expect([expires, inRoster(link)?.expires]).toEqual(Array(2).fill(START + MAX_INVITE_LIFE));
  const before = ana.held.length;
  for (const expiresIn of [MAX_INVITE_LIFE + 1, 0, -1, Number.NaN]) {
    const refused = invite(ana.core, { expiresIn });
    await expect(refused).rejects.toMatchObject({ reason: 'not-allowed' });
  }
  expect(ana.held.length).toBe(before);
});

/** Uses a link for one more device of Ana’s; says whether Ana is asked about it. */
async function isAsked(name: string, link: string): Promise<boolean> {
  const { secret } = readLink(link);
  const identity = await makeIdentity(`invites ${name}`);
  const fresh = new ModelReplica(name, identity, recordOf(identity), era, ana.office.id);
  await fresh.take(ana);
  await fresh.join(secret, inviteIdOf(secret));
  await ana.take(fresh);
  const waiting = [...ana.office.roster.pending.values()];
  return waiting.some(({ record }) => record.sign === identity.device);
}

test('I5: a link for one more device can be used LINK_LIFE, and has expired after that', async () => {
  const [one, other] = [await linkDevice(ana.core), await linkDevice(ana.core)];
  expect([one.expires, inRoster(one.link)?.expires]).toEqual(Array(2).fill(START + LINK_LIFE));
  const whyNot = () =>
    whyUnusable(ana.office.roster, inviteIdOf(readLink(other.link).secret), era.now);
  era.now = START + LINK_LIFE;
  expect(whyNot()).toBeNull();
  expect(await isAsked('in time', one.link)).toBe(true);
  era.now += 1;
  expect(whyNot()).toBe('expired-invite');
  expect(await isAsked('late', other.link)).toBe(false);
});
