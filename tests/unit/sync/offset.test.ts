import { expect, it, vi } from 'vitest';
import type { PeerId } from '../../../src/model/ids.ts';
import { ClockOffset } from '../../../src/sync/offset.ts';

const NOW = Date.UTC(2026, 0, 15);
const peer = (name: string): PeerId => name as PeerId;

it('takes the median of what the peers say, one word each, and of two the less drastic', () => {
  const changed = vi.fn();
  const offset = new ClockOffset(changed);
  expect(offset.value).toBe(0);
  offset.heard(peer('a'), NOW + 1_000, NOW + 61_000);
  expect(offset.value).toBe(60_000);
  offset.heard(peer('b'), NOW + 1_000, NOW + 1_000);
  expect(offset.value).toBe(0);
  offset.heard(peer('c'), NOW + 1_000, NOW + 1_100);
  expect(offset.value).toBe(100);
  offset.heard(peer('a'), NOW + 2_000, NOW + 2_000);
  expect(offset.value).toBe(0);
  expect(changed).toHaveBeenCalledTimes(4);
});

it('believes no time that a clock reading cannot hold', () => {
  const offset = new ClockOffset(() => {});
  for (const time of [0, Date.UTC(2019, 11, 31), Date.UTC(2090, 0, 1), Number.MAX_SAFE_INTEGER]) {
    offset.heard(peer('liar'), time, NOW);
  }
  expect(offset.value).toBe(0);
});
