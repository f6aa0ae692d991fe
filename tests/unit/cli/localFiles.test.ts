import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeLocalFile, writeNewFile } from '../../../src/cli/localFiles.ts';
import { sentenceFor } from '../../../src/cli/sentences.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'confab-local-files-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sentence = (writing: Promise<unknown>): Promise<string> =>
  writing.then(
    () => 'written',
    (error) => sentenceFor(error, '/srv/data'),
  );

function* full(): Generator<string> {
  yield 'half of it';
  throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
}

async function* fullLater(): AsyncGenerator<Uint8Array> {
  for (const piece of full()) yield new TextEncoder().encode(piece);
}

test('what exists is not written over, and the sentence names it and what to do', async () => {
  const path = join(root, 'talk.md');
  writeFileSync(path, 'before');
  const said = await sentence(writeNewFile(path, ['after']));
  expect(said).toContain(`${path}: exists already`);
  expect(said).toContain('--out');
  expect(said).not.toContain('/srv/data');
  expect(readFileSync(path, 'utf8')).toBe('before');
});

test.each([
  ['an export', (path: string) => writeNewFile(path, full())],
  ['a fetched file', (path: string) => writeLocalFile(path, 'talk.md', fullLater())],
])('%s for which the disk has no room leaves no half', async (_, write) => {
  const path = join(root, 'talk.md');
  expect(await sentence(write(path))).toContain(`${path}: the disk is full`);
  expect(readdirSync(root)).toEqual([]);
});

test('a file in place of a folder is told of by the path that was named', async () => {
  writeFileSync(join(root, 'file'), '');
  const path = join(root, 'file', 'talk.md');
  for (const write of [writeNewFile(path, []), writeLocalFile(path, 'talk.md', fullLater())]) {
    expect(await sentence(write)).toMatch(/could not be written .*talk\.md.*\[cannot-write\]$/);
  }
});
