import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ROSTER } from '../../../src/model/ids.ts';
import { give, setup } from '../../support/story.ts';

test('a story: Alice founds, Bob joins, both write and read', async () => {
  const { alice, bob, general, log, time } = await setup();
  await alice.say(general, 'Hello Bob');
  time.now += 1_000;
  await give(alice, bob);
  await bob.say(general, 'Hello Alice');
  await give(bob, alice);
  expect(await alice.texts(log)).toEqual(['Hello Bob', 'Hello Alice']);
  expect(await bob.texts(log)).toEqual(['Hello Bob', 'Hello Alice']);
  expect([...bob.office.roster.members.values()].map(({ name }) => name)).toEqual(['Alice', 'Bob']);
  for (const id of [ROSTER, log]) {
    const [mine, theirs] = await Promise.all([alice.logs.get(id), bob.logs.get(id)]);
    expect(Y.encodeStateAsUpdate(mine.doc)).toEqual(Y.encodeStateAsUpdate(theirs.doc));
  }
});
