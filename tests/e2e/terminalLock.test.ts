/** The passphrase of a data folder, and a relay that lost its office, with the terminal client. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RelayProcess, startRelay } from '../support/relay.ts';
import { TerminalUser } from '../support/terminal.ts';

let root = '';
let relay: RelayProcess;
let ana: TerminalUser;
const path = (name: string): string => join(root, name);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'confab-lock-'));
  writeFileSync(path('one'), 'heron lantern copper tide\n');
  writeFileSync(path('two'), 'another four of them\n');
  relay = await startRelay(path('relay'));
  ana = new TerminalUser(path('ana'));
  await ana.one('create', relay.setup ?? '', '--office', 'Acme', '--name', 'Ana');
  await ana.one('send', 'general', 'before the lock');
});
afterAll(async () => {
  ana.stop();
  await relay.stop();
  rmSync(root, { recursive: true, force: true });
});

test('a locked folder opens only with its passphrase', async () => {
  const one = ['--passphrase-file', path('one')];
  expect(await ana.one('lock', 'set', ...one)).toEqual({ locked: true });
  const missing = await ana.run(['history', 'general']);
  expect([missing.code, missing.out]).toEqual([1, '']);
  expect(missing.err).toMatch(/^confab: The data folder .* is locked; .*\[locked\]\n$/);
  const wrong = await ana.run(['send', 'general', 'x', '--passphrase-file', path('two')]);
  expect(wrong.code).toBe(1);
  expect(wrong.err).toMatch(/nothing was changed.*\[wrong-passphrase\]\n$/);
  const absent = await ana.run(['status', '--passphrase-file', path('nothing')]);
  expect([absent.code, absent.err]).toEqual([1, expect.stringContaining('[locked]')]);
  await ana.one('send', 'general', 'after the lock', ...one);
  const lines = await ana.json<{ text: string }>(['history', 'general', ...one]);
  expect(lines.map(({ text }) => text)).toEqual(['before the lock', 'after the lock']);
});

test('its passphrase is changed and removed with the one before', async () => {
  const [one, two] = [
    ['--passphrase-file', path('one')],
    ['--passphrase-file', path('two')],
  ];
  const refused = await ana.run(['lock', 'set', ...two, '--new-passphrase-file', path('one')]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('[wrong-passphrase]')]);
  await ana.one('lock', 'set', ...one, '--new-passphrase-file', path('two'));
  expect((await ana.run(['lock', 'remove', ...one])).code).toBe(1);
  expect(await ana.one('lock', 'remove', ...two)).toEqual({ locked: false });
  expect(await ana.one('lock', 'remove')).toEqual({ locked: false });
  await ana.one('status');
  const nowhere = new TerminalUser(path('nowhere'));
  expect((await nowhere.run(['lock', 'remove'])).err).toContain('[no-office]');
});

test('a passphrase comes before joining, and from the environment', async () => {
  const { link } = await ana.one('invite');
  const ben = new TerminalUser(path('ben'));
  process.env.CONFAB_PASSPHRASE = 'four unrelated plain words';
  try {
    expect(await ben.one('lock', 'set')).toEqual({ locked: true });
    await ben.one('join', String(link), '--name', 'Ben');
    await ben.one('send', 'general', 'hello');
  } finally {
    delete process.env.CONFAB_PASSPHRASE;
  }
  expect((await ben.run(['status'])).err).toContain('[locked]');
});

test('a relay that lost all but its key gets its office back', async () => {
  await relay.stop();
  for (const name of readdirSync(path('relay'))) {
    if (name !== 'network.key') rmSync(join(path('relay'), name));
  }
  relay = await startRelay(path('relay'), Number(new URL(relay.url).port));
  expect(await ana.one('host', relay.setup ?? '')).toEqual({ office: expect.any(String) });
  expect(await ana.one('send', 'general', 'back again')).toMatchObject({ state: 'stored' });
  await ana.one('host', relay.setup ?? '');
  const stranger = await startRelay(path('stranger'));
  const foreign = await ana.run(['host', stranger.setup ?? '']);
  expect([foreign.code, foreign.err]).toEqual([1, expect.stringContaining('[not-allowed]')]);
  await stranger.stop();
});

test('links of the other kind and files for folders are told in a sentence', async () => {
  const { link } = await ana.one('invite');
  const cleo = new TerminalUser(path('cleo'));
  const join = await cleo.run(['join', relay.setup ?? '#/setup/', '--name', 'Cleo']);
  if (relay.setup) expect(join.err).toContain('use “confab create LINK');
  const create = await cleo.run(['create', String(link), '--office', 'X', '--name', 'Cleo']);
  expect([create.code, create.err]).toEqual([1, expect.stringContaining('use “confab join LINK')]);
  const file = await new TerminalUser(path('one')).run(['lock', 'set']);
  expect([file.code, file.err]).toEqual([1, expect.stringContaining('is a file')]);
});
