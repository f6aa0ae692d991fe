import { expect, test } from 'vitest';
import type { ConversationId, EntryId } from '../../../src/model/ids.ts';
import { addressOf, readAddress } from '../../../src/ui/address.ts';

const conversation = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const message = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as EntryId;

test('a conversation and a message in it are found by their addresses again', () => {
  expect(readAddress(addressOf(conversation))).toEqual({
    kind: 'conversation',
    conversation,
    message: null,
  });
  expect(readAddress(addressOf(conversation, message))).toEqual({
    kind: 'conversation',
    conversation,
    message,
  });
});

test('links are known and left alone', () => {
  expect(readAddress('#/setup/abc')).toEqual({ kind: 'link' });
  expect(readAddress('#/join/abc')).toEqual({ kind: 'link' });
});

test.each([
  '',
  '#',
  '#/',
  '#/c/',
  '#/c/short',
  `#/c/${conversation}/x`,
  `#/c/${conversation}/m/short`,
  `#/c/${conversation}/m/${message}/more`,
  '#/elsewhere',
])('%s is home', (hash) => {
  expect(readAddress(hash)).toEqual({ kind: 'home' });
});
