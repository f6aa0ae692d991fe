/**
 * Builds the web app into dist/, unless what is there is newer than everything it is made from.
 * `npm start` runs this first, so that a second start takes no time.
 */
import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['src', 'public', 'vite.config.ts', 'relay/policy.ts', 'package-lock.json'];

/** The newest change below a path, in ms since 1970; 0 where nothing is. Folders count too: a deletion changes only them. */
async function changed(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = await readdir(path);
  const times = await Promise.all(inside.map((name) => changed(`${path}/${name}`)));
  return Math.max(found.mtimeMs, ...times);
}

// The list of hashes is written last, so an interrupted build is never taken for a finished one.
const built = await changed(`${root}dist/hashes.json`);
const made = Math.max(...(await Promise.all(sources.map((name) => changed(root + name)))));
if (built <= made) {
  await build({ root: `${root}src`, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
}
