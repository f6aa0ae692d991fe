import { expect, it, vi } from 'vitest';
import type { PeerId } from '../../../src/model/ids.ts';
import { ClockOffset } from '../../../src/sync/offset.ts';

const peer = (name: string): PeerId => name as PeerId;

it('takes the median of what the peers say, one word each, and of two the less drastic', () => {
  const changed = vi.fn();
  const offset = new ClockOffset(changed);
  expect(offset.value).toBe(0);
  offset.heard(peer('a'), 1_000, 61_000);
  expect(offset.value).toBe(60_000);
  offset.heard(peer('b'), 1_000, 1_000);
  expect(offset.value).toBe(0);
  offset.heard(peer('c'), 1_000, 1_100);
  expect(offset.value).toBe(100);
  offset.heard(peer('a'), 2_000, 2_000);
  expect(offset.value).toBe(0);
  expect(changed).toHaveBeenCalledTimes(4);
});
