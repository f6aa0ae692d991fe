import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { webSockets } from '@libp2p/websockets';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PATIENCE } from '../../relay/gate.ts';
import { createNetwork } from '../../src/adapters/libp2p/network.ts';
import { readLink } from '../../src/wire/links.ts';
import { startRelay } from '../support/relay.ts';

const MAIN = fileURLToPath(new URL('../../relay/start.js', import.meta.url));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the relay with arguments with which it does not stay. */
async function run(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args]);
  const ended = { out: '', err: '' };
  child.stdout.on('data', (part) => {
    ended.out += part;
  });
  child.stderr.on('data', (part) => {
    ended.err += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...ended };
}

describe('the relay as a program', () => {
  let data: string;
  const relays: { stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null> }[] = [];
  const start = async (...args: Parameters<typeof startRelay>) => {
    const relay = await startRelay(...args);
    relays.push(relay);
    return relay;
  };
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'confab-relay-'));
  });
  afterEach(async () => {
    for (const relay of relays.splice(0)) await relay.stop('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });

  test('says where it is, and answers there', async () => {
    const relay = await start(data);
    expect(Object.keys(relay)).toEqual(
      expect.arrayContaining(['url', 'setup', 'peerId', 'addresses']),
    );
    expect(readLink(relay.setup ?? '')).toMatchObject({ kind: 'setup', relays: relay.addresses });
    expect(relay.addresses[0]).toContain(`/p2p/${relay.peerId}`);
    const health = await fetch(`${relay.url}/health`);
    expect(await health.json()).toEqual({ status: 'ok', peers: 0, offices: 0 });
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('is the same again after %s', async (signal) => {
    const first = await start(data);
    const code = await first.stop(signal);
    expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
    const second = await start(data);
    expect(second.peerId).toBe(first.peerId);
    const [before, after] = [readLink(first.setup ?? ''), readLink(second.setup ?? '')];
    expect(after.secret).toEqual(before.secret);
  });

  test('refuses a data folder in use in one sentence', async () => {
    await start(data);
    const { code, out, err } = await run('--port', '0', '--data', data, '--json');
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      `confab relay: The data folder ${data} is in use by another relay; end that one, or choose another folder with --data.\n`,
    );
  });

  test('refuses a port in use in one sentence, and leaves the folder free', async () => {
    const { url } = await start(data);
    const port = new URL(url).port;
    const other = join(data, 'other');
    const { code, err } = await run('--port', port, '--data', other);
    expect(code).toBe(1);
    expect(err).toBe(
      `confab relay: Port ${port} is in use by another program; end that one, or choose another port with --port.\n`,
    );
    await start(other);
  });

  test.each([
    [['--port', '70000'], 'A port is a number'],
    [['--port', 'many'], 'A port is a number'],
    [['--public-url', 'example.org'], 'no http or https address'],
    [['--app-url', 'example.org'], 'no http or https address'],
    [['--quota', 'much'], 'A size is a number'],
    [['--office-quota', '64'], 'A size is a number'],
    [['--quota', '1K'], 'at least 100K'],
    [['--nonsense'], 'unknown option'],
    [['extra'], 'too many arguments'],
  ])('calls %j wrong usage', async (args, why) => {
    const { code, err } = await run(...args, '--data', data);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  test('keeps everything to its owner, whatever the umask', async () => {
    const before = process.umask(0);
    await start(join(data, 'own')).finally(() => process.umask(before));
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(mode(join(data, 'own'))).toBe('700');
    const files = readdirSync(join(data, 'own'));
    expect(files).toEqual(
      expect.arrayContaining(['network.key', 'setup.key', 'archive.sqlite', 'archive.sqlite-wal']),
    );
    for (const file of files) expect([file, mode(join(data, 'own', file))]).toEqual([file, '600']);
  });

  test('without a web app, links lead where the page is and connections to itself', async () => {
    const relay = await start(data, 0, [
      '--no-app',
      ...['--public-url', 'https://relay.example', '--app-url', 'https://acme.example/chat/'],
    ]);
    expect(relay.setup).toMatch(/^https:\/\/acme\.example\/chat\/#\/setup\//);
    expect(readLink(relay.setup ?? '').relays).toEqual([
      `/dns/relay.example/tcp/443/tls/ws/p2p/${relay.peerId}`,
    ]);
    await relay.stop();
    const next = await start(data, 0, ['--no-app', '--public-url', 'https://chat.example']);
    expect(next.setup).toMatch(/^https:\/\/chat\.example\/#\/setup\//);
  });

  test('speaks to people without --json', async () => {
    const child = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      MAIN,
      ...['--port', '0', '--data', data],
    ]);
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    await vi.waitFor(() => expect(out).toContain('Ctrl+C'), { timeout: 20_000 });
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(out).toMatch(/Open this link in a browser to found your office:\n\n {2}http:\/\/127/);
  });

  test('hangs up on a stranger', async () => {
    const relay = await start(data);
    const stranger = await createNetwork({
      seed: crypto.getRandomValues(new Uint8Array(32)),
      transports: [webSockets()],
    });
    await stranger.start();
    try {
      await stranger.dial(relay.addresses[0] ?? '');
      expect(stranger.connected()).toHaveLength(1);
      await vi.waitFor(() => expect(stranger.connected()).toEqual([]), {
        timeout: PATIENCE + 5_000,
        interval: 100,
      });
    } finally {
      await stranger.stop();
    }
  });
});
