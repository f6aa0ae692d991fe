#!/usr/bin/env node
// Plain JavaScript that any Node parses: it finds a Node that runs the rest, which is TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { programAt } from '../adapters/node/built.js';
import { keepCompiled } from '../adapters/node/keepCompiled.js';

/** Runs TypeScript directly and has node:sqlite without a flag. */
function runsConfab(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 ? major > 23 || minor >= 6 : major === 22 && minor >= 18;
}

/** The Node installed with Confab, beside it or where a project that depends on it keeps its packages. */
function installedNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  let folder = new URL('../../', import.meta.url);
  for (;;) {
    const found = fileURLToPath(new URL(`node_modules/node/bin/${file}`, folder));
    if (existsSync(found)) return found;
    const above = new URL('../', folder);
    if (above.href === folder.href) return undefined;
    folder = above;
  }
}

function runAgainWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel tells the child when this process is gone, however it ended.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The child decides how to end. A terminal sends Ctrl+C to both, and twice would mean "at once".
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) =>
    fail(`could not start the Node installed with it: ${error.message}`),
  );
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Ends with the process that started this one under the right Node: to a person they are one program. */
function endWithLauncher() {
  if (!process.channel) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}

function fail(reason) {
  console.error(`confab: ${reason}`);
  process.exitCode = 1;
}

if (runsConfab(process.versions.node)) {
  // Not process.removeAllListeners: every other warning still shows.
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'string' ? rest[0] : rest[0]?.type;
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
  };
  endWithLauncher();
  await keepCompiled();
  await import(programAt('confab', 'src/cli/main.ts'));
} else {
  const node = installedNode();
  // An installed Node that is itself too old must not start itself for ever.
  if (node && node !== process.execPath) runAgainWith(node);
  else {
    fail(
      `needs Node 24 or newer and found ${process.versions.node}; run "npm ci" in Confab's folder, which installs one, or install Node 24`,
    );
  }
}
