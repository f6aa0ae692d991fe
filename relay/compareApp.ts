/**
 * Compares what an address serves with the web app that was built here: `npm run compare -- URL`.
 * Every file is fetched and hashed; what a list on the other side says of itself counts for nothing.
 * Ends with 0 when all are the same, with 1 and the names of those that differ, with 2 for wrong usage.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LIST = fileURLToPath(new URL('../dist/hashes.json', import.meta.url));
/** Milliseconds for one file. */
const FETCH_TIMEOUT = 30_000;

interface List {
  readonly version: string;
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The files that are not served as they were built, `index.html` both by its name and as the page itself. */
export async function differing(files: List['files'], page: URL): Promise<string[]> {
  const asked = Object.entries(files).flatMap(([path, hash]): [string, string][] =>
    path === 'index.html'
      ? [
          ['', hash],
          [path, hash],
        ]
      : [[path, hash]],
  );
  const different: string[] = [];
  for (const [path, hash] of asked) {
    const served = await hashAt(new URL(path, page)).catch((error: Error) => error.message);
    if (served !== hash) different.push(`${path || '(the page itself)'}: ${served}`);
  }
  return different;
}

async function hashAt(url: URL): Promise<string> {
  const answer = await fetch(url, {
    signal: AbortSignal.timeout(FETCH_TIMEOUT),
    redirect: 'error',
  });
  if (!answer.ok) return `status ${answer.status}`;
  return createHash('sha256')
    .update(new Uint8Array(await answer.arrayBuffer()))
    .digest('hex');
}

async function main([address = '']: readonly string[]): Promise<number> {
  if (!URL.canParse(address)) {
    console.error('Usage: npm run compare -- https://chat.example');
    return 2;
  }
  const page = new URL(address.endsWith('/') ? address : `${address}/`);
  const { version, hash, files } = JSON.parse(readFileSync(LIST, 'utf8')) as List;
  const different = await differing(files, page);
  if (different.length === 0) {
    console.log(`The same: ${page.href} serves Confab ${version}, ${hash}`);
    return 0;
  }
  console.log(
    `Not the same as what was built here (${version}, ${hash}):\n${different.join('\n')}`,
  );
  return 1;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
