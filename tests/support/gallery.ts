/** Builds the gallery and serves it under the Content-Security-Policy that the relay sends. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { headerPolicy } from '../../relay/policy.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

export interface Gallery {
  /** Address of a scene of tests/support/gallery/main.tsx. */
  scene(name: string, hash?: string): string;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const folder = await mkdtemp(join(tmpdir(), 'confab-gallery-'));
  await build({
    configFile: fileURLToPath(new URL('gallery/vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  const server = createServer((request, response) => {
    void (async () => {
      const asked = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      const path = join(folder, asked === '/' ? 'index.html' : asked);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) {
        // Browsers ask for a favicon by themselves; its absence is no error of the page.
        response.writeHead(asked === '/favicon.ico' ? 204 : 404).end();
        return;
      }
      response.writeHead(200, {
        'content-type': types[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': headerPolicy([]),
      });
      createReadStream(path).pipe(response);
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    scene: (name, hash = '') => `http://localhost:${port}/?scene=${name}${hash}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
