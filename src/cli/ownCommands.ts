import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

type Own = typeof import('./commands/own.ts');
type Act = (action: (terminal: Terminal) => Promise<void>) => Promise<void>;

/** Items that `inbox` shows. */
const INBOX_LAST = 20;

/** What a person keeps for themselves, and what happened to them: `save`, `saved`, `star`, `inbox`. */
export function addOwn(program: Command, act: Act, readCount: (text: string) => number): void {
  const doing = (action: (terminal: Terminal, own: Own) => Promise<void>) =>
    act(async (terminal) => action(terminal, await import('./commands/own.ts')));
  program
    .command('inbox')
    .description('who mentioned or answered you, wrote in your threads or reacted')
    .option('--last <count>', 'show at most so many', readCount, INBOX_LAST)
    .option('--read', 'mark all of it as read', false)
    .action((options: { last: number; read: boolean }) =>
      doing((terminal, own) => own.inbox(terminal, options)),
    );
  program
    .command('saved')
    .description('the messages that you put aside')
    .action(() => doing((terminal, own) => own.saved(terminal)));
  for (const [name, on] of [
    ['save', true],
    ['unsave', false],
  ] as const) {
    program
      .command(name)
      .description(on ? 'put a message aside, for you alone' : 'be done with a saved message')
      .argument('<message>', 'a message’s id, as “confab history --json” gives it')
      .action((id: string) => doing((terminal, own) => own.save(terminal, id, on)));
  }
  for (const [name, on] of [
    ['star', true],
    ['unstar', false],
  ] as const) {
    program
      .command(name)
      .description(on ? 'star a conversation, for you alone' : 'take the star away')
      .argument('<conversation>')
      .action((named: string) => doing((terminal, own) => own.star(terminal, named, on)));
  }
}
