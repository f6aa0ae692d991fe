import { expect, test } from 'vitest';
import type { ConversationId, EntryId, MemberId } from '../../../src/model/ids.ts';
import {
  addressOf,
  addressOfPage,
  besideOf,
  dialogIn,
  readAddress,
  withDialog,
  withoutDialog,
} from '../../../src/ui/address.ts';

const conversation = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const message = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as EntryId;

test('a conversation and a message in it are found by their addresses again', () => {
  expect(readAddress(addressOf(conversation))).toEqual({
    kind: 'conversation',
    conversation,
    thread: null,
    message: null,
    panel: null,
    member: null,
  });
  expect(readAddress(addressOf(conversation, message))).toEqual({
    kind: 'conversation',
    conversation,
    thread: null,
    message,
    panel: null,
    member: null,
  });
});

test('so is a thread, and a message in it', () => {
  expect(readAddress(addressOf(conversation, null, message))).toEqual({
    kind: 'conversation',
    conversation,
    thread: message,
    message: null,
    panel: null,
    member: null,
  });
  expect(readAddress(addressOf(conversation, message, message))).toMatchObject({
    thread: message,
    message,
  });
});

test('so are pages, and what is open beside', () => {
  const nothing = { panel: null, member: null };
  const member = 'AAAAAAAAAAAAAAAAAAAAAQ' as MemberId;
  const inbox = readAddress(addressOfPage('inbox'));
  expect(inbox).toEqual({ kind: 'page', page: 'inbox', ...nothing });
  expect(readAddress(besideOf(inbox, 'members'))).toMatchObject({
    page: 'inbox',
    panel: 'members',
  });
  const here = readAddress(addressOf(conversation, message));
  expect(readAddress(besideOf(here, 'pins'))).toMatchObject({ conversation, panel: 'pins' });
  expect(readAddress(besideOf(here, 'members', member))).toMatchObject({
    panel: 'members',
    member,
  });
  expect(besideOf(readAddress(besideOf(here, 'pins')), null)).toBe(addressOf(conversation));
  const nowhere = readAddress('#/');
  expect(readAddress(besideOf(nowhere, 'members'))).toMatchObject({
    kind: 'home',
    panel: 'members',
  });
  expect(besideOf(nowhere, null)).toBe('#/');
  // A thread stands where a panel would.
  const thread = readAddress(addressOf(conversation, null, message));
  expect(readAddress(besideOf(thread, 'pins'))).toMatchObject({ thread: null, panel: 'pins' });
});

test.each([
  addressOf(conversation, message),
  besideOf(readAddress(addressOf(conversation)), 'pins'),
  addressOfPage('inbox'),
])('a dialog may stand over %s', (below) => {
  for (const dialog of ['keys', 'browse', 'details', 'settings/office'] as const) {
    const address = withDialog(below, dialog);
    expect(dialogIn(address)).toBe(dialog);
    expect(withoutDialog(address)).toBe(below);
    expect(readAddress(address)).toEqual(readAddress(below));
  }
  expect([withDialog(below, null), withoutDialog(below), dialogIn(below)]).toEqual([
    below,
    below,
    null,
  ]);
});

test('so may one over no place at all', () => {
  for (const nowhere of ['', '#', '#/']) {
    expect(withDialog(nowhere, 'keys')).toBe('#/d/keys');
  }
  expect(readAddress(withoutDialog('#/d/keys'))).toMatchObject({ kind: 'home' });
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
  '#/inbox/more',
  '#/inbox/d/nothing',
  '#/inbox/d/settings',
  '#/inbox/d/keys/more',
  `#/c/${conversation}/p/nothing`,
  `#/c/${conversation}/p/pins/${conversation}`,
  `#/c/${conversation}/t/${message}/p/pins`,
])('%s is home', (hash) => {
  expect(readAddress(hash)).toEqual({ kind: 'home', panel: null, member: null });
});
