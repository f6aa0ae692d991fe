import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const run = promisify(execFile);

async function buildInto(outDir: string): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await run(process.execPath, [vite, 'build', '--outDir', outDir], { cwd: root });
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

/** Serves the built app under a policy that forbids whatever is inline or from elsewhere. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, pathname === '/' ? 'index.html' : pathname);
    readFile(path).then(
      (body) => {
        response.writeHead(200, {
          'content-type': types[extname(path)] ?? 'application/octet-stream',
          'content-security-policy':
            "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' blob:",
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

test('the same sources build the same bytes', async () => {
  await buildInto(join(folder, 'two'));
  expect(await fingerprint(join(folder, 'two'))).toEqual(await fingerprint(join(folder, 'one')));
});

test('after the first load the app starts without the relay', async () => {
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
