import { expect, test } from 'vitest';
import { INVITE_LINK, RECOVERY_LINK, SETUP_LINK } from '../../../src/cli/links.ts';
import { NO_CODE, sentenceFor } from '../../../src/cli/sentences.ts';
import { ConfabError, type Reason } from '../../../src/model/errors.ts';

const reasons: Record<Reason, true> = {
  'malformed-link': true,
  'expired-invite': true,
  'used-invite': true,
  'withdrawn-invite': true,
  'cannot-read': true,
  'not-waiting': true,
  'ended-code': true,
  'unknown-invite': true,
  'setup-used': true,
  'relay-unreachable': true,
  'relay-refused': true,
  'no-office': true,
  'already-in-office': true,
  'no-folder': true,
  'in-use': true,
  'storage-failed': true,
  'storage-full': true,
  'identity-lost': true,
  'unknown-conversation': true,
  'ambiguous-conversation': true,
  'unknown-message': true,
  'already-sent': true,
  'invalid-name': true,
  'name-taken': true,
  'text-too-long': true,
  'act-too-large': true,
  'empty-text': true,
  'not-allowed': true,
  'last-owner': true,
  'unknown-file': true,
  'ambiguous-file': true,
  'file-too-large': true,
  'file-gone': true,
  'file-incomplete': true,
  'cannot-write': true,
  'too-many-files': true,
  locked: true,
  'wrong-passphrase': true,
  'weak-passphrase': true,
  'no-key': true,
  removed: true,
  'unknown-member': true,
  displaced: true,
  'unproven-removal': true,
  'join-refused': true,
  'ambiguous-member': true,
  'unknown-device': true,
  archived: true,
  'wrong-code': true,
  'number-changed': true,
  'no-picture': true,
  malformed: true,
  unsupported: true,
  closed: true,
  timeout: true,
};

test.each(Object.keys(reasons) as Reason[])(
  '%s has a sentence that ends with its name',
  (reason) => {
    const sentence = sentenceFor(new ConfabError(reason, 'some detail'), '/data/ana');
    expect(sentence).toMatch(new RegExp(`^[A-Z].*\\. \\[${reason}\\]$`));
    expect(sentence).not.toContain('\n');
  },
);

test('the data folder is named where it is the matter', () => {
  for (const reason of ['in-use', 'no-office', 'storage-full', 'identity-lost'] as const) {
    expect(sentenceFor(new ConfabError(reason, 'x'), '/srv/confab')).toContain('/srv/confab');
  }
});

test('an error that nobody foresaw is one line without a stack', () => {
  const error = new TypeError('x is not\na function\u001b[2J');
  const sentence = sentenceFor(error, '/srv');
  expect(sentence).toContain('TypeError: x is not a function␛[2J');
  expect(sentence).not.toMatch(/\n| {4}at /);
  expect(sentenceFor('a string', '/srv')).toContain('a string');
});

test('a link of the other kind names the command that takes it', () => {
  const { create, join } = {
    create: sentenceFor(new ConfabError('malformed-link', SETUP_LINK), '/srv'),
    join: sentenceFor(new ConfabError('malformed-link', INVITE_LINK), '/srv'),
  };
  expect(create).toContain('confab create LINK');
  expect(join).toContain('confab join LINK');
  const recover = sentenceFor(new ConfabError('malformed-link', RECOVERY_LINK), '/srv');
  expect(recover).toContain('confab recover LINK');
});

test('a refusal says who may do it', () => {
  const refused = (detail: string) => sentenceFor(new ConfabError('not-allowed', detail), '/srv');
  expect(refused('set-role')).toBe(
    'Nothing was done: only owners change roles; ask one of them. [not-allowed]',
  );
  expect(refused('rotate')).toMatch(/only owners and admins change the office’s key/);
  expect(refused('create-group')).toMatch(/guests do not open groups/);
  expect(refused('Ben was here before you')).toBe(
    'Nothing was done: Ben was here before you. [not-allowed]',
  );
});

test('what somebody waits for no more says what became of it', () => {
  const told = (detail: string) => sentenceFor(new ConfabError('not-waiting', detail), '/srv');
  expect(told('in')).toContain('they were let in;');
  expect(told('refused')).toContain('they were refused');
  expect(told('unknown')).toContain('nobody who came has it');
});

test('a recovery code that nobody can be asked for is not called wrong', () => {
  const told = (detail: string) => sentenceFor(new ConfabError('wrong-code', detail), '/srv');
  expect(told(NO_CODE)).toContain('--code-file');
  expect(told('11 words')).toContain('This is no recovery code');
});
