/**
 * Builds the web app into dist/, unless what is there is newer than everything it is made from.
 * `npm start` runs this first, so that a second start takes no time.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { lastChange } from './lastChange.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src', 'public', 'vite.config.ts', 'relay/policy.ts', 'package-lock.json'];

// The list of hashes is written last, so an interrupted build is never taken for a finished one.
const built = await lastChange(`${root}dist/hashes.json`);
const made = Math.max(...(await Promise.all(sources.map((name) => lastChange(root + name)))));
if (built <= made) {
  await build({ root: `${root}src`, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
}
