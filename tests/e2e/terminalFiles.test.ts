import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHUNK } from '../../src/wire/limits.ts';
import { filesHolding } from '../support/canary.ts';
import { bytesOfFile } from '../support/fileSource.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';
import { TerminalUser } from '../support/terminal.ts';

/** Files as people and scripts send and fetch them: real processes, a real relay. */

interface Line {
  readonly id?: string;
  readonly path?: string;
  readonly files?: readonly string[];
  readonly progress?: string;
  readonly done?: number;
}

let root = '';
let relay: RelayProcess;
let ana: TerminalUser;
let ben: TerminalUser;
const at = (name: string): string => join(root, name);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'confab-terminal-files-'));
  relay = await startRelay(at('relay'));
  ana = new TerminalUser(at('ana'));
  ben = new TerminalUser(at('ben'));
  await ana.one('create', String(relay.setup), '--office', 'Lab', '--name', 'Ana');
  const { link } = await ana.one('invite');
  await ben.one('join', String(link), '--name', 'Ben');
});
afterAll(async () => {
  for (const user of [ana, ben]) user.stop();
  await relay.stop();
  rmSync(root, { recursive: true, force: true });
});

async function send(name: string, bytes: Uint8Array, ...text: string[]): Promise<string> {
  writeFileSync(at(name), bytes);
  const lines = await ana.json<Line>(['send', 'general', ...text, '--file', at(name)]);
  const [file] = lines.at(-1)?.files ?? [];
  if (!file) throw new Error(`not sent: ${JSON.stringify(lines)}`);
  return file;
}

/** Chunks in a data folder, with when each was written. */
function chunksIn(data: string): Map<string, number> {
  const folder = join(data, 'files');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    names
      .filter((it) => it.isFile() && !it.name.endsWith('.part'))
      .map((it) => [it.name, statSync(join(it.parentPath, it.name)).mtimeMs]),
  );
}

test('a file reaches who fetches it after its sender has gone, and the relay knows nothing of it', async () => {
  const canary = 'canary-of-contents-7261';
  const bytes = new TextEncoder().encode(canary.repeat(20_000));
  const file = await send('canary-of-names.txt', bytes, 'with a plan');
  const listed = await ben.json<Line & { name: string; here: number }>(['file', 'list', 'general']);
  expect(listed[0]).toMatchObject({ id: file, name: 'canary-of-names.txt', here: 0 });
  const lines = await ben.json<Line>(['file', 'get', file.slice(0, 8), '--out', root]);
  const path = lines.at(-1)?.path ?? '';
  // Its name was taken in that folder.
  expect(path).toBe(at('canary-of-names (2).txt'));
  expect(readFileSync(path)).toEqual(Buffer.from(bytes));
  expect(lines.some(({ progress }) => progress === 'fetching')).toBe(true);
  const canaries = ['canary-of-names', 'canary-of-contents'];
  expect(await filesHolding(at('relay'), canaries)).toEqual([]);
  const [message] = await ben.json<{ files: unknown[] }>(['history', 'general', '--last', '1']);
  expect(message?.files).toEqual([
    { id: file, name: 'canary-of-names.txt', type: 'text/plain', size: bytes.length },
  ]);
});

test('fetching that is killed again and again goes on where it stopped, and fetches nothing twice', async () => {
  const size = 80 * CHUNK + 77;
  const file = await send('large.bin', bytesOfFile(size, 4));
  const before = new Map<string, number>();
  for (let kill = 0; kill < 3; kill++) {
    const least = (kill + 1) * 12 * CHUNK;
    const get = ben.start('file', 'get', file, '--out', at('out.bin'), '--json');
    await get.line(
      (line) => (JSON.parse(line) as Line).done !== undefined && doneIn(line) >= least,
    );
    await get.kill('SIGKILL');
    for (const [name, time] of before) expect(chunksIn(at('ben')).get(name)).toBe(time);
    for (const [name, time] of chunksIn(at('ben'))) before.set(name, time);
    expect(before.size * CHUNK).toBeGreaterThanOrEqual(least);
  }
  await ben.json(['file', 'get', file, '--out', at('out.bin')]);
  expect(readFileSync(at('out.bin'))).toEqual(Buffer.from(bytesOfFile(size, 4)));
  for (const [name, time] of before) expect(chunksIn(at('ben')).get(name), name).toBe(time);
});

const doneIn = (line: string): number => (JSON.parse(line) as Line).done ?? 0;

test('a picture is sent without where it was taken, unless that is asked for', async () => {
  const where = 'GPS 48.13';
  const comment = Buffer.from(`\u00ff\u00fe\0\u000b${where}`, 'latin1');
  const image = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    comment,
    Buffer.from([0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9]),
  ]);
  writeFileSync(at('photo.jpg'), image);
  const sent = async (...options: string[]): Promise<Buffer> => {
    const path = at('photo.jpg');
    const lines = await ana.json<Line>(['send', 'general', '--file', path, ...options]);
    const [file = ''] = lines.at(-1)?.files ?? [];
    await ana.json(['file', 'get', file, '--out', at('photo-back.jpg')]);
    return readFileSync(at('photo-back.jpg'));
  };
  expect((await sent()).includes(where)).toBe(false);
  expect(await sent('--keep-metadata')).toEqual(image);
});

test('who has just joined sees the files of before', async () => {
  const file = await send('before.txt', bytesOfFile(300, 5));
  const { link } = await ana.one('invite');
  const cleo = new TerminalUser(at('cleo'));
  await cleo.one('join', String(link), '--name', 'Cleo');
  const listed = await cleo.json<Line>(['--offline', 'file', 'list', 'general']);
  expect(listed.map(({ id }) => id)).toContain(file);
  await cleo.json(['file', 'get', file, '--out', at('before-of-cleo.txt')]);
  expect(readFileSync(at('before-of-cleo.txt'))).toEqual(Buffer.from(bytesOfFile(300, 5)));
  cleo.stop();
});

test('what is no file, and what no message carries, is told of in a sentence', async () => {
  const none = await ana.run(['send', 'general', '--file', at('nowhere.pdf')]);
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') });
  const unknown = await ben.run(['file', 'get', 'AAAAAAAA', '--out', root]);
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('No message') });
  const bare = await ben.run(['file', 'get', 'AAAAAAAA']);
  expect(bare.code).toBe(2);
});
