import { expect, test } from 'vitest';
import { clearStatus, setMode, setStatus } from '../../../src/cli/commands/availability.ts';
import { cancelUnsent, outbox } from '../../../src/cli/commands/outbox.ts';
import { makeFakeTerminal } from './office.ts';

test('status set, status clear, away, dnd and back say what holds now', async () => {
  const terminal = makeFakeTerminal({ offline: true });
  await setStatus(terminal, ' In the archive ', { emoji: '📚' });
  const custom = { emoji: '📚', text: 'In the archive', until: null };
  expect(terminal.records.at(-1)).toEqual({ mode: 'auto', until: null, custom });
  await setMode(terminal, 'dnd', { for: 3_600_000 });
  const { until } = terminal.records.at(-1) as { until: number };
  expect(Math.abs(until - Date.now() - 3_600_000)).toBeLessThan(60_000);
  expect(terminal.shown.at(-1)).toMatch(/^not to be disturbed until .*; 📚 In the archive$/);
  await setMode(terminal, 'auto', {});
  await clearStatus(terminal);
  expect(terminal.records.at(-1)).toEqual({ mode: 'auto', until: null, custom: null });
});

test('outbox lists what waits, and cancels by id', async () => {
  const terminal = makeFakeTerminal({ offline: true, outbox: 2 });
  await outbox(terminal);
  const [first] = terminal.records as { id: string }[];
  expect(Object.keys(first ?? {})).toEqual(
    'id conversation thread about kind text files since why cancellable'.split(' '),
  );
  expect(terminal.records).toHaveLength(2);
  await cancelUnsent(terminal, first?.id ?? '');
  expect(terminal.records.at(-1)).toEqual({ id: first?.id });
});
