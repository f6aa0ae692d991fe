import { join, resolve } from 'node:path';
import type { ExportFormat, ExportWords } from '../../messenger/messenger.ts';
import { findConversation } from '../conversations.ts';
import { writeNewFile } from '../localFiles.ts';
import { freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const WORDS: ExportWords = {
  lang: 'en',
  dir: 'ltr',
  title: (conversation) => `Messages in ${conversation}`,
  facts: (office, date, count) =>
    `${office}, exported ${date}: ${count} ${count === 1 ? 'message' : 'messages'}`,
  edited: 'edited',
  before: 'Before:',
  deleted: 'This message was deleted.',
  pinned: 'pinned',
  answers: (name) => `in reply to ${name}`,
  thread: 'Thread',
  file: 'File:',
  unknown: 'somebody',
};

/** `export CONVERSATION --format html|md|json --out PATH`: all that this device holds of it, as a file. */
export function exportTo(
  terminal: Terminal,
  named: string,
  { format, out }: { readonly format: ExportFormat; readonly out: string },
): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const { id } = findConversation(office.conversations.get(), named);
    const { name, parts, messages } = await office.exportConversation(id, format, WORDS);
    const path = resolve(out.endsWith('/') ? join(out, name) : out);
    await writeNewFile(path, parts);
    const count = `${messages} ${messages === 1 ? 'message' : 'messages'}`;
    terminal.show({ path, format, messages }, `Wrote ${count} to ${path}.`);
  });
}
