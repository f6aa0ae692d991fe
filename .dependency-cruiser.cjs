// The floors of the house (docs: the architecture). A folder imports only from floors below it in
// this list, never sideways into another room of the same floor. Each name is a path under src/.
const floors = [
  ['model'],
  ['wire'],
  ['ports.ts'],
  ['log'],
  ['office'],
  ['sync'],
  ['presence', 'files', 'search', 'lock'],
  ['messenger'],
  ['adapters/libp2p', 'adapters/browser', 'adapters/node', 'adapters/memory'],
  ['ui', 'cli'],
];
// Composition roots: they alone put adapters and faces together. compose.ts is main.ts's other half,
// and doors.ts the large part of that.
const entries = ['^src/main\\.tsx$', '^src/sw\\.ts$', '^src/cli/(main\\.ts|confab\\.js)$'];
const roots = [...entries, '^src/cli/(compose|doors)\\.ts$'];

const quoted = (name) => name.replace(/[.]/g, '\\.');
const room = (name) => (name.includes('.') ? `^src/${quoted(name)}$` : `^src/${quoted(name)}/`);

const upward = floors.flatMap((rooms, level) =>
  rooms.map((name) => ({
    name: `floors:${name}`,
    comment: `src/${name} imports only from the floors below it, and nothing sideways`,
    severity: 'error',
    from: { path: room(name), pathNot: roots },
    to: {
      path: [
        ...floors
          .slice(level + 1)
          .flat()
          .map(room),
        ...rooms.filter((other) => other !== name).map(room),
        ...roots,
        '^relay/',
        '^tests/',
      ],
    },
  })),
);

const network = 'node_modules/(libp2p|@libp2p|@chainsafe/libp2p[^/]*|@multiformats/multiaddr)/';
const engine = 'node_modules/(yjs|y-indexeddb|idb)/';
const faces = 'node_modules/(solid-js|@kobalte|virtua|lucide-solid|@fontsource-variable)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'floors:roots',
      comment: 'a composition root is imported by nobody',
      severity: 'error',
      from: { path: '^(src|relay)/' },
      to: { path: entries },
    },
    {
      name: 'floors:compose',
      comment: 'only the terminal client’s main puts its parts together',
      severity: 'error',
      from: { path: '^(src|relay)/', pathNot: ['^src/cli/(main|compose|doors)\\.ts$'] },
      to: { path: '^src/cli/(compose|doors)\\.ts$' },
    },
    {
      name: 'floors:faces-know-no-adapter',
      comment: 'a face talks to the messenger; only composition roots name adapters',
      severity: 'error',
      from: { path: ['^src/ui/', '^src/cli/'], pathNot: roots },
      to: { path: ['^src/adapters/', network, engine] },
    },
    {
      name: 'floors:pure-below-the-adapters',
      comment:
        'below the adapters there is no network library, no storage library, no node: module',
      severity: 'error',
      from: {
        path: '^src/(model|wire|log|office|sync|presence|files|search|lock|messenger)/|^src/ports\\.ts$',
      },
      to: { path: [network, 'node_modules/(y-indexeddb|idb)/', faces] },
    },
    {
      name: 'floors:no-node-below-the-adapters',
      comment: 'below the adapters, and in the browser face, nothing exists only in Node',
      severity: 'error',
      from: {
        path: '^src/(model|wire|log|office|sync|presence|files|search|lock|messenger|ui|adapters/browser|adapters/memory)/|^src/(ports\\.ts|main\\.tsx|sw\\.ts)$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'floors:model-is-pure',
      comment: 'the words know no engine',
      severity: 'error',
      from: { path: '^src/(model|wire)/' },
      to: { path: engine },
    },
    {
      name: 'floors:relay',
      comment: 'the relay uses no face and nothing of the browser',
      severity: 'error',
      from: { path: '^relay/' },
      to: { path: ['^src/(ui|cli|adapters/browser)/', '^src/main\\.tsx$', '^tests/'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'what is imported is named in package.json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-tools-in-the-product',
      comment: 'what runs for people is under dependencies',
      severity: 'error',
      from: { path: '^(src|relay)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports count too: a floor that names another's types depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'tsc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  },
};
