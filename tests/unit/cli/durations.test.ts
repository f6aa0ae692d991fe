import { expect, test } from 'vitest';
import { readDuration, sayDuration } from '../../../src/cli/durations.ts';

test.each([
  ['30s', 30_000],
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['1.5h', 5_400_000],
  [' 7 D ', 604_800_000],
])('%s is a duration', (text, milliseconds) => {
  expect(readDuration(text)).toBe(milliseconds);
});

test.each(['', '7', 'd', '0d', '-1d', '7y', '1e3d', '7d12h', '٣d', '9999999999999999d'])(
  '%s is none',
  (text) => {
    expect(readDuration(text)).toBeNull();
  },
);

test.each([
  [604_800_000, '7 days'],
  [86_400_000, '1 day'],
  [43_200_000, '12 hours'],
  [5_400_000, '90 minutes'],
  [1_000, '1 second'],
])('%d ms is said as %s', (milliseconds, said) => {
  expect(sayDuration(milliseconds)).toBe(said);
});
