/** The mutation run refuses to begin where one of its edits fits the source no more; that is told here. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CHECKS } from '../mutation/checks.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test.each(CHECKS)('$name can be switched off', ({ file, from, tests }) => {
  expect(readFileSync(at(file), 'utf8').split(from)).toHaveLength(2);
  expect(tests.filter((it) => !existsSync(at(it)))).toEqual([]);
});
