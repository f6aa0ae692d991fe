import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RelayProcess, startRelay } from '../support/relay.ts';
import { TerminalUser } from '../support/terminal.ts';

/** Trust as people and scripts use it in a terminal: real processes, a real relay. */

let root = '';
let relay: RelayProcess;
const users: TerminalUser[] = [];

function userAt(name: string): TerminalUser {
  const user = new TerminalUser(join(root, name));
  users.push(user);
  return user;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'confab-trust-'));
  relay = await startRelay(join(root, 'relay'));
});
afterAll(async () => {
  for (const user of users) user.stop();
  await relay.stop();
  rmSync(root, { recursive: true, force: true });
});

interface Line {
  readonly text: string;
}

const texts = async (user: TerminalUser, conversation: string) =>
  (await user.json<Line>(['history', conversation])).map(({ text }) => text);

async function joined(host: TerminalUser, name: string, ...options: string[]) {
  const { link } = await host.one('invite', ...options);
  const user = userAt(name);
  await user.one('join', String(link), '--name', name);
  return user;
}

const words = (text: string) => /words(?: are)?: ([a-z ]+)/.exec(text)?.[1]?.trim();

/** Runs `device link` on one side and `join` on the other; gives the new device. */
async function linked(host: TerminalUser, name: string): Promise<TerminalUser> {
  const linking = host.start('device', 'link', '--json');
  const { link } = JSON.parse(await linking.line((line) => line.includes('"link"')));
  const other = userAt(name);
  const joining = other.start('join', link, '--name', name, '--json');
  await until(() => [linking, joining].every((it) => words(it.err()) !== undefined));
  expect(words(linking.err())).toBe(words(joining.err()));
  await linking.kill('SIGINT');
  const [waiting] = await host.json<{ id: string; words: string[] }>(['waiting']);
  if (!waiting) throw new Error('nobody waits');
  const wrong = await host.run(['approve', waiting.id, '--words', 'not the right words']);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('not-allowed')]);
  await host.one('approve', waiting.id, '--words', waiting.words.join(' '));
  const { code, err } = await joining.ended;
  expect([code, err]).toEqual([0, expect.any(String)]);
  return other;
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('never');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('roles, groups, directs, devices, recovery and removal', { timeout: 180_000 }, async () => {
  const ana = userAt('ana');
  await ana.one('create', relay.setup ?? '', '--office', 'Lab', '--name', 'Ana');
  const ben = await joined(ana, 'Ben');
  const cleo = await joined(ana, 'Cleo');

  await ana.one('role', 'Ben', 'admin');
  const roles = await cleo.json<{ name: string; role: string }>(['members']);
  expect(roles.map(({ name, role }) => [name, role])).toEqual([
    ['Ana', 'owner'],
    ['Ben', 'admin'],
    ['Cleo', 'member'],
  ]);
  const refused = await cleo.run(['remove', 'Ben', '--yes']);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('[not-allowed]')]);
  const unknown = await ana.run(['remove', 'Nobody', '--yes']);
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('[unknown-member]')]);

  const group = await ana.one('group', 'create', 'Surprise', 'Ben');
  await ana.one('send', 'Surprise', 'a cake?');
  expect(await texts(ben, 'Surprise')).toEqual(['a cake?']);
  const outside = await cleo.run(['history', String(group.id)]);
  expect([outside.code, outside.err]).toEqual([1, expect.stringContaining('unknown-conversation')]);
  await ana.one('group', 'add', 'Surprise', '@Cleo');
  expect(await texts(cleo, 'Surprise')).toEqual(['a cake?']);
  await ana.one('group', 'remove', 'Surprise', 'Cleo');
  await ben.one('send', 'Surprise', 'and candles');
  expect((await cleo.run(['history', 'Surprise'])).code).toBe(1);
  expect(await texts(ana, 'Surprise')).toEqual(['a cake?', 'and candles']);

  await ana.one('send', '@Ben', 'hi Ben');
  await ben.one('send', '@Ana', 'hi Ana');
  expect(await texts(ben, '@Ana')).toEqual(['hi Ben', 'hi Ana']);
  expect(await texts(ana, '@Ben')).toEqual(['hi Ben', 'hi Ana']);

  const numbers = await Promise.all([ana.one('verify', 'Ben'), ben.one('verify', 'Ana')]);
  expect(numbers[0]?.number).toBe(numbers[1]?.number);
  const number = String(numbers[1]?.number);
  expect(await ana.one('verify', 'Ben', '--confirm', number)).toMatchObject({
    verification: 'verified',
  });

  const phone = await linked(ben, 'phone');
  expect(await texts(phone, '@Ana')).toEqual(['hi Ben', 'hi Ana']);
  expect(await ana.one('verify', 'Ben')).toMatchObject({ verification: 'changed' });
  const old = await ana.run(['verify', 'Ben', '--confirm', number]);
  expect([old.code, old.err]).toEqual([1, expect.stringContaining('[number-changed]')]);
  const kinds = (await ana.json<{ kind: string }>(['notices'])).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['device-added', 'verified-changed']));

  const { words, link } = await ben.one<{ words: string[]; link: string }>('recovery', 'new');
  await ana.one('rotate');
  const codeFile = join(root, 'code');
  writeFileSync(codeFile, words.join('\n'));
  const back = userAt('ben-again');
  const came = await back.one('recover', link, '--code-file', codeFile);
  expect(came.member).toBe((await ben.one('status')).member);
  expect(await texts(back, '@Ana')).toEqual(['hi Ben', 'hi Ana']);
  const twice = await userAt('thief').run(['recover', link, '--code-file', codeFile]);
  expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('[ended-code]')]);

  await ben.one('device', 'remove', 'phone', '--yes');
  const gone = await phone.run(['send', 'general', 'still here?']);
  expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('[removed]')]);

  await ana.one('remove', 'Cleo', '--yes');
  await ana.one('send', 'general', 'without Cleo');
  const late = await cleo.run(['send', 'general', 'hello?']);
  expect([late.code, late.err]).toEqual([1, expect.stringContaining('[removed]')]);
  // Reading what came by the newest key may take another look on a busy machine.
  await expect.poll(() => texts(back, 'general'), { timeout: 30_000 }).toEqual(['without Cleo']);

  const left = await back.run(['leave', '--yes']);
  expect([left.code, left.out]).toEqual([0, 'You left Lab.\n']);
  expect((await ana.json<{ name: string }>(['members'])).map(({ name }) => name)).toEqual(['Ana']);
});

test('what was written before a new key was known is as it was said', {
  timeout: 180_000,
}, async () => {
  const other = await startRelay(join(root, 'relay 3'));
  try {
    const ana = userAt('ana 3');
    await ana.one('create', other.setup ?? '', '--office', 'Lab', '--name', 'Ana');
    const cem = await joined(ana, 'Cem');
    const offline = (...args: string[]) => cem.one('--offline', ...args);
    for (let number = 0; number < 3; number++) {
      const wrong = await offline('send', 'general', `wrong ${number}`);
      await offline('delete', String(wrong.id));
      const rough = await offline('send', 'general', `rough ${number}`);
      await offline('edit', String(rough.id), `fine ${number}`);
    }
    const saved = await offline('send', 'general', 'to be kept');
    await offline('save', String(saved.id));
    await ana.one('rotate');
    const sent = await cem.one('send', 'general', 'right after');
    expect(sent).toMatchObject({ state: 'stored' });
    await ana.one('sync');
    const shown = await ana.json<Line & { id: string; deleted?: unknown }>(['history', 'general']);
    const said = shown.filter(({ deleted }) => !deleted).map(({ text }) => text);
    expect(said).toEqual(['fine 0', 'fine 1', 'fine 2', 'to be kept', 'right after']);
    expect(shown.at(-1)?.id).toBe(sent.id);
    const kept = await cem.json<{ message: Line | null }>(['saved']);
    expect(kept.map(({ message }) => message?.text)).toEqual(['to be kept']);
    // Also by the ids that they were first given.
    await cem.one('edit', String(saved.id), 'kept');
    expect(await texts(cem, 'general')).toContain('kept');
  } finally {
    await other.stop();
  }
});

test('guests see what they were invited to alone', { timeout: 120_000 }, async () => {
  const other = await startRelay(join(root, 'relay 2'));
  try {
    const ana = userAt('ana 2');
    await ana.one('create', other.setup ?? '', '--office', 'Lab', '--name', 'Ana');
    await ana.one('channel', 'create', 'open');
    await ana.one('send', 'general', 'for members');
    await ana.one('send', 'open', 'for all');
    const gus = await joined(ana, 'Gus', '--guest', '--channel', 'open');
    const channels = await gus.json<{ name: string }>(['channels']);
    expect(channels.map(({ name }) => name)).toEqual(['open']);
    expect(await texts(gus, 'open')).toEqual(['for all']);
    const refused = await gus.run(['channel', 'create', 'mine']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('[not-allowed]')]);
    await ana.one('channel', 'topic', 'open', 'What all may see');
    await ana.one('channel', 'archive', 'open');
    await gus.one('sync');
    const archived = await gus.run(['send', 'open', 'too late']);
    expect([archived.code, archived.err]).toEqual([1, expect.stringContaining('[archived]')]);
  } finally {
    await other.stop();
  }
});
