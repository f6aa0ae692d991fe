import { beforeAll, test } from 'vitest';
import { ModelHistory, prepare } from '../support/modelHistory.ts';

/** A few of the histories of histories.test.ts, with lockboxes and proofs as they are. */
const COUNT = 25;

beforeAll(prepare);

test('R1, X: sealed, all replicas agree, and who is out reads nothing new', async () => {
  for (let seed = 1; seed <= COUNT; seed++) {
    const history = await ModelHistory.run(seed);
    history.check();
    await history.checkSecrecy();
  }
});
