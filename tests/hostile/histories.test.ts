import { beforeAll, expect, test, vi } from 'vitest';
import { ModelHistory, prepare } from '../support/modelHistory.ts';

/**
 * Random histories of an office, over the messenger's own acts. Lockboxes open for whom they are
 * sealed to and nobody else, and proofs hold: that they do is shown elsewhere, and would take most of
 * the time here (historiesSealed.test.ts does without these short cuts).
 */
vi.mock('@noble/curves/ed25519.js', async (original) => {
  const { quickCurves } = await import('../support/quickCurves.ts');
  return quickCurves(await original());
});
vi.mock('../../src/wire/lockbox.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('../support/openLockbox.ts')),
}));
vi.mock('../../src/wire/proofs.ts', async (original) => ({
  ...(await original<object>()),
  isJoinProven: () => true,
  isInviteProven: () => true,
  isSoundDevice: () => true,
  proveJoin: () => new Uint8Array(64),
  proveInvite: () => new Uint8Array(64),
}));

/** Histories a run; `HISTORIES=n` for more or fewer, `SEED=n` for one alone. */
const COUNT = Number(process.env.HISTORIES ?? 2_000);
const ONLY = process.env.SEED === undefined ? null : Number(process.env.SEED);
/** Of these, the first are also asked who can read what is written at their end. */
const SECRET = 300;
/** Histories in one test, so that its time limit holds on a busy machine too. */
const AT_ONCE = 250;

const seeds = ONLY === null ? Array.from({ length: COUNT }, (_, i) => i + 1) : [ONLY];

const rest = seeds.slice(SECRET);

beforeAll(prepare);

test('R1, X: all replicas agree, and who is out reads nothing new, whatever ciphertexts and old keys they kept', async () => {
  let tried = 0;
  const chosen = seeds.slice(0, SECRET);
  for (const seed of chosen) {
    const history = await ModelHistory.run(seed);
    history.check();
    tried += await history.checkSecrecy();
  }
  if (chosen.length === SECRET) expect(tried).toBeGreaterThan(SECRET);
});

for (let at = 0; at < rest.length; at += AT_ONCE) {
  const some = rest.slice(at, at + AT_ONCE);
  test(`R1: all replicas agree in histories ${some[0]} to ${some.at(-1)}`, async () => {
    for (const seed of some) (await ModelHistory.run(seed)).check();
  });
}
