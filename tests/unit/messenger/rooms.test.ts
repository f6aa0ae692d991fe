import { beforeEach, expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { makeSource } from '../../../src/messenger/observable.ts';
import { invite, readmit, removeMember, setRole } from '../../../src/messenger/people.ts';
import {
  addParticipants,
  closedTo,
  createChannel,
  createGroup,
  editConversation,
  letIn,
  mayEdit,
  removeParticipants,
} from '../../../src/messenger/rooms.ts';
import { Seeing } from '../../../src/messenger/seen.ts';
import { MAX_TOPIC } from '../../../src/model/acts.ts';
import type { ConfabError } from '../../../src/model/errors.ts';
import { type ConversationId, type KeyId, type LogId, logOf } from '../../../src/model/ids.ts';
import { monthOf } from '../../../src/model/time.ts';
import { readLink } from '../../../src/wire/links.ts';
import { inviteIdOf } from '../../../src/wire/proofs.ts';
import { type Era, ModelReplica } from '../../support/modelReplica.ts';
import { makeIdentity, recordOf, START } from '../../support/story.ts';

let era: Era;
let all: ModelReplica[];
let ana: ModelReplica;
let bob: ModelReplica;
let cy: ModelReplica;
let ours: ConversationId;

/** Everybody who belongs, with a group of Cy’s with Ana and Bob; nobody was away. */
beforeEach(async () => {
  era = { now: START, seed: 1, written: 0 };
  const identity = await makeIdentity('rooms Ana');
  ana = await ModelReplica.found('Ana', identity, recordOf(identity), era);
  all = [ana];
  bob = await comes('Bob');
  cy = await comes('Cy');
});

async function comes(name: string, link?: string): Promise<ModelReplica> {
  const { secret } = readLink(link ?? (await invite(ana.core)).link);
  const identity = await makeIdentity(`rooms ${name}`);
  const fresh = new ModelReplica(name, identity, recordOf(identity), era, ana.office.id);
  await fresh.take(ana);
  await fresh.join(secret, inviteIdOf(secret));
  all.push(fresh);
  await meet();
  return fresh;
}

async function meet(): Promise<void> {
  for (const one of all) for (const other of all) if (one !== other) await one.take(other);
}

async function group(...others: ModelReplica[]): Promise<void> {
  ours = await createGroup(
    cy.core,
    'ours',
    others.map((it) => it.me.id),
  );
  await meet();
}

const barred = () => cy.office.roster.conversations.get(ours)?.barred;

test('R14: a group is renamed under a new key once somebody who had the old one is gone', async () => {
  await group(ana, bob);
  await removeMember(ana.core, bob.me.id);
  await meet();
  expect(cy.office.roster.keys.get(ours)?.due).toBe(true);
  await editConversation(cy.core, ours, { name: 'without Bob', topic: 'why he left' });
  await meet();
  const renaming = cy.held.at(-1);
  if (renaming?.at.act?.t !== 'edit') throw new Error('no edit');
  expect(all.map((it) => it.canRead(renaming))).toEqual([true, false, true]);
  expect(ana.office.roster.conversations.get(ours)?.name).toBe('without Bob');
});

test('R14: how far somebody read is told under a new key too', async () => {
  await group(ana, bob);
  await ana.say(ours, 'before');
  await removeMember(ana.core, bob.me.id);
  await meet();
  const clock = makeVirtualClock();
  const told: (KeyId | undefined)[] = [];
  const seeing = new Seeing({
    ...cy.core,
    device: { clock },
    report: (error: unknown) => expect.unreachable(String(error)),
    online: makeSource(true),
    preferences: { now: makeSource({ seen: true }) },
    reading: { isReadThrough: () => true },
    logs: { vectors: () => cy.vectors(), get: async () => ({ entries: () => opened(cy) }) },
    append: async (log: LogId) => void told.push(cy.keyring.current(log)?.id),
  } as unknown as Core);
  seeing.read(ours);
  await clock.advance(60_000);
  await expect.poll(() => told.length).toBe(1);
  seeing.close();
  const [key] = told;
  await meet();
  expect(all.map((it) => it.keyring.find(key as KeyId, logOf(ours, monthOf(START))))).toEqual([
    expect.any(Uint8Array),
    undefined,
    expect.any(Uint8Array),
  ]);
});

/** What is held, as it stands in an opened log. */
const opened = ({ held }: ModelReplica) =>
  held
    .filter(({ text }) => text !== null)
    .map(({ at, text }) => ({ at, content: { kind: 'open', value: [1, text] } }));

test('R14: to archive a group says no word, and needs no key', async () => {
  await group(ana, bob);
  await removeMember(ana.core, bob.me.id);
  await meet();
  await editConversation(cy.core, ours, { archived: true });
  expect(cy.office.roster.keys.get(ours)?.due).toBe(true);
});

test('R13: who is no guest is neither let into a channel nor taken out of one', async () => {
  const open = await createChannel(ana.core, 'open');
  await meet();
  const before = ana.held.length;
  const doing = [addParticipants, removeParticipants].map((act) =>
    act(ana.core, open, [bob.me.id]).catch((error: ConfabError) => error.message),
  );
  const why = 'not-allowed: Bob is no guest, and sees all channels';
  expect(await Promise.all(doing)).toEqual([why, why]);
  const leaving = removeParticipants(bob.core, open, [bob.me.id]);
  await expect(leaving).rejects.toMatchObject({ reason: 'not-allowed' });
  expect(ana.held.length).toBe(before);
});

test('a refusal says who may do it, or that the other was there before', async () => {
  const refused = async (doing: Promise<unknown>) =>
    doing.then(
      () => '',
      (error: ConfabError) => error.message,
    );
  expect(await refused(removeMember(bob.core, cy.me.id))).toBe('not-allowed: remove-member');
  await setRole(ana.core, cy.me.id, 'admin');
  await meet();
  expect(await refused(removeMember(cy.core, bob.me.id))).toBe(
    'not-allowed: Bob was here before you; only who was here before both of you can do this',
  );
  await group(ana, bob);
  expect(await refused(removeParticipants(bob.core, ours, [ana.me.id]))).toBe(
    'not-allowed: only the owner of a group takes others out of it',
  );
});

test('R20: a device that is closed out of a group does not archive it in vain', async () => {
  await group(ana);
  const stranger = await comes('Cy’s new', (await readmit(ana.core, cy.me.id)).link);
  const room = stranger.office.roster.conversations.get(ours);
  if (!room) throw new Error('no group');
  expect([mayEdit(stranger.core, room, true), mayEdit(cy.core, room, true)]).toEqual([false, true]);
  const archiving = editConversation(stranger.core, ours, { archived: true });
  await expect(archiving).rejects.toMatchObject({ reason: 'not-allowed' });
});

test('R20: who takes somebody into a group lets in no device that others let in for them', async () => {
  await group(ana);
  const stranger = await comes('Bob’s new', (await readmit(ana.core, bob.me.id)).link);
  expect(stranger.me.id).toBe(bob.me.id);
  await addParticipants(cy.core, ours, [bob.me.id]);
  await meet();
  const said = await cy.say(ours, 'among us');
  await meet();
  expect(barred()).toEqual([stranger.identity.device]);
  expect([bob.canRead(said), stranger.canRead(said)]).toEqual([true, false]);
  // It is asked about, as everywhere.
  expect(closedTo(cy.core, stranger.identity.device).map(({ id }) => id)).toEqual([ours]);
  await letIn(cy.core, stranger.identity.device);
  await meet();
  expect([barred(), stranger.canRead(said)]).toEqual([[], true]);
});

test('N5: a topic of MAX_TOPIC characters is set, a longer one is refused, an empty one clears it', async () => {
  const open = await createChannel(ana.core, 'open');
  const topic = () => ana.office.roster.conversations.get(open)?.topic;
  const most = 'x'.repeat(MAX_TOPIC);
  await editConversation(ana.core, open, { topic: ` ${most} ` });
  expect(topic()).toBe(most);
  const before = ana.held.length;
  const longer = editConversation(ana.core, open, { topic: `${most}x` });
  await expect(longer).rejects.toMatchObject({ reason: 'invalid-name' });
  expect([ana.held.length, topic()]).toEqual([before, most]);
  await editConversation(ana.core, open, { topic: ' ' });
  expect(topic()).toBe('');
});
