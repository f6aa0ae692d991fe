import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAssets } from '../../../relay/assets.ts';
import { differing } from '../../../relay/compareApp.ts';
import { type HttpServer, openHttp } from '../../../relay/http.ts';

const SCRIPT = `export const long = ${JSON.stringify('confab '.repeat(1000))};`;

describe('the relay’s web server', () => {
  let folder: string;
  let http: HttpServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'confab-dist-'));
    const dist = join(folder, 'dist');
    mkdirSync(join(dist, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Confab</title>');
    writeFileSync(join(dist, 'sw.js'), '// worker');
    writeFileSync(join(dist, 'app.webmanifest'), '{}');
    writeFileSync(join(dist, 'assets', 'app-abc123.js'), SCRIPT);
    http = await openHttp({
      host: '127.0.0.1',
      port: 0,
      assets: readAssets(dist),
      health: () => ({ status: 'ok', peers: 3, offices: 1 }),
      connectTo: () => ['wss://chat.example.org:443'],
    });
  });
  afterAll(async () => {
    await http.close();
    rmSync(folder, { recursive: true });
  });

  interface Answer {
    status: number;
    headers: IncomingMessage['headers'];
    body: Buffer;
  }

  /** The path goes out as it is written: `fetch` would tidy it up. */
  function ask(
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: http.port, path, headers, method },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(parts),
            }),
          );
        },
      );
      asked.on('error', reject).end();
    });
  }

  test('says that it is well', async () => {
    const { status, headers, body } = await ask('/health');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(JSON.parse(body.toString())).toEqual({ status: 'ok', peers: 3, offices: 1 });
  });

  test.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/?launch=1', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/app.webmanifest', 'application/manifest+json', 'no-cache'],
    [
      '/assets/app-abc123.js',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
  ])('serves %s as %s, kept %s', async (path, type, kept) => {
    const { status, headers } = await ask(path);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, type, kept]);
    expect(headers.etag).toMatch(/^"[\w-]{22}"$/);
  });

  test.each([
    '/nothing',
    '/assets/',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..\\..\\secret.txt',
    '//etc/passwd',
    '/assets/app-abc123.js%00.html',
    '/%',
    '/__proto__',
    '/constructor',
  ])('finds nothing at %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain('secret');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('refuses %s', async (method) => {
    const { status, headers } = await ask('/', {}, method);
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('answers HEAD without a body', async () => {
    const { status, headers, body } = await ask('/assets/app-abc123.js', {}, 'HEAD');
    expect([status, body.length, headers['content-length']]).toEqual([
      200,
      0,
      String(SCRIPT.length),
    ]);
  });

  test('compresses as the browser likes it', async () => {
    const path = '/assets/app-abc123.js';
    const brotli = await ask(path, { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
    const zipped = await ask(path, { 'accept-encoding': 'gzip;q=1, br;q=0' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body).toString()).toBe(SCRIPT);
    const plain = await ask(path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(SCRIPT);
    for (const { headers } of [brotli, zipped, plain]) expect(headers.vary).toBe('Accept-Encoding');
    const small = await ask('/sw.js', { 'accept-encoding': 'br' });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  test('sends nothing that the browser has', async () => {
    const { headers } = await ask('/');
    for (const tag of [headers.etag ?? '', `W/${headers.etag}`, `"x", ${headers.etag}`]) {
      const again = await ask('/', { 'if-none-match': tag });
      expect([again.status, again.body.length]).toEqual([304, 0]);
    }
    expect((await ask('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('binds the page to itself', async () => {
    const { headers } = await ask('/', { host: 'localhost:8787' });
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((it): [string, string] => [it.split(' ')[0] ?? '', it.split(' ').slice(1).join(' ')]),
    );
    expect(Object.fromEntries(policy)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'connect-src': "'self' ws://localhost:8787 wss://localhost:8787 wss://chat.example.org:443",
      'worker-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'confab-templates confab-scripts',
    });
    expect(String(headers['content-security-policy'])).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toMatch(/^clipboard-write=\(self\), camera=\(\), /);
  });

  test.each(['evil.example; script-src *', "x' 'unsafe-inline", '*', 'a b'])(
    'takes no policy from a Host of %s',
    async (host) => {
      const { headers } = await ask('/', { host });
      expect(headers['content-security-policy']).toContain(
        "connect-src 'self' wss://chat.example.org:443; ",
      );
    },
  );

  test('is compared with what was built, file by file', async () => {
    const page = new URL(`http://127.0.0.1:${http.port}/`);
    const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
    const files = {
      'assets/app-abc123.js': hashOf(SCRIPT),
      'index.html': hashOf('<!doctype html><title>Confab</title>'),
      'sw.js': hashOf('// worker'),
    };
    expect(await differing(files, page)).toEqual([]);
    expect(await differing({ ...files, 'sw.js': hashOf('// another') }, page)).toEqual([
      `sw.js: ${hashOf('// worker')}`,
    ]);
    expect(await differing({ ...files, 'index.html': hashOf('') }, page)).toHaveLength(2);
    expect(await differing({ 'gone.js': hashOf('') }, page)).toEqual(['gone.js: status 404']);
  });

  test.each([
    ['before one is built', 503, 'The web app is not built: run `npm run build`.\n'],
    ['where it is to serve none', 404, expect.stringContaining('It serves no web app')],
  ])('has no web app %s, and is well all the same', async (when, status, text) => {
    const bare = await openHttp({
      host: '127.0.0.1',
      port: 0,
      assets: when.startsWith('before') ? readAssets(join(folder, 'missing')) : null,
      health: () => ({ status: 'ok', peers: 0, offices: 0 }),
      connectTo: () => [],
    });
    const response = await fetch(`http://127.0.0.1:${bare.port}/`);
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect((await fetch(`http://127.0.0.1:${bare.port}/sw.js`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${bare.port}/health`)).status).toBe(200);
    await bare.close();
  });

  test('says that its port is taken', async () => {
    const second = openHttp({
      host: '127.0.0.1',
      port: http.port,
      assets: new Map(),
      health: () => ({ status: 'ok', peers: 0, offices: 0 }),
      connectTo: () => [],
    });
    await expect(second).rejects.toMatchObject({ reason: 'in-use' });
  });

  test('turns upgrades away while nobody takes them', async () => {
    const socket = connect(http.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [first] = (await socket.toArray()) as Buffer[];
    expect(first?.toString()).toMatch(/^HTTP\/1\.1 404 /);
  });
});
