import { type Command, InvalidArgumentError } from 'commander';
import { readDuration } from './durations.ts';
import type { Terminal } from './terminal.ts';

type Act = (action: (terminal: Terminal) => Promise<void>) => Promise<void>;

interface Lasting {
  readonly for?: number;
}

function readFor(text: string): number {
  const duration = readDuration(text);
  if (duration === null) throw new InvalidArgumentError('Give a duration such as 30m, 2h or 1d.');
  return duration;
}

const FOR = ['--for <duration>', 'how long it holds, such as 30m, 2h or 1d', readFor] as const;

/** What one says of oneself (`status set`, `status clear`, `away`, `dnd`, `back`), and what waits (`outbox`). */
export function addAvailability(program: Command, status: Command, act: Act): void {
  status
    .command('set')
    .description('set the status beside your name, which your devices that are here take over')
    .argument('<text>')
    .option('--emoji <emoji>', 'an emoji before it')
    .option(...FOR)
    .action((text: string, options: Lasting & { emoji?: string }) =>
      act(async (terminal) =>
        (await import('./commands/availability.ts')).setStatus(terminal, text, options),
      ),
    );
  status
    .command('clear')
    .description('clear the status beside your name')
    .action(() =>
      act(async (terminal) => (await import('./commands/availability.ts')).clearStatus(terminal)),
    );
  const outbox = program
    .command('outbox')
    .description('what waits to be sent, where, since when and why')
    .action(() => act(async (terminal) => (await import('./commands/outbox.ts')).outbox(terminal)));
  outbox
    .command('cancel')
    .description('take back what waits and nobody can have seen; best with --offline')
    .argument('<id>', 'as “confab outbox” gives it')
    .action((id: string) =>
      act(async (terminal) => (await import('./commands/outbox.ts')).cancelUnsent(terminal, id)),
    );
  const modes = [
    ['away', 'away', 'be shown as away'],
    ['dnd', 'dnd', 'be shown as not to be disturbed, and get no notifications'],
    ['back', 'auto', 'be available again'],
  ] as const;
  for (const [name, mode, description] of modes) {
    const command = program.command(name).description(description);
    if (mode !== 'auto') command.option(...FOR);
    command.action((options: Lasting) =>
      act(async (terminal) =>
        (await import('./commands/availability.ts')).setMode(terminal, mode, options),
      ),
    );
  }
}
