import { expect, test } from 'vitest';
import { send } from '../../../src/cli/commands/send.ts';
import { status } from '../../../src/cli/commands/status.ts';
import { makeFakeTerminal } from './office.ts';

test.each([
  ['device-quota', 'takes no more from you today'],
  ['office-quota', 'has no room left for this office'],
] as const)('a person is told of a %s in one sentence', async (limit, words) => {
  const connection = { kind: 'connected', peers: 1, limit } as const;
  const terminal = makeFakeTerminal({ connection });
  await status(terminal);
  expect(terminal.shown.join('\n')).toContain(words);
  const sender = makeFakeTerminal({ connection });
  await send(sender, 'general', 'one more', { wait: 1, lines: false });
  expect(sender.notes).toEqual([expect.stringContaining(words)]);
  expect(sender.notes[0]).toContain('goes out when');
});
