import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalFile, writeLocalFile, writeNewFile } from '../../../src/cli/localFiles.ts';
import { cleanPicture } from '../../../src/cli/pictures.ts';
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

test('a file that is not there, and a folder, are told of as that', async () => {
  for (const path of [join(root, 'nowhere.pdf'), root])
    expect(await sentence(openLocalFile(path))).toMatch(
      /^The file .* cannot be read; .*\[cannot-read\]$/,
    );
});

/** A JPEG with a comment, and data of some length. */
function photo(data: number): Buffer {
  const comment = Buffer.from('\u00ff\u00fe\0\u000bGPS 48.13', 'latin1');
  const scan = Buffer.alloc(data, 0x42);
  const head = Buffer.from([0xff, 0xda, 0, 2]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), comment, head, scan, Buffer.from([0xff, 0xd9])]);
}

test('of a picture what says where it was taken is left out, whatever is read of it', async () => {
  const path = join(root, 'photo.jpg');
  writeFileSync(path, photo(1_000));
  const whole = await openLocalFile(path);
  const clean = await cleanPicture(whole);
  const left = Buffer.concat([photo(1_000).subarray(0, 2), photo(1_000).subarray(15)]);
  expect(clean?.size).toBe(left.length);
  expect(Buffer.from((await clean?.read(0, left.length)) ?? [])).toEqual(left);
  for (const [from, to] of [
    [0, 1],
    [1, 3],
    [2, 900],
    [900, left.length],
  ] as const)
    expect(Buffer.from((await clean?.read(from, to)) ?? [])).toEqual(left.subarray(from, to));
  await clean?.close();
});

test('what is no picture, or a damaged one, is not said to be clean', async () => {
  for (const bytes of [Buffer.from('notes'), photo(40).subarray(0, 9), Buffer.alloc(0)]) {
    const path = join(root, 'odd.jpg');
    writeFileSync(path, bytes);
    const file = await openLocalFile(path);
    expect(await cleanPicture(file)).toBeNull();
    await file.close();
  }
});
