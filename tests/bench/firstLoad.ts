import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, parseAst, type Rolldown } from 'vite';
import type { Benchmark } from './bench.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Paths, from dist/, of a script and of all that it imports before it runs. */
async function withImports(path: string, found = new Map<string, string>()) {
  if (found.has(path)) return found;
  const code = await readFile(join(DIST, path), 'utf8');
  found.set(path, code);
  for (const statement of parseAst(code).body) {
    const source = 'source' in statement ? statement.source?.value : undefined;
    if (source?.startsWith('.')) await withImports(join(dirname(path), source), found);
  }
  return found;
}

const gzipped = (codes: Iterable<string>) =>
  [...codes].reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0) / 1024;

/** The libraries that a browser's network needs, bundled as the app is, and nothing else. */
async function bareBundle(): Promise<number> {
  const built = await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'chrome120',
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(new URL('bareLibraries.ts', import.meta.url)) },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  return gzipped(
    outputs.flatMap(({ output }) => output.map((it) => ('code' in it ? it.code : ''))),
  );
}

export const firstLoad: Benchmark = {
  name: 'first-load',
  async run() {
    const html = await readFile(join(DIST, 'index.html'), 'utf8');
    const scripts = [...html.matchAll(/<script[^>]*type="module"[^>]*src="([^"]+)"/g)];
    const found = new Map<string, string>();
    for (const [, path = ''] of scripts) await withImports(join('.', path), found);
    if (found.size === 0) throw new Error('dist/index.html names no module script');
    return {
      name: this.name,
      work: 'JavaScript of the first load: the entry and all that it imports statically, gzip',
      floor: 'libp2p with its transports, noise, yamux, gossipsub, Yjs and Solid, bundled alone',
      figures: [
        {
          name: 'gzip',
          value: gzipped(found.values()),
          unit: 'KB',
          bar: 320,
          floor: await bareBundle(),
        },
      ],
      details: Object.fromEntries([...found].map(([path, code]) => [path, gzipped([code])])),
    };
  },
};
