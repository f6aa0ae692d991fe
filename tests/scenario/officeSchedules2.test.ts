import { vi } from 'vitest';
import { rememberChecks } from '../support/rememberChecks.ts';
import { runSchedules } from '../support/runSchedules.ts';

vi.mock('../../src/wire/sign.ts', async (original) => rememberChecks(await original()));

runSchedules(2);
