import { describe, expect, test } from 'vitest';
import { channels, createChannel } from '../../../src/cli/commands/channels.ts';
import { recover } from '../../../src/cli/commands/devices.ts';
import { create, join } from '../../../src/cli/commands/enter.ts';
import { getFile } from '../../../src/cli/commands/file.ts';
import { history } from '../../../src/cli/commands/history.ts';
import { invite } from '../../../src/cli/commands/invite.ts';
import { members } from '../../../src/cli/commands/members.ts';
import { send } from '../../../src/cli/commands/send.ts';
import { status } from '../../../src/cli/commands/status.ts';
import { sync } from '../../../src/cli/commands/sync.ts';
import { tail } from '../../../src/cli/commands/tail.ts';
import { NO_CODE } from '../../../src/cli/sentences.ts';
import type { FileId, OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { makeLink } from '../../../src/wire/links.ts';
import { type FakeTerminal, makeFakeTerminal } from './office.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const once = { wait: 5_000, lines: false };

describe('send', () => {
  test('waits for the first receipt and says where the message is', async () => {
    const terminal = makeFakeTerminal();
    await send(terminal, '#general', 'hello', once);
    expect(terminal.records).toMatchObject([{ state: 'stored', replicas: 1 }]);
    expect(terminal.shown).toEqual(['Sent to #general, kept by the relay.']);
    expect(terminal.notes).toEqual([]);
    expect(terminal.closes()).toBe(1);
  });

  test('offline keeps the message and says so', async () => {
    const terminal = makeFakeTerminal({ offline: true });
    await send(terminal, 'general', 'hello', once);
    expect(terminal.records).toMatchObject([{ state: 'local', replicas: 0 }]);
    expect(terminal.shown).toEqual(['Kept for #general, on this device only.']);
    expect(terminal.notes).toEqual([expect.stringMatching(/Not connected, as asked.*confab sync/)]);
  });

  test('gives up waiting in time, and when interrupted', async () => {
    const late = makeFakeTerminal({ connection: { kind: 'offline' } });
    await send(late, 'general', 'hello', { wait: 20, lines: false });
    expect(late.records).toMatchObject([{ state: 'local' }]);
    const interrupted = makeFakeTerminal({ connection: { kind: 'connecting' } });
    const sending = send(interrupted, 'general', 'hello', { wait: 60_000, lines: false });
    setImmediate(() => interrupted.interrupt());
    await sending;
    expect(interrupted.records).toMatchObject([{ state: 'local' }]);
  });

  test('reads a text from standard input, without its last line break', async () => {
    const terminal = makeFakeTerminal({ input: 'one\n\ntwo\n' });
    await send(terminal, 'general', '-', { wait: 0, lines: false });
    await history(terminal, 'general', 1);
    expect(terminal.records.at(-1)).toMatchObject({ text: 'one\n\ntwo' });
    const long = makeFakeTerminal({ input: 'x'.repeat(50_000) });
    await expect(send(long, 'general', '-', once)).rejects.toThrow('text-too-long');
    expect(long.closes()).toBe(0);
  });

  test('sends line by line and reports in that order', async () => {
    const lines = Array.from({ length: 150 }, (_, i) => `line ${i}`);
    const terminal = makeFakeTerminal({ input: `${lines.join('\n')}\n\n` });
    await send(terminal, 'general', '-', { wait: 5_000, lines: true });
    const reported = terminal.records.map((it) => (it as { id: string }).id);
    terminal.records.length = 0;
    await history(terminal, 'general', 150);
    const shown = terminal.records as { id: string; text: string }[];
    expect(shown.map(({ text }) => text)).toEqual(lines);
    expect(reported).toEqual(shown.map(({ id }) => id));
  });

  test('says once that lines stay here, and fails as the first line fails', async () => {
    const offline = makeFakeTerminal({ offline: true, input: 'a\nb\nc' });
    await send(offline, 'general', '-', { wait: 5_000, lines: true });
    expect(offline.notes).toEqual([expect.stringContaining('3 messages go out')]);
    const full = makeFakeTerminal({ input: 'a\nb\nc' });
    full.office.failSending('storage-full');
    const failing = send(full, 'general', '-', { wait: 5_000, lines: true });
    await expect(failing).rejects.toThrow('storage-full');
    expect(full.records).toEqual([]);
    expect(full.closes()).toBe(1);
  });
});

describe('history', () => {
  test('gives the newest in order, over several pages, and marks them read', async () => {
    const terminal = makeFakeTerminal({ messages: 120, page: 50, unread: 4, now: NOW });
    await history(terminal, 'general', 110);
    expect(terminal.records).toHaveLength(110);
    const times = terminal.records.map((it) => (it as { at: number }).at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(terminal.office.reads()).toBe(1);
  });

  test('has all fields of the contract', async () => {
    const terminal = makeFakeTerminal({ messages: 3, now: NOW, json: true });
    await history(terminal, 'general', 1);
    const keys =
      'id at from conversation text edited deleted replyTo thread pinned me reactions files state';
    expect(Object.keys(terminal.records[0] ?? {})).toEqual(keys.split(' '));
  });

  test('shows what is here when nothing answers, and says so', async () => {
    const terminal = makeFakeTerminal({ messages: 3, behind: 'relay-unreachable' });
    await history(terminal, 'general', 5);
    expect(terminal.records).toHaveLength(3);
    expect(terminal.notes).toEqual([expect.stringMatching(/^Showing what is on this device/)]);
  });

  test('does not take a failure of the disk for a missing connection', async () => {
    const terminal = makeFakeTerminal({ behind: 'storage-failed' });
    await expect(history(terminal, 'general', 5)).rejects.toThrow('storage-failed');
    expect(terminal.closes()).toBe(1);
  });

  test('says so where there are no messages', async () => {
    const terminal = makeFakeTerminal({ empty: true });
    await history(terminal, 'general', 5);
    expect(terminal.shown).toEqual(['No messages in #general yet.']);
  });

  test('says so where the conversation is closed to this device', async () => {
    const terminal = makeFakeTerminal({ empty: true });
    const [room] = terminal.office.conversations.get();
    await terminal.office.editConversation(room?.id as never, { closed: true } as never);
    await history(terminal, 'general', 5);
    expect(terminal.shown).toEqual([]);
    expect(terminal.notes).toEqual([expect.stringContaining('is closed to this device')]);
    await channels(terminal);
    expect(terminal.shown).toEqual([expect.stringMatching(/closed to this device$/)]);
  });

  test('heads each day and lines up what follows', async () => {
    const terminal = makeFakeTerminal({ empty: true, offline: true, now: NOW });
    terminal.office.arrive('first\nsecond', { at: NOW, from: 1 });
    terminal.office.arrive('next day', { at: NOW + 86_400_000, from: 2 });
    await history(terminal, 'general', 5);
    const [day = '', first = '', second = '', blank, next = '', last = ''] = terminal.shown;
    const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
    expect(day).toBe(`${full.format(NOW)} · #general`);
    expect(second.indexOf('second')).toBe(first.indexOf('first'));
    expect(blank).toBe('');
    expect(next).toBe(`${full.format(NOW + 86_400_000)} · #general`);
    expect(last.indexOf('next day')).toBe(first.indexOf('first'));
  });
});

describe('tail', () => {
  test('shows what arrives, of all or of one conversation, until interrupted', async () => {
    const all = makeFakeTerminal();
    const one = makeFakeTerminal();
    const tails = [tail(all, undefined), tail(one, 'design')];
    await new Promise((resolve) => setImmediate(resolve));
    for (const terminal of [all, one]) {
      terminal.arrive('to design', 'design');
      terminal.arrive('to general');
    }
    await expect.poll(() => all.records.length).toBe(2);
    await expect.poll(() => one.records.length).toBe(1);
    for (const terminal of [all, one]) terminal.interrupt();
    await Promise.all(tails);
    expect(one.records).toMatchObject([{ text: 'to design', state: 'received' }]);
    expect(all.shown.join('\n')).toMatch(/#design\n.*to design\n\n#general\n.*to general/);
    expect(all.closes()).toBe(1);
  });

  test('says when the connection is lost and back, not when all is well', async () => {
    const terminal = makeFakeTerminal();
    const tailing = tail(terminal, undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(terminal.notes).toEqual([]);
    terminal.office.setConnection({ kind: 'offline' });
    terminal.office.setConnection({ kind: 'connecting' });
    terminal.office.setConnection({ kind: 'offline' });
    terminal.office.setConnection({ kind: 'connected', peers: 1 });
    terminal.interrupt();
    await tailing;
    expect(terminal.notes).toEqual([
      'No connection to the relay; trying again.',
      'Connected again.',
    ]);
  });
});

describe('the office', () => {
  test('lists channels and members', async () => {
    const terminal = makeFakeTerminal();
    await channels(terminal);
    expect(terminal.records[0]).toEqual({
      id: expect.any(String),
      name: 'announcements',
      kind: 'channel',
      unread: 0,
    });
    expect(terminal.shown.find((line) => line.startsWith('#design'))).toMatch(/ {2}3 unread$/);
    const other = makeFakeTerminal({ members: 2 });
    await members(other);
    expect(Object.keys(other.records[0] ?? {})).toEqual(
      'id name role devices status custom lastSeen verification'.split(' '),
    );
    expect(other.shown.filter((line) => line.includes('(you)'))).toHaveLength(1);
  });

  test('creates channels and invites, and says what is not at the relay yet', async () => {
    const terminal = makeFakeTerminal();
    await createChannel(terminal, '#New Room');
    expect(terminal.records).toEqual([{ id: expect.any(String), name: 'new-room' }]);
    expect(terminal.notes).toEqual([]);
    const alone = makeFakeTerminal({ offline: true });
    await invite(alone, {
      uses: 2,
      expires: 3_600_000,
      guest: false,
      channels: [],
      approve: false,
    });
    expect(alone.records).toMatchObject([{ link: expect.stringContaining('#/join/'), uses: 2 }]);
    expect(alone.notes).toEqual([
      'Nobody can join with this link before it is known at the relay. Run “confab sync” once the relay can be reached.',
      expect.stringContaining('2 times, within 1 hour'),
    ]);
  });

  test('status and sync give the fields of the contract', async () => {
    const terminal = makeFakeTerminal({ outbox: 2, clockOffset: 180_000 });
    await status(terminal);
    expect(terminal.records).toEqual([
      {
        office: terminal.office.office.id,
        member: terminal.office.me.get().id,
        device: terminal.office.device,
        connected: true,
        peers: 4,
        outbox: 2,
        mode: 'auto',
        until: null,
        custom: null,
      },
    ]);
    expect(terminal.notes).toEqual(['This machine’s clock is 3 minutes ahead; set it.']);
    await sync(terminal, 1_000);
    expect(terminal.records.at(-1)).toEqual({ received: 3, sent: 1, logs: 2 });
  });

  test('a device that was removed is told so by every command, and shown nothing', async () => {
    for (const command of [
      (it: FakeTerminal) => channels(it),
      (it: FakeTerminal) => history(it, 'general', 1),
      (it: FakeTerminal) => send(it, 'general', 'x', once),
      (it: FakeTerminal) => tail(it, undefined),
      (it: FakeTerminal) => sync(it, 1_000),
    ]) {
      const terminal = makeFakeTerminal({ messages: 3, behind: 'closed' });
      terminal.office.putOut('Ana');
      await expect(command(terminal)).rejects.toMatchObject({ reason: 'removed' });
      expect([terminal.shown, terminal.closes()]).toEqual([[], 1]);
    }
    const terminal = makeFakeTerminal();
    terminal.office.putOut('Ana');
    await status(terminal);
    expect(terminal.records).toMatchObject([{ removed: true }]);
    expect(terminal.shown.join('\n')).toContain('this device was removed');
  });

  test('tail ends when its device is removed', async () => {
    const terminal = makeFakeTerminal();
    const tailing = tail(terminal, undefined);
    await new Promise((resolve) => setImmediate(resolve));
    terminal.office.putOut('Ana');
    await expect(tailing).rejects.toMatchObject({ reason: 'removed' });
  });

  test('fetching a file ends when its device is removed, and says so', async () => {
    const terminal = makeFakeTerminal();
    const { files } = terminal.office;
    const [sample] = files.samples;
    if (!sample) throw new Error('no sample');
    files.list = (async () => [{ file: sample }]) as never;
    files.read = async () => new Uint8Array();
    files.fetch = () => terminal.office.putOut('Ana');
    files.set(sample.id, { kind: 'waiting', here: 0 });
    const getting = getFile(terminal, sample.id, { out: '/nowhere', wait: 60_000 });
    await expect(getting).rejects.toMatchObject({ reason: 'removed' });
  });

  test('what needs the relay fails offline before it touches anything', async () => {
    const terminal = makeFakeTerminal({ offline: true });
    const secret = new Uint8Array(16);
    const relays = [`/ip4/127.0.0.1/tcp/1/ws/p2p/${'1'.repeat(46)}`];
    const office = toBase64url(new Uint8Array(32)) as OfficeId;
    const link = makeLink('http://x', { kind: 'join', relays, secret, office, name: 'O' });
    const setup = makeLink('http://x', { kind: 'setup', relays, secret });
    const names = { office: 'O', name: 'Ana' };
    await expect(join(terminal, link, 'Ana')).rejects.toThrow('unsupported');
    await expect(create(terminal, setup, names)).rejects.toThrow('unsupported');
    await expect(async () => sync(terminal, 1_000)).rejects.toThrow('unsupported');
    expect(terminal.closes()).toBe(0);
    const online = makeFakeTerminal();
    await join(online, link, 'Ana');
    await create(online, setup, names);
    expect(online.records.map((it) => Object.keys(it))).toEqual([
      ['office', 'member', 'device'],
      ['office', 'member', 'device'],
    ]);
  });
});

describe('recover', () => {
  const secret = new Uint8Array(16);
  const relays = [`/ip4/127.0.0.1/tcp/1/ws/p2p/${'1'.repeat(46)}`];
  const office = toBase64url(new Uint8Array(32)) as OfficeId;
  const link = makeLink('http://x', { kind: 'recover', relays, secret, office, name: 'O' });

  test('says of a file that is not there that it cannot be read', async () => {
    const reading = recover(makeFakeTerminal(), link, '/nowhere/code');
    await expect(reading).rejects.toThrow('cannot-read: /nowhere/code');
  });

  test('says where nobody can be asked that the code is missing', async () => {
    const terminal = { ...makeFakeTerminal(), ask: async () => null };
    await expect(recover(terminal, link, null)).rejects.toThrow(`wrong-code: ${NO_CODE}`);
  });
});

describe('file get', () => {
  test('names the files that begin alike, and asks for more of the id', async () => {
    const terminal = makeFakeTerminal();
    const ids = ['abcdefgh-one', 'abcdefgh-two'] as FileId[];
    const listed = ids.map((id) => ({ file: { id, name: 'plan.pdf', size: 1 } }));
    terminal.office.files.list = (async () => listed) as never;
    const get = (named: string) => getFile(terminal, named, { out: '/nowhere', wait: 0 });
    await expect(get('abcdefgh')).rejects.toThrow(`ambiguous-file: ${ids.join(', ')}`);
    await expect(get('abcdefgi')).rejects.toThrow('unknown-file: abcdefgi');
    await expect(get('abc')).rejects.toThrow('“abc” is too short: give at least 6 characters');
  });
});
