import { vi } from 'vitest';

/** Set-up of files that share a process: each loads the project's own modules anew, with what they keep. */
vi.resetModules();
