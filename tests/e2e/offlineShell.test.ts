import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headerPolicy } from '../../relay/policy.ts';
import { launchBrowser } from '../support/browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const run = promisify(execFile);

async function buildInto(outDir: string, cwd = root): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await run(process.execPath, [vite, 'build', '--outDir', outDir], { cwd });
}

/** Every file with the hash of its contents. */
async function fingerprint(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  const lines = files.map(async (file) => {
    const path = join(file.parentPath, file.name);
    return `${path.slice(folder.length)} ${createHash('sha256')
      .update(await readFile(path))
      .digest('hex')}`;
  });
  return (await Promise.all(lines)).sort();
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Serves the built app under the policy that the relay sends. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, pathname === '/' ? 'index.html' : pathname);
    readFile(path).then(
      (body) => {
        response.writeHead(200, {
          'content-type': types[extname(path)] ?? 'application/octet-stream',
          'content-security-policy': headerPolicy([]),
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-build-'));
  await buildInto(join(folder, 'one'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a build needs; its packages are those that are installed here. */
const SOURCES = ['src', 'public', 'relay', 'package.json', 'tsconfig.json', 'vite.config.ts'];

test('the same sources build the same bytes, wherever they lie', async () => {
  const other = join(folder, 'another place');
  for (const name of SOURCES) await cp(join(root, name), join(other, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(other, 'node_modules'), 'junction');
  await buildInto(join(folder, 'two'), other);
  expect(await fingerprint(join(folder, 'two'))).toEqual(await fingerprint(join(folder, 'one')));
});

interface List {
  version: string;
  hash: string;
  files: Record<string, string>;
}

test('hashes.json lists every file, and one hash over all', async () => {
  const built = join(folder, 'one');
  const list = JSON.parse(await readFile(join(built, 'hashes.json'), 'utf8')) as List;
  const lines = Object.entries(list.files).map(([path, hash]) => `/${path} ${hash}`);
  const found = await fingerprint(built);
  expect(lines.sort()).toEqual(found.filter((line) => !line.startsWith('/hashes.json ')));
  // As `sha256sum` prints them: whoever has no Confab can compare too.
  const sums = Object.entries(list.files).map(([path, hash]) => `${hash}  ${path}\n`);
  expect(createHash('sha256').update(sums.join('')).digest('hex')).toBe(list.hash);
  const about = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as List;
  expect(list.version).toBe(about.version);
});

test('the page holds the policy itself, and nothing that the policy forbids', async () => {
  const page = await readFile(join(folder, 'one', 'index.html'), 'utf8');
  expect(page.indexOf('charset')).toBeLessThan(1024);
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'));
  expect(page).toContain('connect-src &#39;self&#39; ws: wss:');
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
});

test('a page for one office’s relays connects to no other', async () => {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const build = (relays: string) =>
    run(process.execPath, [vite, 'build', '--outDir', join(folder, 'three')], {
      cwd: root,
      env: { ...process.env, CONFAB_RELAYS: relays },
    });
  await build('wss://chat.example, ws://10.0.0.2:8787');
  const page = await readFile(join(folder, 'three', 'index.html'), 'utf8');
  expect(page).toContain('connect-src &#39;self&#39; wss://chat.example ws://10.0.0.2:8787"');
  await expect(build('https://chat.example')).rejects.toThrow('no origin of a WebSocket');
});

test('the app can be installed, and after the first load starts without the relay', async () => {
  const server = await serve(join(folder, 'one'));
  const context = await launchBrowser();
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const blocked: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) blocked.push(message.text());
    });
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.locator('#app > *').first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    expect(blocked).toEqual([]);
    const devtools = await context.newCDPSession(page);
    const { errors, data } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? '{}')).toMatchObject({ display: 'standalone', id: './' });
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);

    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await page.reload();
    await page.locator('#app > *').first().waitFor();
    expect(await page.title()).toContain('Confab');
  } finally {
    await context.close();
    server.close();
  }
});

test('the browser refuses markup, scripts and connections that are not the app’s own', async () => {
  const server = await serve(join(folder, 'one'));
  const context = await launchBrowser();
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.locator('#app > *').first().waitFor();
    expect(await page.evaluate(tryForbidden)).toEqual({
      innerHTML: 'TypeError',
      outerHTML: 'TypeError',
      insertAdjacentHTML: 'TypeError',
      srcdoc: 'TypeError',
      eval: 'EvalError',
      Function: 'EvalError',
      'a script’s address': 'TypeError',
      'a worker’s address': 'TypeError',
      'a service worker’s address': 'TypeError',
      'another policy': 'TypeError',
      'the app’s policy anew': 'TypeError',
      'a fetch elsewhere': 'TypeError',
    });
  } finally {
    await context.close();
    server.close();
  }
});

/** The name of the error that each attempt meets, `allowed` where none. Runs in the page. */
async function tryForbidden(): Promise<Record<string, string>> {
  const markup = '<img src=x onerror=alert(1)>';
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, it: object): void } })
    .trustedTypes;
  const make = (name: string) => types?.createPolicy(name, { createHTML: (it: string) => it });
  const inside = () => document.createElement('div').appendChild(document.createElement('p'));
  const attempts: Record<string, () => unknown> = {
    innerHTML: () => Object.assign(document.createElement('div'), { innerHTML: markup }),
    outerHTML: () => Object.assign(inside(), { outerHTML: markup }),
    insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', markup),
    srcdoc: () => Object.assign(document.createElement('iframe'), { srcdoc: markup }),
    // biome-ignore lint/security/noGlobalEval: that it cannot be used is what is tested
    // biome-ignore lint/complexity/noCommaOperator: called indirectly, or the bundler complains
    eval: () => (0, eval)('1'),
    Function: () => new Function('return 1')(),
    'a script’s address': () => Object.assign(document.createElement('script'), { src: '/x.js' }),
    'a worker’s address': () => new Worker('/sw.js'),
    'a service worker’s address': () => navigator.serviceWorker.register('/sw.js'),
    'another policy': () => make('default'),
    'the app’s policy anew': () => make('confab-templates'),
    'a fetch elsewhere': () => fetch('https://elsewhere.example/'),
  };
  const met: Record<string, string> = {};
  for (const [what, attempt] of Object.entries(attempts)) {
    try {
      // In a task of its own: what the test itself evaluates may use eval.
      await new Promise((resolve) => setTimeout(resolve));
      await attempt();
      met[what] = 'allowed';
    } catch (error) {
      met[what] = (error as Error).name;
    }
  }
  return met;
}
