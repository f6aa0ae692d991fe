/** A new version of the app waits until the person agrees. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { headerPolicy } from '../../relay/policy.ts';
import { launchBrowser } from '../support/browser.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-update-'));
  await cp(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'old'), {
    recursive: true,
  });
  await makeNext('next', 'Confab, newer', '0123456789abcdef');
  await makeNext('last', 'Confab, last', 'fedcba9876543210');
});

/** The same app with another page title, and so with another version of its service worker. */
async function makeNext(name: string, title: string, version: string): Promise<void> {
  const next = join(folder, name);
  await cp(join(folder, 'old'), next, { recursive: true });
  const page = await readFile(join(next, 'index.html'), 'utf8');
  await writeFile(join(next, 'index.html'), page.replace('<title>Confab<', `<title>${title}<`));
  const worker = await readFile(join(next, 'sw.js'), 'utf8');
  const before = /[0-9a-f]{16}/.exec(worker)?.[0] ?? '';
  await writeFile(join(next, 'sw.js'), worker.replace(before, version));
}
afterAll(() => rm(folder, { recursive: true, force: true }));

let served = 'old';
let server: Server;
let context: BrowserContext;
let url = '';

beforeEach(async () => {
  served = 'old';
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, served, pathname === '/' ? 'index.html' : pathname);
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  context = await launchBrowser();
});
afterEach(async () => {
  await context.close();
  server.closeAllConnections();
  server.close();
});

const NEWER = 'Confab, newer';
const offerIn = (page: Page) => page.getByRole('button', { name: 'Reload', exact: true });
const shown = (page: Page) =>
  page.getByRole('heading', { name: /Welcome to Confab|Confab is open in another tab/ }).waitFor();

async function openTab(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await shown(page);
  return page;
}

/** A tab that runs the old version from its worker, while the relay has a newer one, which was noticed. */
async function openBehind(): Promise<Page> {
  const page = await openTab();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await shown(page);
  expect(await offerIn(page).count()).toBe(0);
  served = 'next';
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await offerIn(page).waitFor();
  return page;
}

/** Closes the last tab, and waits until the browser itself has put the newer worker in the older one's place. */
async function leave(page: Page): Promise<void> {
  const session = await context.newCDPSession(await context.newPage());
  const statuses = new Map<string, string>();
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) statuses.set(versionId, status);
  });
  await session.send('ServiceWorker.enable');
  const current = () => [...statuses.values()].filter((it) => it !== 'redundant').sort();
  await expect.poll(current).toEqual(['activated', 'installed']);
  await page.close();
  await expect.poll(current, { timeout: 30_000 }).toEqual(['activated']);
  await session.detach();
}

async function changesIn(page: Page, title = NEWER): Promise<void> {
  await expect.poll(() => page.title(), { timeout: 30_000 }).toBe(title);
  await shown(page);
  expect(await offerIn(page).count()).toBe(0);
}

test('it is offered, waits through reloads, and takes over when the person says so', async () => {
  const page = await openBehind();
  await page.reload();
  await offerIn(page).waitFor();
  expect(await page.title()).toBe('Confab');
  await offerIn(page).click();
  await changesIn(page);
});

test('it waits though every tab was closed, and though the relay is gone then', async () => {
  await leave(await openBehind());
  let page = await openTab();
  await offerIn(page).waitFor();
  expect(await page.title()).toBe('Confab');
  await page.reload();
  await offerIn(page).waitFor();
  expect(await page.title()).toBe('Confab');
  await page.close();
  server.closeAllConnections();
  server.close();
  page = await openTab();
  expect(await page.title()).toBe('Confab');
  await offerIn(page).click();
  await changesIn(page);
});

test('one tab’s agreement changes all of them, and nothing before does', async () => {
  const one = await openBehind();
  const other = await openTab();
  await offerIn(other).waitFor();
  expect(await other.title()).toBe('Confab');
  await other.reload();
  await offerIn(other).waitFor();
  expect(await other.title()).toBe('Confab');
  await offerIn(one).click();
  await changesIn(one);
  await changesIn(other);
});

for (const [place, open] of [
  ['waits', openBehind],
  ['has come into its place', comeBack],
] as const) {
  test(`the newest is taken, also where one between ${place}, which is then forgotten`, async () => {
    const page = await open();
    served = 'last';
    // Resolves when the newest begins to be fetched: whoever agrees now gets that one too.
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
    expect(await page.title()).toBe('Confab');
    await offerIn(page).click();
    await changesIn(page, 'Confab, last');
    await expect
      .poll(() => page.evaluate(async () => (await caches.keys()).sort()))
      .toEqual(['confab-app-fedcba9876543210', 'confab-choice']);
  });
}

/** A tab whose newer worker is in its place, and still shows the old version. */
async function comeBack(): Promise<Page> {
  await leave(await openBehind());
  const page = await openTab();
  await offerIn(page).waitFor();
  return page;
}
