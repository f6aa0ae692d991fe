import { appendFile, mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUILT, LIST, looksOf, programAt } from '../../../src/adapters/node/built.js';

let root: URL;
const file = (path: string): URL => new URL(path, root);
const source = (): string => file('src/main.ts').href;
const begin = (): string => programAt('main', 'src/main.ts', root);

beforeEach(async () => {
  root = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'confab-built-'))}/`);
  await mkdir(file('src'));
  await mkdir(file(`${BUILT}abc`), { recursive: true });
  await writeFile(file('src/main.ts'), 'main');
  await writeFile(file('src/part.ts'), 'part');
  await writeFile(file(`${BUILT}abc/main.js`), 'built');
  const sources = ['src/main.ts', 'src/part.ts'].map((path) => [path, looksOf(file(path))]);
  const list = { folder: 'abc', sources: Object.fromEntries(sources) };
  await writeFile(file(BUILT + LIST), JSON.stringify(list));
});
afterEach(() => rm(root, { recursive: true }));

test('a program begins in what was built of it', () => {
  expect(begin()).toBe(file(`${BUILT}abc/main.js`).href);
});

test.each<[what: string, change: () => Promise<unknown>]>([
  ['one of its sources changed', () => appendFile(file('src/part.ts'), 's')],
  ['one of its sources is gone', () => unlink(file('src/part.ts'))],
  ['what was built is gone', () => unlink(file(`${BUILT}abc/main.js`))],
  ['the list is damaged', () => writeFile(file(BUILT + LIST), '{"folder":')],
  ['nothing was built', () => rm(file(BUILT), { recursive: true })],
])('a program begins in its source where %s', async (_, change) => {
  await change();
  expect(begin()).toBe(source());
});
