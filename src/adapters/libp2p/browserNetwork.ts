import type { Network } from '../../ports.ts';
import { inBrowser } from './browser.ts';
import { createNetwork } from './network.ts';

/** A browser's network; nothing runs before `start`. */
export const browserNetwork = (seed: Uint8Array): Promise<Network> =>
  createNetwork({ seed, ...inBrowser() });
