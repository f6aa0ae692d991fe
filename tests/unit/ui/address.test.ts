import { expect, test } from 'vitest';
import type { ConversationId, EntryId } from '../../../src/model/ids.ts';
import { addressOf, readAddress } from '../../../src/ui/address.ts';

const conversation = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const message = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as EntryId;

test('a conversation and a message in it are found by their addresses again', () => {
  expect(readAddress(addressOf(conversation))).toEqual({
    kind: 'conversation',
    conversation,
    thread: null,
    message: null,
  });
  expect(readAddress(addressOf(conversation, message))).toEqual({
    kind: 'conversation',
    conversation,
    thread: null,
    message,
  });
});

test('so is a thread, and a message in it', () => {
  expect(readAddress(addressOf(conversation, null, message))).toEqual({
    kind: 'conversation',
    conversation,
    thread: message,
    message: null,
  });
  expect(readAddress(addressOf(conversation, message, message))).toMatchObject({
    thread: message,
    message,
  });
});

test('links are known and left alone', () => {
  for (const kind of ['setup', 'join', 'link', 'recover']) {
    expect(readAddress(`#/${kind}/abc`)).toEqual({ kind: 'link' });
  }
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
  `#/c/${conversation}/m/${message}/t/${message}`,
  `#/c/${conversation}/t/short`,
  '#/elsewhere',
])('%s is home', (hash) => {
  expect(readAddress(hash)).toEqual({ kind: 'home' });
});
