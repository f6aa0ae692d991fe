import { describe, expect, test } from 'vitest';
import { inbox, save, saved, star } from '../../../src/cli/commands/own.ts';
import { makeFakeTerminal } from './office.ts';

const setUp = () => makeFakeTerminal({ empty: true, members: 3 });

describe('saved messages', () => {
  test('are put aside, listed, and done with', async () => {
    const terminal = setUp();
    const id = terminal.office.arrive('keep this');
    await save(terminal, id, true);
    expect(terminal.shown.at(-1)).toBe('Saved.');
    terminal.shown.length = 0;
    await saved(terminal);
    expect(terminal.shown.join('\n')).toContain('keep this');
    expect(terminal.shown.join('\n')).toContain('#general');
    await saved({ ...terminal, json: true });
    expect(terminal.records.at(-1)).toMatchObject({ id, message: { text: 'keep this' } });
    await save(terminal, id, false);
    await saved(terminal);
    expect(terminal.shown.at(-1)).toBe('Nothing is saved.');
  });

  test('of what is no message fails', async () => {
    expect(() => save(setUp(), 'x', true)).toThrow('unknown-message');
  });
});

test('a star is given and taken away', async () => {
  const terminal = setUp();
  await star(terminal, '#general', true);
  expect(terminal.office.conversations.get()).toMatchObject([{ name: 'general', starred: true }]);
  expect(terminal.shown.at(-1)).toBe('Starred #general.');
  await star(terminal, 'general', false);
  expect(terminal.office.conversations.get()).toMatchObject([{ starred: false }]);
});

test('the inbox shows what happened to this person, until it is read', async () => {
  const terminal = setUp();
  const me = terminal.office.me.get().name;
  await inbox(terminal, { last: 5, read: false });
  expect(terminal.shown.at(-1)).toBe('Nothing for you yet.');
  terminal.office.arrive(`@${me} look`);
  terminal.office.arrive('by the way');
  terminal.shown.length = 0;
  await inbox(terminal, { last: 5, read: true });
  expect(terminal.shown).toEqual([expect.stringMatching(/^\* .*mentioned you in #general.*look$/)]);
  terminal.records.length = 0;
  await inbox({ ...terminal, json: true }, { last: 5, read: false });
  expect(terminal.records).toMatchObject([{ kind: 'mention', unread: false }]);
});
