import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const browserReady = at('tests/support/browserReady.ts');
const webAppReady = at('tests/support/webAppReady.ts');

const project = (name: string, order: number, test: object = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    // Projects run one after another: timing in a browser means nothing while other tests load the machine.
    // From 1 on: in group 0 vitest moves a project with a single worker to the end.
    sequence: { groupOrder: order },
    ...test,
  },
});

export default defineConfig({
  root: at('.'),
  resolve: {
    // In Node, Solid resolves to its server build, which is not reactive.
    alias: [
      { find: /^solid-js$/, replacement: at('node_modules/solid-js/dist/solid.js') },
      { find: /^solid-js\/store$/, replacement: at('node_modules/solid-js/store/dist/store.js') },
    ],
  },
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: '100%',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    reporters: ['default', ['json', { outputFile: at('.cache/test-results.json') }]],
    projects: [
      project('unit', 1, { testTimeout: 120_000 }),
      project('contract', 2, {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        globalSetup: browserReady,
      }),
      project('scenario', 3, { testTimeout: 900_000, hookTimeout: 60_000 }),
      project('hostile', 4, { testTimeout: 900_000, hookTimeout: 60_000 }),
      project('e2e', 5, {
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: [browserReady, webAppReady],
        fileParallelism: false,
      }),
    ],
  },
});
