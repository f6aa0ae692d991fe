import { expect, test } from 'vitest';
import { toEmoji } from '../../../src/model/emoji.ts';

test.each([
  ['👍\u{FE0F}', '👍'],
  ['👍', '👍'],
  ['❤\u{FE0F}', '❤\u{FE0F}'],
  ['👍🏽', '👍🏽'],
  ['🏳\u{FE0F}\u{200D}🌈', '🏳\u{FE0F}\u{200D}🌈'],
])('%s is spelt in one way', (typed, spelt) => {
  expect(toEmoji(typed)).toBe(spelt);
});
