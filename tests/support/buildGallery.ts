/** Builds the gallery into .cache/gallery, unless what is there is newer than everything it is made from. */
import { rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { lastChange } from '../../relay/lastChange.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['src', 'tests/support', 'vite.config.ts', 'package-lock.json'];
const folder = `${root}.cache/gallery`;
/** Written last, so an interrupted build is never taken for a finished one. */
const mark = `${root}.cache/gallery-built`;

const built = await lastChange(mark);
const made = Math.max(...(await Promise.all(sources.map((name) => lastChange(root + name)))));
if (built <= made) {
  await rm(mark, { force: true });
  await build({
    configFile: fileURLToPath(new URL('gallery/vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  await writeFile(mark, '');
}
