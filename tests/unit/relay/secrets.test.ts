import {
  fstatSync,
  fsyncSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dropSecret, keepSecret } from '../../../relay/secrets.ts';

vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>();
  return { ...real, fsyncSync: vi.fn(real.fsyncSync), renameSync: vi.fn(real.renameSync) };
});

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

test('has its name durable before it is used', () => {
  const steps: string[] = [];
  const real = vi.mocked(fsyncSync).getMockImplementation() as typeof fsyncSync;
  const move = vi.mocked(renameSync).getMockImplementation() as typeof renameSync;
  vi.mocked(fsyncSync).mockImplementation((file) => {
    steps.push(fstatSync(file).isDirectory() ? 'sync folder' : 'sync file');
    real(file);
  });
  vi.mocked(renameSync).mockImplementation((from, to) => {
    steps.push('rename');
    move(from, to);
  });
  try {
    keepSecret(folder, 'network.key', 32);
  } finally {
    vi.mocked(fsyncSync).mockImplementation(real);
    vi.mocked(renameSync).mockImplementation(move);
  }
  expect(steps).toEqual(['sync file', 'rename', 'sync folder']);
});
