/**
 * Builds the programs that Node runs, the relay and the terminal client, unless what is there was made
 * from the sources as they are: a few large files load in half the time of a thousand small ones.
 * Without them both run from their sources (src/adapters/node/built.js).
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';
import { BUILT, LIST, looksOf, programAt } from '../src/adapters/node/built.js';

const ROOT = new URL('../', import.meta.url);
const ENTRIES = { confab: 'src/cli/main.ts', relay: 'relay/main.ts' };
/** What dependencies are, is told by this file alone. */
const DEPENDENCIES = 'package-lock.json';
/** Folders that stay when a new one is built: a program that still runs loads more of its own. */
const KEPT = 5;

/** Where somebody else installed Confab. */
const NOT_HERE = new Set(['EACCES', 'EPERM', 'EROFS']);

const at = (path: string): string => fileURLToPath(new URL(path, ROOT));

/** Each module finds what lies beside it in the project as if it were loaded from there. */
const ownPlace: Plugin = {
  name: 'confab:own-place',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      const place = relative(at(`${BUILT}folder`), id).replaceAll('\\', '/');
      const here = `new URL(${JSON.stringify(place)}, import.meta.url).href`;
      return { code: code.replaceAll('import.meta.url', here), map: null };
    },
  },
};

/**
 * Imported as a module, `node:http` shows all that it has, for which Node loads its whole `fetch` (50 ms).
 * What is asked of it here has nothing to do with that.
 */
const plainHttp: Plugin = {
  name: 'confab:plain-http',
  enforce: 'pre',
  resolveId: {
    filter: { id: /^(?:node:)?http$/ },
    handler: () => '\0confab:http',
  },
  load: {
    filter: { id: /^\0confab:http$/ },
    async handler() {
      const names = Object.keys(await import('node:http')).filter(
        (name) =>
          !['default', 'module.exports', 'CloseEvent', 'MessageEvent', 'WebSocket'].includes(name),
      );
      return `const http = process.getBuiltinModule('node:http');
        export default http;
        export const { ${names.join(', ')} } = http;`;
    },
  },
};

async function buildPrograms(): Promise<void> {
  const { build } = await import('vite');
  const output = (await build({
    configFile: false,
    root: at('.'),
    publicDir: false,
    logLevel: 'warn',
    plugins: [ownPlace, plainHttp],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      write: false,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, at(path)])),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })) as Rolldown.RolldownOutput;
  const chunks = output.output.filter((it) => it.type === 'chunk');
  const hash = createHash('sha256');
  for (const { fileName, code } of chunks) hash.update(`${fileName}\n${code}\n`);
  const folder = hash.digest('hex').slice(0, 16);
  await mkdir(at(BUILT + folder), { recursive: true });
  await Promise.all(
    chunks.map(({ fileName, code }) => writeFile(at(`${BUILT}${folder}/${fileName}`), code)),
  );
  const own = chunks
    .flatMap(({ moduleIds }) => moduleIds)
    .filter((id) => id.startsWith(at('.')) && !id.includes('/node_modules/'))
    .map((id) => relative(at('.'), id));
  const sources = [DEPENDENCIES, ...own.sort()].map((path) => [path, looksOf(new URL(path, ROOT))]);
  const list = JSON.stringify({ folder, sources: Object.fromEntries(sources) });
  // The list comes last, and whole: a program that starts meanwhile goes by the one before.
  await writeFile(at(`${BUILT}${folder}.part`), list);
  await rename(at(`${BUILT}${folder}.part`), at(BUILT + LIST));
  await dropOld(folder);
}

async function dropOld(current: string): Promise<void> {
  const names = (await readdir(at(BUILT))).filter((it) => it !== LIST && it !== current);
  const made = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(at(BUILT + name))).mtimeMs })),
  );
  made.sort((a, b) => b.at - a.at);
  for (const { name } of made.slice(KEPT - 1)) await rm(at(BUILT + name), { recursive: true });
}

const isBuilt = Object.entries(ENTRIES).every(
  ([name, source]) => programAt(name, source) !== new URL(source, ROOT).href,
);
try {
  if (!isBuilt) await buildPrograms();
} catch (error) {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!NOT_HERE.has(code)) throw error;
  console.error(`The programs run from their sources, since they could not be built (${code}).`);
}
