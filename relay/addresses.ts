import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ConfabError } from '../src/model/errors.ts';
import type { PeerId } from '../src/model/ids.ts';
import { MAX_ADDRESSES } from '../src/wire/limits.ts';

/** Where a relay is reached. */
export interface Reach {
  /** The web app's origin, without a slash at its end. */
  readonly url: string;
  /** Multiaddrs with the relay's peer id, the best first. */
  readonly addresses: readonly string[];
  /** The same as origins of WebSockets. */
  readonly sockets: readonly string[];
}

/**
 * Where a relay that listens on a host and port is reached: at its public URL where there is one,
 * else at the host, or at this machine's own addresses when the host means all of them. The first
 * always works on this machine.
 */
export function reachOf(host: string, port: number, peer: PeerId, publicUrl: URL | null): Reach {
  if (publicUrl) {
    const secure = publicUrl.protocol === 'https:';
    const at = {
      host: bare(publicUrl.hostname),
      port: Number(publicUrl.port) || (secure ? 443 : 80),
      secure,
    };
    return { url: publicUrl.origin, addresses: [multiaddrOf(at, peer)], sockets: [socketOf(at)] };
  }
  const hosts = hostsOf(bare(host)).slice(0, MAX_ADDRESSES);
  const places = hosts.map((it) => ({ host: it, port, secure: false }));
  return {
    url: `http://${bracketed(hosts[0] ?? '127.0.0.1')}:${port}`,
    addresses: places.map((it) => multiaddrOf(it, peer)),
    sockets: places.map(socketOf),
  };
}

/** Reads a `--public-url`. Throws `malformed` naming what is wrong with it. */
export function readPublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConfabError('malformed', `no http or https address: ${text}`);
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new ConfabError(
      'malformed',
      `only a host and a port are used of a public address: ${text}`,
    );
  }
  return url;
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

function multiaddrOf({ host, port, secure }: Place, peer: PeerId): string {
  const version = isIP(host);
  const name = version === 0 ? 'dns' : `ip${version}`;
  return `/${name}/${host}/tcp/${port}${secure ? '/tls' : ''}/ws/p2p/${peer}`;
}

const socketOf = ({ host, port, secure }: Place): string =>
  `${secure ? 'wss' : 'ws'}://${bracketed(host)}:${port}`;

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');
const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

function hostsOf(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const own = Object.values(networkInterfaces())
    .flatMap((it) => it ?? [])
    // Link-local addresses need a zone that other machines name differently.
    .filter((it) => !it.internal && !it.address.startsWith('fe80:'))
    .filter((it) => host === '::' || it.family === 'IPv4')
    .map((it) => it.address);
  return ['127.0.0.1', ...own];
}
