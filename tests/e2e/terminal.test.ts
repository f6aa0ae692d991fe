import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT, LIST, programAt } from '../../src/adapters/node/built.js';
import { filesHolding } from '../support/canary.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';
import { type Running, TerminalUser } from '../support/terminal.ts';

/** The terminal client as people and scripts use it: real processes, a real relay. */

interface Sent {
  id: string;
  state: string;
  replicas: number;
}

interface Line {
  id: string;
  at: number;
  from: { member: string; name: string };
  text: string;
  state: string;
}

let root = '';
let relay: RelayProcess;
const users: TerminalUser[] = [];
const folder = (name: string): string => join(root, name);

function userAt(name: string): TerminalUser {
  const user = new TerminalUser(folder(name));
  users.push(user);
  return user;
}

/** Somebody new in the office, by an invite of `host`. */
async function joined(host: TerminalUser, name: string): Promise<TerminalUser> {
  const { link } = await host.one('invite');
  const user = userAt(name);
  await user.one('join', String(link), '--name', name);
  return user;
}

/** Starts a tail and waits until it hears what `by` sends. */
async function tailing(user: TerminalUser, by: TerminalUser, mark: string): Promise<Running> {
  const tail = user.start('tail', 'general', '--json');
  for (let i = 0; ; i++) {
    await by.one('send', 'general', `${mark} ${i}`);
    const heard = tail.line((line) => line.includes(mark));
    const waited = new Promise<null>((resolve) => setTimeout(resolve, 1_000, null));
    if (await Promise.race([heard, waited])) return tail;
  }
}

const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'confab-terminal-'));
});
afterAll(async () => {
  for (const user of users) user.stop();
  await relay?.stop();
  rmSync(root, { recursive: true, force: true });
});

const CANARY = 'canary-7f3a91';
const OFFICE = `Office ${CANARY}`;
let alice: TerminalUser;
let bob: TerminalUser;

beforeAll(async () => {
  relay = await startRelay(folder('relay'));
  alice = userAt('alice');
  const founded = await alice.one(
    'create',
    relay.setup ?? '',
    '--office',
    OFFICE,
    '--name',
    'Alice',
  );
  expect(Object.keys(founded)).toEqual(['office', 'member', 'device']);
  bob = await joined(alice, 'bob');
});

test('what runs here is built, as it is for people', () => {
  expect(programAt('confab', 'src/cli/main.ts')).toContain(BUILT);
  const list = readFileSync(new URL(`../../${BUILT}${LIST}`, import.meta.url), 'utf8');
  const made = ['src/cli/main.ts', 'src/wire/seal.ts', 'relay/main.ts', 'relay/programs.ts'];
  expect(Object.keys(JSON.parse(list).sources)).toEqual(expect.arrayContaining(made));
});

describe('an office at the terminal', () => {
  test('two who are never online together reach each other through the relay', async () => {
    const sent = await alice.one<Sent>('send', 'general', `${CANARY} hello from Alice`);
    expect(sent).toEqual({ id: sent.id, state: 'stored', replicas: 1 });
    const lines = await bob.json<Line>(['history', '#general']);
    expect(lines.at(-1)).toMatchObject({
      id: sent.id,
      from: { name: 'Alice' },
      text: `${CANARY} hello from Alice`,
      edited: false,
      deleted: false,
      replyTo: null,
      reactions: [],
      files: [],
      state: 'received',
    });
    expect(Math.abs((lines.at(-1)?.at ?? 0) - Date.now())).toBeLessThan(120_000);
  });

  test('channels, members and status say how things stand', async () => {
    const made = await alice.one('channel', 'create', '#Design Talk');
    expect(made).toEqual({ id: made.id, name: 'design-talk' });
    await alice.one('send', 'design-talk', 'over here');
    const channels = await bob.json(['channels']);
    expect(channels).toContainEqual({ ...made, kind: 'channel', unread: 1 });
    await bob.json(['history', String(made.id)]);
    expect(await bob.json(['channels'])).toContainEqual({ ...made, kind: 'channel', unread: 0 });
    const members = await bob.json(['members']);
    expect(members.map(({ name, role }) => ({ name, role }))).toEqual([
      { name: 'Alice', role: 'owner' },
      { name: 'bob', role: 'member' },
    ]);
    expect(await bob.one('status')).toMatchObject({ connected: true, outbox: 0 });
    expect(await bob.one('status', '--offline')).toMatchObject({ connected: false, peers: 0 });
  });

  test('what is written offline goes out with the next sync', async () => {
    const sent = await bob.one<Sent>('send', 'general', 'written on a train', '--offline');
    expect(sent).toMatchObject({ state: 'local', replicas: 0 });
    const before = await bob.json<Line>(['history', 'general', '--last', '1', '--offline']);
    expect(before).toMatchObject([{ id: sent.id, state: 'local' }]);
    expect(await bob.one('status', '--offline')).toMatchObject({ outbox: 1 });
    expect(await bob.one('sync')).toMatchObject({ sent: 1 });
    const after = await bob.json<Line>(['history', 'general', '--last', '1', '--offline']);
    expect(after).toMatchObject([{ id: sent.id, state: 'stored' }]);
    expect((await alice.json<Line>(['history', 'general'])).at(-1)?.id).toBe(sent.id);
  });

  test('standard input is a message, or one a line', async () => {
    await alice.json(['send', 'general', '-'], 'two\nlines\n');
    expect(texts(await alice.json(['history', 'general', '--last', '1']))).toEqual(['two\nlines']);
    const sent = await alice.json<Sent>(['send', 'general', '-', '--lines'], 'one\n\ntwo\nthree');
    expect(sent.map(({ state }) => state)).toEqual(['stored', 'stored', 'stored']);
    const shown = await bob.json<Line>(['history', 'general', '--last', '3']);
    expect(texts(shown)).toEqual(['one', 'two', 'three']);
    expect(shown.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
  });

  test('a direct begins with the first message', async () => {
    const sent = await alice.one<Sent>('send', '@bob', 'between us');
    expect(sent).toMatchObject({ state: 'stored' });
    expect(await bob.json<Line>(['history', '@alice'])).toMatchObject([
      { id: sent.id, from: { name: 'Alice' }, text: 'between us' },
    ]);
  });

  test('tail follows until it is interrupted, through a restart of the relay', async () => {
    const tail = await tailing(bob, alice, 'first light');
    const { port } = new URL(relay.url);
    await relay.stop('SIGKILL');
    const lost = await alice.one<Sent>('send', 'general', 'nobody is there', '--wait', '1');
    expect(lost).toMatchObject({ state: 'local' });
    relay = await startRelay(folder('relay'), Number(port));
    await alice.one('sync');
    await alice.one('send', 'general', 'after the restart');
    await tail.line((line) => line.includes('nobody is there'));
    await tail.line((line) => line.includes('after the restart'));
    const { code } = await tail.kill('SIGINT');
    expect(code).toBe(0);
    const ids = tail.lines.map((line) => (JSON.parse(line) as Line).id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('people’s text has days, times and names', async () => {
    await alice.one('send', 'general', 'first\nsecond \u001b[31mred');
    const { code, out, err } = await bob.run(['history', 'general', '--last', '1']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [heading = '', first = '', second = ''] = out.split('\n');
    expect(heading).toMatch(/#general$/);
    expect(first).toMatch(/^\S+.* {2}Alice {2}first$/);
    expect(second).toBe(`${' '.repeat(first.indexOf('first'))}second ␛[31mred`);
  });
});

describe('what goes wrong is said in one sentence', () => {
  /** Fails with exit code 1, nothing on standard output and one line that matches. */
  async function fails(user: TerminalUser, args: string[], said: RegExp): Promise<void> {
    const { code, out, err } = await user.run(args);
    expect({ args, code, out, err }).toEqual({
      args,
      code: 1,
      out: '',
      err: expect.stringMatching(said),
    });
    expect(err).toMatch(/^confab: [^\n]+\n$/);
  }

  test('wrong usage ends with 2', async () => {
    const usages = [
      [],
      ['dance'],
      ['send', 'general'],
      ['history', 'general', '--last', 'many'],
      ['invite', '--expires', 'soon'],
      ['invite', '--uses', '0'],
      ['send', 'general', 'x', '--wait', '-1'],
      ['send', 'general', 'x', '--lines'],
      ['join', 'http://localhost/#/join/x'],
      ['status', '--loudly'],
      ['relay', '--port', 'eleven'],
    ];
    for (const usage of usages) {
      const { code, out, err } = await alice.run(usage);
      expect({ usage, code, out }).toEqual({ usage, code: 2, out: '' });
      expect(err).not.toBe('');
    }
    expect(await alice.run(['--help'])).toMatchObject({ code: 0, err: '' });
  });

  test('a folder that belongs to no office, or already to one', async () => {
    await fails(userAt('nobody'), ['status'], /nobody belongs to no office.*\[no-office\]/);
    const { link } = await alice.one('invite');
    await fails(bob, ['join', String(link), '--name', 'Bob'], /\[already-in-office\]/);
  });

  test('a folder in use is refused by name and stays whole', async () => {
    const tail = await tailing(bob, alice, 'holding');
    await fails(bob, ['status'], new RegExp(`${bob.data} is in use.*\\[in-use\\]`));
    await fails(bob, ['send', 'general', 'x'], /\[in-use\]/);
    expect(await tail.kill('SIGTERM')).toMatchObject({ code: 0 });
    expect(await bob.one('status')).toMatchObject({ connected: true });
  });

  test('conversations that are not there', async () => {
    await fails(alice, ['history', 'nowhere', '--offline'], /“nowhere”.*\[unknown-conversation\]/);
    await fails(alice, ['send', '@nobody', 'hi'], /“@nobody”.*\[unknown-member\]/);
    await fails(alice, ['send', '@nobody', 'hi', '--offline'], /\[unknown-conversation\]/);
    await fails(alice, ['send', 'general', '  '], /\[empty-text\]/);
    await fails(alice, ['send', 'general', 'x'.repeat(16_001)], /\[text-too-long\]/);
    await fails(alice, ['channel', 'create', 'general'], /“general” already.*\[name-taken\]/);
    await fails(alice, ['channel', 'create', '!'], /\[invalid-name\]/);
  });

  test('links that are malformed, of the wrong kind, used up, expired or spent', async () => {
    const eve = userAt('eve');
    const name = ['--name', 'Eve'];
    const { link } = await alice.one('invite');
    await fails(eve, ['join', 'hello', ...name], /\[malformed-link\]/);
    await fails(eve, ['join', String(link).slice(0, -3), ...name], /\[malformed-link\]/);
    await fails(eve, ['join', relay.url, ...name], /\[malformed-link\]/);
    await fails(eve, ['create', String(link), '--office', 'E', ...name], /\[malformed-link\]/);
    await joined(alice, 'carol');
    const dave = userAt('dave');
    await dave.one('join', String(link), '--name', 'Dave');
    await fails(eve, ['join', String(link), ...name], /\[used-invite\]/);
    const short = await alice.one<{ link: string; expires: number }>('invite', '--expires', '1s');
    await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(short.expires);
    await fails(eve, ['join', short.link, ...name], /\[expired-invite\]/);
    await fails(eve, ['status'], /\[no-office\]/);
  });

  test('a set-up link founds one office', async () => {
    const data = folder('relay-2');
    const other = await startRelay(data);
    try {
      const link = other.setup ?? '';
      const names = ['--office', 'Two', '--name', 'Frank'];
      await userAt('frank').one('create', link, ...names);
      await fails(userAt('grace'), ['create', link, ...names], /\[setup-used\]/);
    } finally {
      await other.stop();
    }
  });

  test('a relay that does not answer', async () => {
    const data = folder('relay-3');
    const other = await startRelay(data);
    const hank = userAt('hank');
    await hank.one('create', other.setup ?? '', '--office', 'Three', '--name', 'Hank');
    const { link } = await hank.one('invite');
    await other.stop();
    const sent = await hank.run(['send', 'general', 'kept', '--wait', '1', '--json']);
    expect(sent).toMatchObject({ code: 0, err: expect.stringMatching(/confab sync/) });
    expect(JSON.parse(sent.out)).toMatchObject({ state: 'local', replicas: 0 });
    const shown = await hank.run(['history', 'general']);
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/kept/) });
    expect(shown.err).toMatch(/^confab: Showing what is on this device.*\[relay-unreachable\]\n$/);
    await fails(hank, ['sync', '--wait', '2'], /\[relay-unreachable\]/);
    await fails(userAt('iris'), ['join', String(link), '--name', 'I'], /\[relay-unreachable\]/);
  });
});

test('20 kills while it sends: all that it reported is at the other side, nothing twice', async () => {
  const kim = await joined(alice, 'kim');
  const reported: string[] = [];
  for (let round = 0; round < 20; round++) {
    const sending = kim.start('send', 'general', '-', '--lines', '--json', '--wait', '0.2');
    for (let i = 0; i < 400; i++) sending.write(`kill ${round}.${i}\n`);
    // Somewhere between its first report and the end of the round.
    const count = 1 + ((round * 37) % 120);
    await sending.line(() => sending.lines.length >= count);
    const { code } = await sending.kill('SIGKILL');
    expect(code).toBeNull();
    reported.push(...sending.lines.map((line) => (JSON.parse(line) as Sent).id));
  }
  await kim.one('sync');
  const shown = await bob.json<Line>(['history', 'general', '--last', '100000']);
  const ids = shown.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(reported.filter((id) => !ids.includes(id))).toEqual([]);
  const killed = texts(shown).filter((text) => text.startsWith('kill '));
  expect(new Set(killed).size).toBe(killed.length);
  const own = await kim.json<Line>(['history', 'general', '--last', '100000', '--offline']);
  expect(own.map(({ id }) => id)).toEqual(ids);
}, 240_000);

test('nothing that people said or are called is in the relay’s data folder', async () => {
  await alice.one('channel', 'create', CANARY);
  await alice.one('send', CANARY, `the word is ${CANARY}`);
  const words = [CANARY, 'first light', 'Alice', 'design-talk', 'kill 0.0'];
  expect(await filesHolding(folder('relay'), words)).toEqual([]);
  expect(await filesHolding(alice.data, ['no such word'])).toEqual([]);
  await relay.stop();
  expect(await filesHolding(folder('relay'), words)).toEqual([]);
});
