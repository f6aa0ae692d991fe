/** Serves the gallery, as buildGallery.ts has left it, under the policy that the relay sends. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headerPolicy } from '../../relay/policy.ts';

const folder = fileURLToPath(new URL('../../.cache/gallery/', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

const BLANK = '/blank';
/** Where axe lies, as a module: what a browser fetched it keeps compiled, which it would not of a text sent to it. */
export const AXE = '/axe.js';
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export interface Gallery {
  /** Address of a scene of tests/support/gallery/main.tsx. */
  scene(name: string, hash?: string): string;
  /** Address of an empty page of the same origin. */
  readonly blank: string;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const server = createServer((request, response) => {
    void (async () => {
      const asked = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      if (asked === BLANK) {
        response.writeHead(200, { 'content-type': types['.html'] }).end('<!doctype html>');
        return;
      }
      const path = asked === AXE ? axe : join(folder, asked === '/' ? 'index.html' : asked);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) {
        // Browsers ask for a favicon by themselves; its absence is no error of the page.
        response.writeHead(asked === '/favicon.ico' ? 204 : 404).end();
        return;
      }
      response.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': headerPolicy([]),
        // Names carry a hash of what is in them. A page of each test would fetch and compile all of it anew.
        'cache-control': extname(path) === '.html' ? 'no-cache' : 'max-age=31536000, immutable',
      });
      createReadStream(path).pipe(response);
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    blank: `http://localhost:${port}${BLANK}`,
    scene: (name, hash = '') => `http://localhost:${port}/?scene=${name}${hash}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
