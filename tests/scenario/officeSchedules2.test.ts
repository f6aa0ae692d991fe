import { vi } from 'vitest';
import { quickCurves } from '../support/quickCurves.ts';
import { rememberChecks } from '../support/rememberChecks.ts';
import { runSchedules } from '../support/runSchedules.ts';

vi.mock('@noble/curves/ed25519.js', async (original) => quickCurves(await original()));
vi.mock('../../src/wire/sign.ts', async (original) => rememberChecks(await original()));

runSchedules(2);
