/**
 * Runs TypeScript modules in a real browser, for tests of what exists only there (IndexedDB, OPFS,
 * Web Locks, WebCrypto's non-extractable keys).
 *
 * A contract suite written once runs on every adapter. The suite is a plain function that returns
 * named cases; asserts come from `chai`, which runs everywhere:
 *
 *   // tests/contract/keyStore.ts
 *   export const keyStoreCases = (open: () => Promise<KeyStore>): Cases => ({
 *     'gives back what was put': async () => { … assert.deepEqual(…) … },
 *   });
 *
 *   // tests/contract/keyStore.browser.ts: what the page loads. Importing it in Node must do nothing
 *   // that needs a browser: the names of its cases are read there.
 *   export const cases = keyStoreCases(() => openIdbKeyStore('test-' + crypto.randomUUID()));
 *
 *   // tests/contract/keyStore.test.ts
 *   describe('memory', () => testHere(keyStoreCases(async () => makeMemoryKeyStore())));
 *   describe('IndexedDB', () => testInPage(new URL('keyStore.browser.ts', import.meta.url)));
 *
 * For other questions `openPage` gives the page itself, and `run` calls any export of the module with
 * JSON arguments and a JSON result.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, test } from 'vitest';
import { launchBrowser } from './browser.ts';

export type Cases = Record<string, () => Promise<void>>;

export interface TestPage {
  page: Page;
  context: BrowserContext;
  /** Calls an export of the module in the page. Arguments and result are JSON; an error thrown there is thrown here. */
  run(name: string, ...args: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** What was bundled in this process, by the module's address: a test file opens the same page many times. */
const bundles = new Map<string, ReturnType<typeof bundle>>();

/** One self-contained ES module. Workers that it starts with `new Worker(new URL(…))` come as further files. */
async function bundle(module: URL): Promise<Map<string, string | Uint8Array>> {
  const result = await build({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    base: './',
    publicDir: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: {
      write: false,
      minify: false,
      sourcemap: 'inline',
      target: 'esnext',
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(module),
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: 'module.js' },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  return new Map(
    outputs.flatMap(({ output }) =>
      output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]),
    ),
  );
}

/** The page's entry: vitest rewrites every `import()` that is written in a test, so a page cannot be sent one. */
const entry = "import * as underTest from './module.js'; globalThis.underTest = underTest;";
const html = '<!doctype html><title>test</title><script type="module" src="/entry.js"></script>';
declare const underTest: Record<string, (...args: unknown[]) => unknown> & { cases?: Cases };

const types: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  wasm: 'application/wasm',
};

/** Serves an empty page on http://localhost (a secure context) that loads the module. */
export async function servePage(
  module: URL,
  port = 0,
): Promise<{ url: string; close(): Promise<void> }> {
  const bundled = bundles.get(module.href) ?? bundle(module);
  bundles.set(module.href, bundled);
  const files = new Map([...(await bundled), ['/index.html', html], ['/entry.js', entry]]);
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost').pathname;
    const path = asked === '/' ? '/index.html' : asked;
    const body = files.get(path);
    const type = types[path.slice(path.lastIndexOf('.') + 1)];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
    response.end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Opens such a page in a browser of its own. */
export async function openPage(
  module: URL,
  options: { userDataDir?: string; port?: number } = {},
): Promise<TestPage> {
  // A given port keeps the origin, and with it the storage, when the same profile is opened again.
  const server = await servePage(module, options.port);
  const context = await launchBrowser(
    options.userDataDir === undefined ? {} : { userDataDir: options.userDataDir },
  ).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(server.url);
  return {
    page,
    context,
    run: (name, ...args) =>
      page.evaluate(
        async ([name, args]) => {
          const exported = underTest[name];
          if (!exported) throw new Error(`the module exports no ${name}`);
          return await exported(...args);
        },
        [name, args] as const,
      ),
    close: async () => {
      await context.close();
      await server.close();
    },
  };
}

/** Registers the cases as tests that run in this Node. */
export function testHere(cases: Cases): void {
  for (const [name, body] of Object.entries(cases)) test(name, body);
}

/** Registers the `cases` that the module exports as tests that run in one page of a real browser. */
export async function testInPage(module: URL): Promise<void> {
  const { cases } = (await import(/* @vite-ignore */ module.href)) as { cases: Cases };
  let opened: TestPage | undefined;
  beforeAll(async () => {
    opened = await openPage(module);
  }, 60_000);
  afterAll(() => opened?.close());
  for (const name of Object.keys(cases)) {
    test(name, async () => {
      if (!opened) throw new Error('the page did not open');
      await opened.page.evaluate(async (name) => {
        await underTest.cases?.[name]?.();
      }, name);
    });
  }
}
