import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
};
const COMPRESSIBLE = /^text\/|json|javascript|svg|wasm/;
/** Bytes below which compressing gains nothing. */
const SMALL = 1024;
/** Brotli's effort, of 11: a tenth of the time of the most for 3 % more bytes. */
const EFFORT = 9;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';

/** One file of the web app, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly etag: string;
  /** Its name holds a hash of its content: it never changes. */
  readonly hashed: boolean;
  /** The content in an encoding; compressed once, at the first call. */
  body(encoding: Encoding): Promise<Uint8Array>;
  /** Whether compressed encodings are offered. */
  readonly compressible: boolean;
}

/**
 * Reads a built web app into memory: path (`/index.html`) to file. What is not in it cannot be
 * asked for, whatever a request's path says. Empty when there is no such folder.
 */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const path of filesIn(folder)) {
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    assets.set(name, asset(name, readFileSync(path)));
  }
  return assets;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => join(it.parentPath, it.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function asset(name: string, content: Uint8Array): Asset {
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const compressible = COMPRESSIBLE.test(type) && content.length >= SMALL;
  const made = new Map<Encoding, Promise<Uint8Array>>();
  return {
    type,
    compressible,
    hashed: name.startsWith('/assets/'),
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    body(encoding) {
      let body = made.get(encoding);
      if (!body) {
        body = encode(content, encoding);
        made.set(encoding, body);
      }
      return body;
    },
  };
}

async function encode(content: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === 'identity') return content;
  if (encoding === 'gzip') return zip(content);
  return brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: EFFORT } });
}
