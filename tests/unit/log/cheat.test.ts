import { expect, test, vi } from 'vitest';
import { cheatIn } from '../../../src/log/cheat.ts';
import { setup } from '../../support/story.ts';

test('F1: what differs far along a chain costs no more than what differs at its beginning', async () => {
  const { alice, general, log } = await setup();
  let last = await alice.say(general, 'first');
  for (let i = 0; i < 40; i++) last = await alice.say(general, `message ${i}`);
  const held = await alice.logs.get(log);
  const { chain, number, bytes } = last.at;
  const altered = bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
  const asked = vi.spyOn(held, 'envelope');
  expect(cheatIn(held, { log, chain, from: number, envelopes: [altered] })).toBeNull();
  expect(asked.mock.calls.length).toBeLessThan(4);
});
