import { describe, expect, test } from 'vitest';
import { history } from '../../../src/cli/commands/history.ts';
import { edit, pin, react, remove, reply } from '../../../src/cli/commands/remark.ts';
import type { MessageRecord } from '../../../src/cli/messages.ts';
import { type FakeTerminal, makeFakeTerminal } from './office.ts';

const waiting = { wait: 5_000 };
const plain = { ...waiting, thread: false, also: false };

/** An own message, newest in #general. */
async function setUp(options = {}) {
  const terminal = makeFakeTerminal({ empty: true, members: 3, ...options });
  const [general] = terminal.office.conversations.get();
  if (!general) throw new Error('no conversation');
  return { terminal, id: await terminal.office.send(general.id, 'first') };
}

async function newest(terminal: FakeTerminal, thread?: string): Promise<MessageRecord[]> {
  terminal.shown.length = 0;
  await history(terminal, 'general', 10, thread);
  terminal.records.length = 0;
  await history({ ...terminal, json: true }, 'general', 10, thread);
  return terminal.records as MessageRecord[];
}

describe('edit', () => {
  test('changes the text', async () => {
    const { terminal, id } = await setUp();
    await edit(terminal, id, 'second', waiting);
    expect(await newest(terminal)).toMatchObject([{ id, text: 'second', edited: true }]);
    expect(terminal.shown.at(-1)).toMatch(/second {2}\(edited/);
  });

  test('of what is no message fails', async () => {
    const { terminal } = await setUp();
    await expect(edit(terminal, 'x', 'text', waiting)).rejects.toThrow('unknown-message');
    await expect(edit(terminal, 'A'.repeat(43), 'x', waiting)).rejects.toThrow('unknown-message');
  });
});

test('delete hides the text', async () => {
  const { terminal, id } = await setUp();
  await remove(terminal, id, waiting);
  expect(await newest(terminal)).toMatchObject([{ id, text: '', deleted: true }]);
  expect(terminal.shown.at(-1)).toContain('  (deleted)');
});

test('react reacts, and takes it back', async () => {
  const { terminal, id } = await setUp();
  await react(terminal, id, '🎉', { ...waiting, remove: false });
  const [message] = await newest(terminal);
  expect(message?.reactions).toMatchObject([{ emoji: '🎉', mine: true }]);
  expect(terminal.shown.at(-1)?.trim()).toBe('🎉 1');
  await react(terminal, id, '🎉', { ...waiting, remove: true });
  expect(await newest(terminal)).toMatchObject([{ reactions: [] }]);
});

test('pin pins, unpin unpins', async () => {
  const { terminal, id } = await setUp();
  await pin(terminal, id, true, waiting);
  expect(await newest(terminal)).toMatchObject([{ pinned: true }]);
  await pin(terminal, id, false, waiting);
  expect(await newest(terminal)).toMatchObject([{ pinned: false }]);
});

describe('reply', () => {
  test('answers where the message stands, and shows what it answers', async () => {
    const { terminal, id } = await setUp();
    await reply(terminal, id, 'answer', plain);
    expect(await newest(terminal)).toMatchObject([{ id }, { text: 'answer', replyTo: id }]);
    expect(terminal.shown.at(-2)).toContain('> Mara Lindqvist: first');
  });

  test('in a thread stands in that alone, unless it is wanted in both', async () => {
    const { terminal, id } = await setUp();
    await reply(terminal, id, 'one', { ...plain, thread: true });
    await reply(terminal, id, 'two', { ...plain, thread: true, also: true });
    expect((await newest(terminal)).map(({ text }) => text)).toEqual(['first', 'two']);
    expect(terminal.shown.at(-2)).toMatch(/\(2 replies/);
    const thread = await newest(terminal, id);
    expect(thread.map(({ text }) => text)).toEqual(['first', 'one', 'two']);
    expect(thread[1]).toMatchObject({ thread: id });
  });
});

test('says what it wrote and where that is', async () => {
  const { terminal, id } = await setUp();
  await pin(terminal, id, true, { wait: 0 });
  expect(terminal.records).toMatchObject([{ state: expect.stringMatching(/local|stored/) }]);
  expect(terminal.shown).toEqual([expect.stringMatching(/^Pinned, /)]);
  expect(terminal.closes()).toBe(1);
});
