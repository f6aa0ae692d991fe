import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dropSecret, keepSecret } from '../../../relay/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is made once, for its owner alone, and stays the same', () => {
  const made = keepSecret(folder, 'network.key', 32);
  expect(made).toHaveLength(32);
  expect(keepSecret(folder, 'network.key', 32)).toEqual(made);
  expect(keepSecret(folder, 'setup.key', 16)).not.toEqual(made.subarray(0, 16));
  expect(readdirSync(folder).sort()).toEqual(['network.key', 'setup.key']);
  expect(statSync(join(folder, 'network.key')).mode & 0o777).toBe(0o600);
});

test('is another after it was dropped, which is harmless twice', () => {
  const made = keepSecret(folder, 'setup.key', 16);
  dropSecret(folder, 'setup.key');
  dropSecret(folder, 'setup.key');
  expect(keepSecret(folder, 'setup.key', 16)).not.toEqual(made);
});

test('is never replaced when it is damaged', () => {
  writeFileSync(join(folder, 'network.key'), 'short');
  expect(() => keepSecret(folder, 'network.key', 32)).toThrow(
    expect.objectContaining({ reason: 'storage-failed' }),
  );
});
