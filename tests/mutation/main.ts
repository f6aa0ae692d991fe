/**
 * `npm run test:mutation [-- WORDS]`: switches every admission check off in turn, in a copy of the
 * repository, and shows that at least one test fails each time. WORDS choose checks by their names.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKS, type Check } from './checks.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'relay', 'tests', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
/** Milliseconds for the tests of one mutant: one that loops for ever counts as found. */
const PATIENCE = 180_000;

interface Outcome {
  readonly kind: 'killed' | 'survived' | 'broken';
  /** The first test that failed, or what is wrong. */
  readonly by: string;
}

interface Results {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

const words = process.argv.slice(2).map((it) => it.toLowerCase());
const chosen = CHECKS.filter(({ name }) => words.every((it) => name.toLowerCase().includes(it)));
const copy = mkdtempSync(join(tmpdir(), 'confab-mutation-'));
try {
  process.exitCode = await main();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function main(): Promise<number> {
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const stale = chosen.flatMap((check) => whyStale(check) ?? []);
  for (const line of stale) console.error(line);
  if (stale.length > 0 || chosen.length === 0) return 1;

  const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
  const before = await run(files);
  if (before.kind !== 'survived') {
    console.error(`The tests fail without any mutant: ${before.by}`);
    return 1;
  }
  let bad = 0;
  for (const check of chosen) {
    const began = Date.now();
    const { kind, by } = await mutate(check);
    if (kind !== 'killed') bad += 1;
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(5);
    console.log(`${kind.padEnd(8)} ${seconds} s  ${check.name.padEnd(46)}  ${by}`);
  }
  console.log(`\n${chosen.length - bad} of ${chosen.length} checks are held by a test.`);
  return bad === 0 ? 0 : 1;
}

/** An edit that does not fit the source any more switches nothing off. */
function whyStale({ name, file, from }: Check): string | null {
  const count = readFileSync(join(copy, file), 'utf8').split(from).length - 1;
  if (count === 1) return null;
  return `${name}: its text stands ${count} times in ${file}; bring tests/mutation/checks.ts up to date.`;
}

async function mutate({ file, from, to, tests, only }: Check): Promise<Outcome> {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    return await run(tests, only);
  } finally {
    writeFileSync(path, source);
  }
}

async function run(files: readonly string[], only?: string): Promise<Outcome> {
  // Where vitest.config.ts has it written.
  const report = join(copy, '.cache/test-results.json');
  rmSync(report, { force: true });
  const args = [
    ...['node_modules/vitest/vitest.mjs', 'run', ...files, '--bail', '1'],
    ...(only ? ['-t', only] : []),
  ];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore' });
  const late = AbortSignal.timeout(PATIENCE);
  late.addEventListener('abort', () => child.kill('SIGKILL'));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (late.aborted) return { kind: 'killed', by: `nothing ends within ${PATIENCE / 1000} s` };
  return read(report, code);
}

function read(report: string, code: number | null): Outcome {
  if (!existsSync(report)) return { kind: 'broken', by: `vitest ended with ${code}` };
  const results = JSON.parse(readFileSync(report, 'utf8')) as Results;
  const all = results.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.find(({ status }) => status === 'failed');
  if (failed) return { kind: 'killed', by: failed.title };
  const message = results.testResults.find((it) => it.message)?.message;
  if (results.numPassedTests === 0) return { kind: 'broken', by: message ?? 'no test ran' };
  return code === 0
    ? { kind: 'survived', by: `${results.numPassedTests} tests passed` }
    : { kind: 'broken', by: message ?? `vitest ended with ${code}` };
}
