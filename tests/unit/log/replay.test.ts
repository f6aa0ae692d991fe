import { expect, test } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { arrayName, readChain } from '../../../src/log/replay.ts';
import { ROSTER } from '../../../src/model/ids.ts';
import { setup } from '../../support/story.ts';

/** The entries of a log by chain, as they were written. */
function chainsOf(entries: readonly Entry[]): Entry[][] {
  const chains = Map.groupBy(entries, ({ at }) => at.chain);
  return [...chains.values()];
}

test('C2, E6: what is read back has the ids that it was written with, in whatever order they are asked for', async () => {
  const { alice, general, log } = await setup();
  for (const text of ['one', 'two', 'three']) await alice.say(general, text);
  for (const id of [ROSTER, log]) {
    for (const chain of chainsOf((await alice.logs.get(id)).entries())) {
      const items = chain.map(({ at }): [Uint8Array] => [at.bytes]);
      const name = arrayName(chain[0]?.at.chain ?? (0 as never));
      const read = () => readChain(alice.office.id, id, name, items) ?? [];
      const ids = chain.map(({ at }) => at.id);
      expect(read().map((it) => it.id)).toEqual(ids);
      expect(
        read()
          .toReversed()
          .map((it) => it.id),
      ).toEqual(ids.toReversed());
    }
  }
});
