import { expect, test } from 'vitest';
import { approve, leave, refuse, verify } from '../../../src/cli/commands/people.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { makeFakeTerminal } from './office.ts';

const NUMBER = '12345 67890 '.repeat(6).trim();

test('whom nobody waits for is told apart from a device', async () => {
  const terminal = makeFakeTerminal({ empty: true, members: 3 });
  terminal.office.knock('Dora');
  const [join] = terminal.office.waiting.get();
  if (!join) throw new Error('nobody knocked');
  await refuse(terminal, join.id.slice(0, 8));
  expect(terminal.shown.at(-1)).toBe('Refused.');
  await expect(refuse(terminal, join.id)).rejects.toThrow('not-waiting: unknown');
  await expect(approve(terminal, join.id, null, true)).rejects.toThrow('not-waiting: unknown');
  const device = terminal.office.devices.get()[1]?.id ?? '';
  await expect(approve(terminal, device, null, true)).rejects.toThrow('nothing of yours');
});

const setUp = () => {
  const terminal = makeFakeTerminal({ empty: true, members: 3 });
  const other = terminal.office.members.get().find(({ self }) => !self);
  if (!other) throw new Error('nobody else');
  const state = () => terminal.office.members.get().find(({ id }) => id === other.id)?.verification;
  return { terminal, name: other.name, state };
};

test('a safety number is marked as compared that was compared, and forgotten', async () => {
  const { terminal, name, state } = setUp();
  await verify(terminal, name, null);
  expect([terminal.shown.at(-1), state()]).toEqual([NUMBER, 'none']);
  await verify(terminal, name, NUMBER);
  expect(state()).toBe('verified');
  await verify(terminal, name, 'forget');
  expect(state()).toBe('none');
});

test('another number than that of now is not', async () => {
  const { terminal, name, state } = setUp();
  const old = `${NUMBER.slice(0, -1)}1`;
  await expect(verify(terminal, name, old)).rejects.toMatchObject({ reason: 'number-changed' });
  expect(state()).toBe('none');
});

test('without a number the person is asked about the one of now', async () => {
  const { terminal, name, state } = setUp();
  const asked: string[] = [];
  const answering = (answer: boolean) => ({
    ...terminal,
    confirm: async (question: string) => {
      asked.push(question);
      return answer;
    },
  });
  await expect(verify(answering(false), name, true)).rejects.toThrow('behind --confirm');
  expect(state()).toBe('none');
  await verify(answering(true), name, true);
  expect(state()).toBe('verified');
  expect(asked).toEqual(Array(2).fill(`Does ${name} see “${NUMBER}”?`));
});

test('who leaves has left, also where the others do not know it yet', async () => {
  const terminal = makeFakeTerminal({ empty: true, members: 3 });
  await leave(terminal, true);
  expect(terminal.shown).toEqual([expect.stringMatching(/^You left /)]);
  expect(terminal.notes).toEqual([]);
  const untold = makeFakeTerminal({ empty: true, members: 3 });
  const opened = await untold.openOffice();
  let calls = 0;
  const caughtUp = async () => {
    calls += 1;
    if (calls > 1) throw new ConfabError('removed', 'told to fail');
    return { received: 0, sent: 0, logs: 1 };
  };
  await leave({ ...untold, openOffice: async () => ({ ...opened, caughtUp }) }, true);
  expect(untold.shown).toEqual([expect.stringMatching(/^You left /)]);
  expect(untold.notes).toEqual([expect.stringContaining('confab sync')]);
});

test('who leaves an office that has nobody else is warned', async () => {
  const terminal = makeFakeTerminal({ empty: true, members: 1 });
  const asked = { ...terminal, confirm: async () => false };
  await expect(leave(asked, false)).rejects.toMatchObject({ reason: 'not-allowed' });
  expect(terminal.notes).toEqual([expect.stringContaining('You are the only one')]);
  expect(terminal.office.removed.get()).toBe(null);
});
