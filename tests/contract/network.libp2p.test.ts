import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { webSockets } from '@libp2p/websockets';
import { expect, test } from 'vitest';
import { createNetwork } from '../../src/adapters/libp2p/network.ts';
import { type OpenHub, openHub } from '../support/openHub.ts';
import { networkContract } from './network.ts';

const seed = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));

networkContract('libp2p over loopback WebSockets', async () => ({
  nowhere: '/ip4/127.0.0.1/tcp/1/ws',
  async listening() {
    const network = await createNetwork({
      seed: seed(),
      transports: [webSockets()],
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
      onError: () => undefined,
    });
    return { network, address: () => String(network.node?.getMultiaddrs()[0]) };
  },
  dialing: () =>
    createNetwork({ seed: seed(), transports: [webSockets()], onError: () => undefined }),
  async close() {},
}));

networkContract('libp2p through the relay’s one port and its gate', async () => {
  const hubs: OpenHub[] = [];
  return {
    nowhere: '/ip4/127.0.0.1/tcp/1/ws',
    async listening() {
      const hub = await openHub({ start: false });
      hubs.push(hub);
      return { network: hub.network, address: () => hub.address };
    },
    dialing: () =>
      createNetwork({ seed: seed(), transports: [webSockets()], onError: () => undefined }),
    async close() {
      for (const hub of hubs) await hub.close();
    },
  };
});

test('a stopped network keeps no process alive', async () => {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('networkExit.child.ts', import.meta.url)),
  ]);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('stopped\n');
  const stopped = performance.now();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  // What it must not wait for runs for a second or more.
  expect(performance.now() - stopped).toBeLessThan(800);
});
