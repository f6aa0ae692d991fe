import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Run } from '../../../src/log/run.ts';
import { type LogId, ROSTER } from '../../../src/model/ids.ts';
import {
  type Device,
  exchange,
  found,
  give,
  newcomer,
  pour,
  welcome,
} from '../../support/story.ts';

/** Three people who wrote at the same time, and one who has nothing yet but may read all. */
async function talk() {
  const alice = await found();
  const general = await alice.createChannel('general');
  const secret = await alice.invite({ uses: 3 });
  const people = [alice];
  for (const name of ['Bob', 'Carol']) {
    const device = await newcomer(name, alice);
    await give(alice, device);
    await device.join(secret);
    people.push(device);
  }
  for (let i = 0; i < 24; i++) {
    alice.time.now += i % 3;
    await (people[i % 3] as Device).say(general, `message ${i}`);
    if (i === 12) await people[1]?.restart();
  }
  for (const device of people.slice(1)) await exchange(alice, device);
  return { alice, log: alice.logNow(general) };
}

/** Cuts runs into single entries or small pieces, repeats some, and shuffles: as `plan` says. */
function shuffled(runs: readonly Run[], plan: readonly number[]): Run[] {
  let turn = 0;
  const next = (below: number) => (plan[turn++ % plan.length] ?? 0) % below;
  const pieces: Run[] = [];
  for (const run of runs) {
    for (let at = 0; at < run.envelopes.length; ) {
      const size = 1 + next(5);
      const piece = { ...run, from: at, envelopes: run.envelopes.slice(at, at + size) };
      pieces.push(piece, ...(next(4) === 0 ? [piece] : []));
      at += Math.max(1, size - next(2));
    }
  }
  for (let i = pieces.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [pieces[i], pieces[j]] = [pieces[j] as Run, pieces[i] as Run];
  }
  return pieces;
}

const encodings = async (device: Device, ...logs: LogId[]) =>
  Promise.all(logs.map(async (log) => Y.encodeStateAsUpdate((await device.logs.get(log)).doc)));

test('C2: replicas that were given the same entries in any order, pieces and number end byte-identical', async () => {
  const { alice, log } = await talk();
  const runs = [...(await alice.runs(ROSTER)), ...(await alice.runs(log))];
  const expected = await encodings(alice, ROSTER, log);
  let runCount = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), async (plan) => {
      const device = await newcomer(`Dave ${runCount++}`, alice);
      await pour(shuffled(runs, plan), device);
      expect(await encodings(device, ROSTER, log)).toEqual(expected);
      expect(device.office.roster).toEqual({
        ...alice.office.roster,
        officeName: '',
        members: expect.anything(),
        conversations: expect.anything(),
      });
      await device.restart();
      expect(await encodings(device, ROSTER, log)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('C2: runs of hundreds make the same log as single entries', async () => {
  const alice = await found();
  const general = await alice.createChannel('general');
  const log = alice.logNow(general);
  const bob = await welcome('Bob', alice);
  const texts = Array.from({ length: 600 }, (_, i) => `message ${i}`);
  for (const text of texts.slice(0, 60)) await alice.say(general, text);
  await Promise.all(texts.slice(60).map((text) => alice.say(general, text)));
  await give(alice, bob);
  expect(await encodings(bob, log)).toEqual(await encodings(alice, log));
  expect(await bob.texts(log)).toEqual(texts);
});
