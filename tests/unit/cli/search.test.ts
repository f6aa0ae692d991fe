import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportTo } from '../../../src/cli/commands/export.ts';
import { search } from '../../../src/cli/commands/search.ts';
import { makeFakeTerminal } from './office.ts';

const plain = { last: 20, newest: false };

async function setUp(...texts: string[]) {
  const terminal = makeFakeTerminal({ empty: true, members: 3 });
  const [general] = terminal.office.conversations.get();
  if (!general) throw new Error('no conversation');
  for (const text of texts) await terminal.office.send(general.id, text);
  return terminal;
}

describe('search', () => {
  test('shows messages with what was looked for, as many as asked for', async () => {
    const terminal = await setUp('the harbour plan', 'lunch', 'harbour again');
    await search(terminal, 'harbour ', plain);
    expect(terminal.records).toMatchObject([
      { text: 'harbour again' },
      { text: 'the harbour plan' },
    ]);
    expect(terminal.shown.join('\n')).toMatch(/#general · .*\n {2}harbour again/);
    terminal.records.length = 0;
    await search(terminal, 'harbour ', { last: 1, newest: true });
    expect(terminal.records).toHaveLength(1);
    expect(terminal.notes.at(-1)).toBe('Showing 1 of 2; --last shows more.');
  });

  test('says that nothing matches, and what was not understood', async () => {
    const terminal = await setUp('lunch');
    await search(terminal, 'zebra has:unicorn', plain);
    expect(terminal.shown).toEqual(['No message matches.']);
    expect(terminal.notes).toEqual(['“has:unicorn” is not known, and was left out.']);
  });
});

describe('export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'confab-export-'));

  test('writes a new file that only its owner reads, and never over another', async () => {
    const terminal = await setUp('first', 'second');
    const out = join(folder, 'general.md');
    await exportTo(terminal, '#general', { format: 'md', out });
    expect(terminal.records).toEqual([{ path: out, format: 'md', messages: 2 }]);
    expect(readFileSync(out, 'utf8')).toBe('first\nsecond\n');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    await expect(exportTo(terminal, 'general', { format: 'md', out })).rejects.toThrow(
      'exists already',
    );
    await exportTo(terminal, 'general', { format: 'json', out: `${folder}/` });
    expect(terminal.records.at(-1)).toMatchObject({ path: join(folder, 'general.json') });
    rmSync(folder, { recursive: true });
  });

  test('fails for a folder that is not there', async () => {
    const terminal = await setUp('first');
    const out = '/nowhere/at/all.html';
    await expect(exportTo(terminal, 'general', { format: 'html', out })).rejects.toMatchObject({
      reason: 'cannot-write',
    });
  });
});
