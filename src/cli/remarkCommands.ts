import type { Command } from 'commander';
import type { ReplyOptions, Waiting } from './commands/remark.ts';
import type { Terminal } from './terminal.ts';

type Remarks = typeof import('./commands/remark.ts');
type Act = (action: (terminal: Terminal) => Promise<void>) => Promise<void>;

const MESSAGE = 'a message’s id, as “confab history --json” gives it';

/** Milliseconds that these commands wait for the first receipt. */
const WAIT = 10_000;

/** What one does with a message: `edit`, `delete`, `react`, `pin`, `unpin`, `reply`. */
export function addRemarks(
  program: Command,
  act: Act,
  readSeconds: (text: string) => number,
): void {
  const add = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument('<message>', MESSAGE)
      .option(
        '--wait <seconds>',
        'wait so long for the first receipt (default: 10)',
        readSeconds,
        WAIT,
      );
  const doing = (action: (terminal: Terminal, remarks: Remarks) => Promise<void>) =>
    act(async (terminal) => action(terminal, await import('./commands/remark.ts')));

  add('edit', 'change the text of an own message')
    .argument('<text>')
    .action((id: string, text: string, { wait }: Waiting) =>
      doing((terminal, remarks) => remarks.edit(terminal, id, text, { wait })),
    );
  add('delete', 'delete a message for everybody').action((id: string, { wait }: Waiting) =>
    doing((terminal, remarks) => remarks.remove(terminal, id, { wait })),
  );
  add('react', 'react to a message')
    .argument('<emoji>')
    .option('--remove', 'take the reaction back', false)
    .action((id: string, emoji: string, { wait, remove }: Waiting & { remove: boolean }) =>
      doing((terminal, remarks) => remarks.react(terminal, id, emoji, { wait, remove })),
    );
  add('reply', 'answer a message')
    .argument('<text>')
    .option('--thread', 'in its thread', false)
    .option('--also', 'with --thread: in the conversation too', false)
    .action((id: string, text: string, { wait, thread, also }: ReplyOptions) =>
      doing((terminal, remarks) => remarks.reply(terminal, id, text, { wait, thread, also })),
    );
  for (const [name, description] of [
    ['pin', 'pin a message to its conversation'],
    ['unpin', 'unpin a message'],
  ] as const) {
    add(name, description).action((id: string, { wait }: Waiting) =>
      doing((terminal, remarks) => remarks.pin(terminal, id, name === 'pin', { wait })),
    );
  }
}
