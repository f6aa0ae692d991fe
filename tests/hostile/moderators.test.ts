import { expect, it } from 'vitest';
import type { Message } from '../../src/messenger/messenger.ts';
import { hlcAt } from '../../src/model/time.ts';
import { Reduction } from '../../src/office/reduce.ts';
import { anaBenAndCleo, delivered, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { Person } from '../support/officeWorld.ts';
import { START } from '../support/story.ts';
import { memberNamed, Tale } from '../support/tale.ts';

const here = storyWorld();
const idOf = (person: Person) => person.here.me.get().id;

/** Cleo says this, and Ben deletes it. */
async function deleted(ben: Person, cleo: Person, text: string): Promise<void> {
  const { world } = here;
  await say(world, cleo, text);
  await delivered(world, cleo);
  await world.clock.advance(3 * SECOND);
  const messages: readonly Message[] = await world.messages(ben, ben.conversation('general'));
  const message = messages.find((it) => it.text === text);
  await world.drive(ben.here.delete(message?.id as never));
  await delivered(world, ben);
  await world.clock.advance(3 * SECOND);
}

it('M6: what a moderator deleted stays so when they are none any more, are removed, and after a restart', async () => {
  const { world } = here;
  const { ana, ben, cleo } = await anaBenAndCleo(world);
  await world.drive(ana.here.setRole(idOf(ben), 'admin'));
  await delivered(world, ana);
  await world.clock.advance(3 * SECOND);
  await deleted(ben, cleo, 'abuse');
  const shown = async () => [await world.texts(ana), await world.texts(cleo)].flat();
  expect(await shown()).not.toContain('abuse');
  await world.drive(ana.here.setRole(idOf(ben), 'member'));
  await delivered(world, ana);
  await world.clock.advance(3 * SECOND);
  expect(await shown()).not.toContain('abuse');
  expect(ben.here.mayModerate()).toBe(false);
  await world.drive(ana.here.removeMember(idOf(ben)));
  await delivered(world, ana);
  await world.clock.advance(3 * SECOND);
  expect(await shown()).not.toContain('abuse');
  await world.close(ana);
  await world.open(ana);
  expect(await shown()).not.toContain('abuse');
});

it('M6: a role is that of the decisions dated before, of two apart the lesser, whoever is removed since', () => {
  const tale = new Tale();
  tale.welcome('Ben');
  const seen = tale.heads();
  tale.role('Fay', 'Ben', 'owner', { seen, at: 100_000 });
  tale.role('Fay', 'Ben', 'admin', { seen, at: 200_000 });
  tale.role('Fay', 'Ben', 'member', { at: 300_000 });
  tale.remove('Fay', 'Ben', { at: 400_000 });
  const roleAt = (entries: Tale['entries'], at: number) =>
    new Reduction(entries).roleWhen(memberNamed('Ben'), hlcAt(START + at));
  for (const entries of [tale.entries, [...tale.entries].reverse()]) {
    const roles = [99_999, 100_000, 200_000, 300_000, 500_000].map((at) => roleAt(entries, at));
    expect(roles).toEqual(['member', 'owner', 'admin', 'member', 'member']);
  }
});
