import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { ConfabError } from '../src/model/errors.ts';
import type { Asset, Encoding } from './assets.ts';
import { GUARDING_HEADERS, headerPolicy } from './policy.ts';
import type { Upgrades } from './webSocket.ts';

/** Milliseconds for a request's headers; who is slower is no browser. */
const HEADERS_TIMEOUT = 10_000;
/** Sockets at once, of browsers loading the app and of members connected. */
const MAX_SOCKETS = 2_000;
/** A host with a port, as a Host header may have it. */
const HOST = /^(?:[a-zA-Z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/;

const NO_APP =
  'This is a relay of Confab. It serves no web app; open the address that your office’s admin gave you.';

export interface Health {
  readonly status: 'ok';
  /** Members' devices connected now. */
  readonly peers: number;
  readonly offices: number;
}

export interface HttpOptions {
  readonly port: number;
  readonly host: string;
  /** The web app; null where it is hosted elsewhere. */
  readonly assets: ReadonlyMap<string, Asset> | null;
  health(): Health;
  /** Told of faults for which nobody waits. */
  onError?: (error: unknown) => void;
  /** Origins of WebSockets that the page may open besides the one it was loaded from: `wss://…`. */
  connectTo(): readonly string[];
}

/** The relay's one port: the web app, the health page, and WebSockets for libp2p. */
export interface HttpServer extends Upgrades {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens. Rejects with a ConfabError: `in-use` when the port is taken, else `not-allowed`. */
export async function openHttp(options: HttpOptions): Promise<HttpServer> {
  let upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null = null;
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT }, (request, response) => {
    answer(request, response, options).catch((error) => response.destroy(error));
  });
  server.maxConnections = MAX_SOCKETS;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (upgrade && pathOf(request) === '/') upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await listen(server, options);
  // Such as no file descriptors left for one more socket: the others go on.
  server.on('error', options.onError ?? console.error);
  return {
    port: (server.address() as AddressInfo).port,
    onUpgrade(handler) {
      upgrade = handler;
      return () => {
        upgrade = null;
      };
    },
    close: () => close(server),
  };
}

function listen(server: Server, { port, host }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'in-use' : 'not-allowed';
      reject(new ConfabError(reason, `port ${port} of ${host}: ${cause.message}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  for (const [name, value] of securityHeaders(request, options)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return say(response, request, 405, 'Only GET and HEAD are answered here.');
  }
  const path = pathOf(request);
  if (path === '/health') return sayHealth(response, request, options.health());
  const asset = options.assets?.get(path === '/' ? '/index.html' : path);
  if (asset) return sendAsset(response, request, asset);
  if (path === '/' && options.assets) {
    return say(response, request, 503, 'The web app is not built: run `npm run build`.');
  }
  if (path === '/') return say(response, request, 404, NO_APP);
  return say(response, request, 404, 'Nothing is here.');
}

/** The path of a request without its query; null bytes and escapes are looked up as they are and found nowhere. */
const pathOf = (request: IncomingMessage): string =>
  (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';

function securityHeaders(
  request: IncomingMessage,
  options: HttpOptions,
): (readonly [string, string])[] {
  const { host = '' } = request.headers;
  // Not every browser counts WebSockets of the page's own host as 'self'.
  const own = HOST.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
  const policy = headerPolicy([...own, ...options.connectTo()]);
  return [['Content-Security-Policy', policy], ...GUARDING_HEADERS];
}

function sayHealth(response: ServerResponse, request: IncomingMessage, health: Health): void {
  response.setHeader('Cache-Control', 'no-store');
  send(response, request, 200, 'application/json', JSON.stringify(health));
}

function say(
  response: ServerResponse,
  request: IncomingMessage,
  status: number,
  text: string,
): void {
  response.setHeader('Cache-Control', 'no-store');
  send(response, request, status, 'text/plain; charset=utf-8', `${text}\n`);
}

async function sendAsset(
  response: ServerResponse,
  request: IncomingMessage,
  asset: Asset,
): Promise<void> {
  const unchanging = 'public, max-age=31536000, immutable';
  response.setHeader('Cache-Control', asset.hashed ? unchanging : 'no-cache');
  response.setHeader('ETag', asset.etag);
  if (asset.compressible) response.setHeader('Vary', 'Accept-Encoding');
  if (isKnown(request, asset)) {
    response.writeHead(304).end();
    return;
  }
  const encoding = asset.compressible ? encodingFor(request) : 'identity';
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  send(response, request, 200, asset.type, await asset.body(encoding));
}

function send(
  response: ServerResponse,
  request: IncomingMessage,
  status: number,
  type: string,
  body: string | Uint8Array,
): void {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.writeHead(status).end(request.method === 'HEAD' ? undefined : body);
}

/** Whether the browser has this very content; proxies mark tags of compressed answers as weak. */
const isKnown = (request: IncomingMessage, asset: Asset): boolean =>
  (request.headers['if-none-match'] ?? '')
    .split(',')
    .some((it) => it.trim().replace(/^W\//, '') === asset.etag);

function encodingFor(request: IncomingMessage): Encoding {
  const header = String(request.headers['accept-encoding'] ?? '');
  const accepted = header
    .split(',')
    .filter((it) => !/;\s*q=0(?:\.0*)?\s*$/.test(it))
    .map((it) => it.split(';', 1)[0]?.trim());
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}
