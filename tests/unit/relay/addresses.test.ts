import { describe, expect, test } from 'vitest';
import { reachOf, readPublicUrl } from '../../../relay/addresses.ts';
import type { PeerId } from '../../../src/model/ids.ts';

const PEER = '12D3KooWQ3yCsAtQJN5jF2gBzL4q4SVbUZjc4R6w31Y5fiEoLuRD' as PeerId;

describe('where a relay is reached', () => {
  test.each([
    ['127.0.0.1', 'http://127.0.0.1:8787', '/ip4/127.0.0.1/tcp/8787/ws'],
    ['::1', 'http://[::1]:8787', '/ip6/::1/tcp/8787/ws'],
    ['localhost', 'http://localhost:8787', '/dns/localhost/tcp/8787/ws'],
  ])('at %s', (host, url, address) => {
    const reach = reachOf(host, 8787, PEER, null);
    expect(reach.url).toBe(url);
    expect(reach.addresses).toEqual([`${address}/p2p/${PEER}`]);
    expect(reach.sockets).toEqual([url.replace('http', 'ws')]);
  });

  test('at this machine first when it listens everywhere', () => {
    const reach = reachOf('0.0.0.0', 8787, PEER, null);
    expect(reach.url).toBe('http://127.0.0.1:8787');
    expect(reach.addresses[0]).toBe(`/ip4/127.0.0.1/tcp/8787/ws/p2p/${PEER}`);
    expect(reach.addresses.length).toBeLessThanOrEqual(8);
  });

  test.each([
    [
      'https://chat.example.org',
      '/dns/chat.example.org/tcp/443/tls/ws',
      'wss://chat.example.org:443',
    ],
    [
      'https://chat.example.org:8443/',
      '/dns/chat.example.org/tcp/8443/tls/ws',
      'wss://chat.example.org:8443',
    ],
    ['http://10.0.0.5', '/ip4/10.0.0.5/tcp/80/ws', 'ws://10.0.0.5:80'],
    ['https://[2001:db8::1]', '/ip6/2001:db8::1/tcp/443/tls/ws', 'wss://[2001:db8::1]:443'],
  ])('behind a proxy at %s', (text, address, socket) => {
    const url = readPublicUrl(text);
    const reach = reachOf('127.0.0.1', 8787, PEER, url);
    expect(reach).toEqual({
      url: url.origin,
      addresses: [`${address}/p2p/${PEER}`],
      sockets: [socket],
    });
  });

  test.each([
    'chat.example.org',
    'ftp://chat.example.org',
    'https://chat.example.org/confab',
    'https://chat.example.org/?a',
    'https://me@chat.example.org',
    '',
  ])('is not read from %j', (text) => {
    expect(() => readPublicUrl(text)).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });
});
