import { expect, test } from 'vitest';
import { type Choices, DONE, FAILED, run, WRONG_USAGE } from '../../../src/cli/program.ts';
import { type FakeTerminalOptions, makeFakeTerminal } from './office.ts';

async function confab(args: string[], options: FakeTerminalOptions = {}) {
  const written = { out: '', err: '' };
  const relays: (readonly string[])[] = [];
  let choices: Choices | null = null;
  let terminal = makeFakeTerminal(options);
  const code = await run(args, {
    version: '1.2.3',
    terminal: async (given) => {
      choices = given;
      const { json = false, offline = false } = given;
      terminal = makeFakeTerminal({ ...options, json, offline });
      return terminal;
    },
    relay: async (given) => {
      relays.push(given);
      return FAILED;
    },
    writeOut: (text) => {
      written.out += text;
    },
    writeError: (text) => {
      written.err += text;
    },
  });
  return { code, choices, relays, terminal, ...written };
}

test.each([
  [[]],
  [['dance']],
  [['channel']],
  [['channel', 'create']],
  [['create', 'LINK', '--office', 'O']],
  [['join', 'LINK']],
  [['send', 'general']],
  [['send', 'general', 'two', 'words']],
  [['send', 'general', 'x', '--wait', 'soon']],
  [['send', 'general', 'x', '--wait', '1e9']],
  [['send', 'general', 'x', '--lines']],
  [['history']],
  [['history', 'general', '--last', '0']],
  [['history', 'general', '--last', '1.5']],
  [['invite', '--expires', '400d']],
  [['invite', '--uses', '1001']],
  [['search']],
  [['search', 'harbour', '--lst', '3']],
  [['history', 'general', '-offline']],
  [['history', 'general', '-last', '3']],
  [['verify', 'Ben', '--confirm', '12345', '--forget']],
  [['verify', 'Ben', '--forget', '--confirm']],
  [['status', '--data']],
  [['relay', '--port', '65536']],
  [['relay', '--offline']],
])('%j is wrong usage', async (args) => {
  const { code, out, err, terminal } = await confab(args);
  expect(code).toBe(WRONG_USAGE);
  expect(out).toBe('');
  expect(err).not.toBe('');
  expect(terminal.closes()).toBe(0);
});

test.each([
  ['unknown-message', ['delete', `-${'x'.repeat(42)}`]],
  ['unknown-message', ['delete', '--json', `--${'x'.repeat(41)}`]],
  ['unknown-conversation', ['send', `-${'x'.repeat(21)}`, 'text']],
  ['unknown-file', ['file', 'get', '-QKVwd', '--out', 'here']],
  ['unknown-invite', ['invites', 'withdraw', '-hV45_-8']],
  ['not-waiting', ['refuse', '-Va-b_cd']],
])('an id, or its beginning, may begin with a dash: %s, %j', async (reason, args) => {
  await expect(confab(args)).rejects.toMatchObject({ reason });
});

test('help and version are no failures', async () => {
  expect(await confab(['--version'])).toMatchObject({ code: DONE, out: '1.2.3\n', err: '' });
  for (const args of [['--help'], ['help'], ['send', '--help'], ['help', 'invite']]) {
    const { code, out, err } = await confab(args);
    expect({ args, code, err }).toEqual({ args, code: DONE, err: '' });
    expect(out).toContain('Usage: confab');
  }
});

test('where, how and whether to connect can stand before or behind the command', async () => {
  const wanted = { data: 'here', json: true, offline: true };
  for (const args of [
    ['--data', 'here', '--json', '--offline', 'status'],
    ['status', '--offline', '--json', '--data', 'here'],
    ['--json', 'channels', '--data=here', '--offline'],
  ]) {
    expect(await confab(args)).toMatchObject({ code: DONE, choices: wanted });
  }
});

test('a data folder may begin with a dash', async () => {
  const { choices } = await confab(['--data', '-folder', 'status']);
  expect(choices).toMatchObject({ data: '-folder' });
});

test('a text that looks like an option is sent behind --', async () => {
  const { terminal } = await confab(['send', 'general', '--wait', '0', '--', '--json']);
  expect(terminal.json).toBe(false);
  expect(terminal.records).toMatchObject([{ state: 'local' }]);
});

test('the relay gets its own arguments and gives its own exit code', async () => {
  const args = [
    'relay',
    '--port',
    '0',
    '--data',
    'r',
    '--public-url',
    'https://x.example',
    '--json',
  ];
  const { code, relays } = await confab(args);
  expect(code).toBe(FAILED);
  expect(relays).toEqual([
    ['--port', '0', '--data', 'r', '--public-url', 'https://x.example', '--json'],
  ]);
  expect((await confab(['relay'])).relays).toEqual([[]]);
  expect((await confab(['relay', '--no-app', '--app-url', 'https://y.example'])).relays).toEqual([
    ['--app-url', 'https://y.example', '--no-app'],
  ]);
});
