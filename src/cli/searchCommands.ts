import { type Command, Option } from 'commander';
import type { ExportFormat } from '../messenger/messenger.ts';
import type { Terminal } from './terminal.ts';

type Act = (action: (terminal: Terminal) => Promise<void>) => Promise<void>;

/** Messages that `search` shows. */
const LAST = 20;

/** Finding what was said, and taking it along: `search`, `export`. */
export function addSearch(
  program: Command,
  act: Act,
  readCount: (text: string) => number,
  conversation: string,
): void {
  program
    .command('search')
    .description(
      'find messages: words, "exact phrase", -without, from: in: has: is: before: after: on: during:',
    )
    .argument('<query...>', 'what to look for; quote it for the shell')
    .option('--last <count>', 'how many', readCount, LAST)
    .option('--newest', 'the newest first, instead of the best', false)
    // What must not be there begins with a minus, as options do.
    .allowUnknownOption()
    .action((words: string[], options: { last: number; newest: boolean }, command: Command) => {
      const unknown = words.find((word) => /^--[a-z]/i.test(word));
      if (unknown) command.error(`error: unknown option '${unknown}'`);
      return act(async (terminal) =>
        (await import('./commands/search.ts')).search(terminal, words.join(' '), options),
      );
    });
  program
    .command('export')
    .description(
      'write all that this device holds of a conversation to a file that anybody can read',
    )
    .argument('<conversation>', conversation)
    .addOption(
      new Option('--format <format>', 'web page, Markdown or JSON')
        .choices(['html', 'md', 'json'])
        .default('html'),
    )
    .requiredOption('--out <path>', 'the file, which must not exist; a folder ends with /')
    .action((named: string, options: { format: ExportFormat; out: string }) =>
      act(async (terminal) =>
        (await import('./commands/export.ts')).exportTo(terminal, named, options),
      ),
    );
}
