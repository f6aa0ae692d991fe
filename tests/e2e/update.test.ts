/** A new version of the app waits until the person agrees. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-update-'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const old = join(folder, 'old');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', old], { cwd: root });
  // The same app with another page title, and so with another version of its service worker.
  const next = join(folder, 'next');
  await cp(old, next, { recursive: true });
  const page = await readFile(join(next, 'index.html'), 'utf8');
  await writeFile(
    join(next, 'index.html'),
    page.replace('<title>Confab<', '<title>Confab, newer<'),
  );
  const worker = await readFile(join(next, 'sw.js'), 'utf8');
  const version = /[0-9a-f]{16}/.exec(worker)?.[0] ?? '';
  await writeFile(join(next, 'sw.js'), worker.replace(version, '0123456789abcdef'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('it is offered, waits through reloads, and takes over when the person says so', async () => {
  let served = 'old';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, served, pathname === '/' ? 'index.html' : pathname);
    readFile(path).then(
      (body) => {
        response.writeHead(200, {
          'content-type': types[extname(path)] ?? 'application/octet-stream',
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const context = await launchBrowser();
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.getByRole('heading', { name: 'Welcome to Confab' }).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    const offer = page.getByRole('button', { name: 'Reload', exact: true });
    await page.getByRole('heading', { name: 'Welcome to Confab' }).waitFor();
    expect(await offer.count()).toBe(0);

    served = 'next';
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
    await offer.waitFor();
    await page.reload();
    await offer.waitFor();
    expect(await page.title()).toBe('Confab');

    await offer.click();
    await expect.poll(() => page.title(), { timeout: 10_000 }).toBe('Confab, newer');
    await page.getByRole('heading', { name: 'Welcome to Confab' }).waitFor();
    expect(await offer.count()).toBe(0);
  } finally {
    await context.close();
    server.closeAllConnections();
    server.close();
  }
});
