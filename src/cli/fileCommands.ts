import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

type Act = (action: (terminal: Terminal) => Promise<void>) => Promise<void>;

/** Milliseconds without progress after which `file get` gives up. */
const WAIT = 30_000;

/** `file list`, `file get`: what messages carry. */
export function addFiles(program: Command, act: Act, readSeconds: (text: string) => number): void {
  const file = program.command('file').description('files that messages carry');
  file
    .command('list')
    .description('the files of a conversation, or of all, the newest first')
    .argument('[conversation]', 'a channel’s name with or without #, or an id')
    .action((conversation: string | undefined) =>
      act(async (terminal) =>
        (await import('./commands/file.ts')).listFiles(terminal, conversation),
      ),
    );
  file
    .command('get')
    .description('fetch a file from whoever has it, and write it')
    .argument('<id>', 'the file’s id, or its beginning, as “confab file list” gives it')
    .requiredOption('--out <path>', 'where to: a file, or a folder that takes it under its name')
    .option('--wait <seconds>', 'give up after so long without progress (default: 30)', readSeconds)
    .action((id: string, { out, wait = WAIT }: { out: string; wait?: number }) =>
      act(async (terminal) =>
        (await import('./commands/file.ts')).getFile(terminal, id, { out, wait }),
      ),
    );
}
