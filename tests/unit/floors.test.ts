import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Found {
  /** "rule: from → to" */
  broken: string[];
  modules: number;
}

function cruise(folder: string, ...paths: string[]): Promise<Found> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(folder, '.dependency-cruiser.cjs');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, '--config', config, '-T', 'json', ...paths], {
      cwd: folder,
    });
    let text = '';
    let problems = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      problems += chunk.toString();
    });
    child.on('close', () => {
      if (!text) return reject(new Error(problems));
      const { summary } = JSON.parse(text) as {
        summary: {
          totalCruised: number;
          violations: { rule: { name: string }; from: string; to: string }[];
        };
      };
      resolve({
        broken: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
        modules: summary.totalCruised,
      });
    });
  });
}

test('the house stands on its floors', async () => {
  const { broken, modules } = await cruise(root, 'src', 'relay');
  expect(broken).toEqual([]);
  expect(modules).toBeGreaterThan(5);
});

/** A house with one fault for each rule, so that a parser which sees nothing cannot pass for a sound house. */
const faults: Record<string, string> = {
  'src/model/ids.ts': 'export type Id = string; export const id = 1;',
  'src/model/up.ts':
    "import type { sealed } from '../wire/seal.ts'; export type Up = typeof sealed;",
  'src/model/network.ts': "export { createLibp2p } from 'libp2p';",
  'src/wire/seal.ts': "import { id } from '../model/ids.ts'; export const sealed = id;",
  'src/wire/node.ts': "import { readFileSync } from 'node:fs'; export const read = readFileSync;",
  'src/wire/store.ts': "export * as Y from 'yjs';",
  'src/ports.ts': "import type { log } from './log/log.ts'; export type Port = typeof log;",
  'src/log/log.ts': 'export const log = 1;',
  'src/files/a.ts': "import { b } from '../search/b.ts'; export const a = b;",
  'src/search/b.ts': 'export const b = 1;',
  'src/messenger/m.ts':
    "import { thing } from '../adapters/node/thing.ts'; export const m = thing;",
  'src/adapters/node/thing.ts': 'export const thing = 1;',
  'src/adapters/browser/other.ts':
    "import { thing } from '../node/thing.ts'; export const other = thing;",
  'src/ui/View.tsx':
    "import { thing } from '../adapters/node/thing.ts'; export const View = () => <p>{thing}</p>;",
  'src/ui/lazy.ts': "export const lazy = () => import('../cli/line.ts');",
  'src/cli/line.ts': "import { m } from '../messenger/m.ts'; export const line = m;",
  'src/cli/main.ts':
    "import { thing } from '../adapters/node/thing.ts'; export const main = thing;",
  'src/cli/circle.ts': "import { round } from './round.ts'; export const circle = () => round;",
  'src/cli/round.ts': "import { circle } from './circle.ts'; export const round = () => circle;",
  'relay/main.ts': "import { line } from '../src/cli/line.ts'; export const relay = line;",
  'relay/lost.ts': "import { gone } from './gone.ts'; export const lost = gone;",
};

let house = '';
beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'confab-floors-'));
  for (const [path, text] of Object.entries(faults)) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), `${text}\n`);
  }
  for (const name of ['node_modules', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    await symlink(
      join(root, name),
      join(house, name),
      name === 'node_modules' ? 'junction' : 'file',
    );
  }
});
afterAll(() => rm(house, { recursive: true, force: true }));

test('each fault is found', async () => {
  const { broken } = await cruise(house, 'src', 'relay');
  expect(
    broken.map((line) => line.replace(/→ .*node_modules\/([^/]*)\/.*/, '→ $1')).sort(),
  ).toEqual([
    'floors:adapters/browser: src/adapters/browser/other.ts → src/adapters/node/thing.ts',
    'floors:faces-know-no-adapter: src/ui/View.tsx → src/adapters/node/thing.ts',
    'floors:files: src/files/a.ts → src/search/b.ts',
    'floors:messenger: src/messenger/m.ts → src/adapters/node/thing.ts',
    'floors:model-is-pure: src/wire/store.ts → yjs',
    'floors:model: src/model/up.ts → src/wire/seal.ts',
    'floors:no-node-below-the-adapters: src/wire/node.ts → fs',
    'floors:ports.ts: src/ports.ts → src/log/log.ts',
    'floors:pure-below-the-adapters: src/model/network.ts → libp2p',
    'floors:relay: relay/main.ts → src/cli/line.ts',
    'floors:ui: src/ui/lazy.ts → src/cli/line.ts',
    'no-circles: src/cli/circle.ts → src/cli/round.ts',
    'no-unresolvable: relay/lost.ts → ./gone.ts',
  ]);
});
