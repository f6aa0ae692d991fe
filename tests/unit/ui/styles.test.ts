import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** Classes that a sheet gives a look of its own: they stand alone at the beginning of a rule. */
const OWN = /^\.([\w-]+)(?:,| \{)$/gm;

test('no class has its look from two sheets, of which the one that loads later would win', async () => {
  const sheets = new Map<string, string[]>();
  for await (const path of glob('src/ui/**/*.css')) {
    const names = [...(await readFile(path, 'utf8')).matchAll(OWN)].map(([, name = '']) => name);
    for (const name of new Set(names)) sheets.set(name, [...(sheets.get(name) ?? []), path]);
  }
  expect(sheets.size).toBeGreaterThan(300);
  expect([...sheets].filter(([, paths]) => paths.length > 1)).toEqual([]);
});
