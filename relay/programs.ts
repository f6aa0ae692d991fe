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
const ENTRIES = {
  confab: 'src/cli/main.ts',
  // What the terminal client opens an office with: the benchmarks begin here.
  doors: 'src/cli/doors.ts',
  relay: 'relay/main.ts',
};
/** What counts as a source besides what is loaded: this program, and the file that tells of all dependencies. */
const MORE = ['relay/programs.ts', 'package-lock.json'];
/** Folders that stay when a new one is built: a program that still runs loads more of its own. */
const KEPT = 5;

/** Where somebody else installed Confab. */
const NOT_HERE = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Systems differ in how they say that a folder of that name is there. */
const THERE = new Set(['EEXIST', 'ENOTEMPTY', 'EPERM']);

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

/**
 * Takes down how each source looks, before it is read: one that changes while the programs are built makes
 * them old at once.
 */
const sourcesInto = (looks: Map<string, string>): Plugin => ({
  name: 'confab:sources',
  load: {
    order: 'pre',
    handler(id) {
      const path = relative(at('.'), id).replaceAll('\\', '/');
      if (/^(?:src|relay)\//.test(path)) looks.set(path, looksOf(new URL(path, ROOT)));
    },
  },
});

async function buildPrograms(): Promise<void> {
  const { build } = await import('vite');
  const looks = new Map(MORE.map((path) => [path, looksOf(new URL(path, ROOT))]));
  const output = (await build({
    configFile: false,
    root: at('.'),
    publicDir: false,
    logLevel: 'warn',
    plugins: [sourcesInto(looks), ownPlace, plainHttp],
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
  await putFolder(folder, chunks);
  const list = JSON.stringify({ folder, sources: Object.fromEntries([...looks].sort()) });
  // The list comes last, and whole: a program that starts meanwhile goes by the one before.
  const part = at(`${BUILT}${LIST}.${process.pid}.part`);
  await writeFile(part, list);
  await rename(part, at(BUILT + LIST));
  await dropOld(folder);
}

/** What a program may be loading from is never written again: what has one name is the same. */
async function putFolder(
  folder: string,
  chunks: readonly { fileName: string; code: string }[],
): Promise<void> {
  const part = at(`${BUILT}${folder}.${process.pid}.part`);
  await mkdir(part, { recursive: true });
  await Promise.all(chunks.map(({ fileName, code }) => writeFile(`${part}/${fileName}`, code)));
  try {
    await rename(part, at(BUILT + folder));
  } catch (error) {
    await rm(part, { recursive: true });
    if (!THERE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function dropOld(current: string): Promise<void> {
  const all = await readdir(at(BUILT));
  const names = all.filter((it) => /^[0-9a-f]{16}$/.test(it) && it !== current);
  const made = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(at(BUILT + name))).mtimeMs })),
  );
  made.sort((a, b) => b.at - a.at);
  for (const { name } of made.slice(KEPT - 1))
    await rm(at(BUILT + name), { recursive: true, force: true });
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
