import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const browserReady = at('tests/support/browserReady.ts');
const appsReady = at('tests/support/appsReady.ts');

/** Files that take longest, the longest first, so that no core waits for one of them at the end. */
const LONG = [
  ...['histories', 'officeSchedules1', 'officeSchedules2', 'officeSchedules3', 'officeSchedules4'],
  ...['flood', 'syncSchedules', 'mutations', 'filesHostile', 'directFlood', 'floors', 'authority'],
  ...['ui', 'uiMessages', 'uiWays', 'terminal', 'terminalTrust', 'uiTimeline', 'update', 'uiFiles'],
  ...['firstLight', 'files', 'trust', 'history', 'terminalLock', 'webRtc', 'offlineShell'],
  ...['terminalFiles', 'profileLife', 'indexedDb', 'node', 'memory', 'relay', 'uiLanguages'],
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONG.indexOf(basename(moduleId, '.test.ts'));
  return at < 0 ? LONG.length : at;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** What runs side by side: a browser means little while tests that only calculate keep all cores busy. */
const CALCULATING = 1;
const BROWSING = 2;

const project = (name: string, group: number, test: object = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    sequence: { groupOrder: group },
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
    sequence: { sequencer: LongestFirst },
    // What is waited for in a browser may take longer than a second where both cores are busy.
    expect: { poll: { timeout: 10_000 } },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    reporters: ['default', ['json', { outputFile: at('.cache/test-results.json') }]],
    projects: [
      // Many and short: a process for each would take longer than most of them.
      project('unit', CALCULATING, {
        testTimeout: 120_000,
        isolate: false,
        setupFiles: at('tests/support/freshModules.ts'),
      }),
      project('scenario', CALCULATING, { testTimeout: 900_000, hookTimeout: 60_000 }),
      project('hostile', CALCULATING, { testTimeout: 900_000, hookTimeout: 60_000 }),
      project('contract', BROWSING, {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        globalSetup: browserReady,
      }),
      project('e2e', BROWSING, {
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: [browserReady, appsReady],
      }),
    ],
  },
});
