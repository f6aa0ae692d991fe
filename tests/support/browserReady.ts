import { ensureChromium } from './browser.ts';

/** Global setup of the projects that drive a browser: found or installed once, before any test waits for it. */
export default async function browserReady(): Promise<void> {
  process.env.CHROME_PATH = await ensureChromium();
}
