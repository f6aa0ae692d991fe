import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { webSockets } from '@libp2p/websockets';
import { expect, test } from 'vitest';
import { networkLater } from '../../src/adapters/libp2p/later.ts';
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

networkContract('libp2p that is loaded when it is started', async () => {
  const quiet = { transports: [webSockets()], onError: () => undefined };
  return {
    nowhere: '/ip4/127.0.0.1/tcp/1/ws',
    async listening() {
      let address = () => '';
      const network = await networkLater({
        seed: seed(),
        webrtc: false,
        load: async (seed) => {
          const addresses = { listen: ['/ip4/127.0.0.1/tcp/0/ws'] };
          const made = await createNetwork({ seed, ...quiet, addresses });
          address = () => String(made.node?.getMultiaddrs()[0]);
          return made;
        },
      });
      return { network, address: () => address() };
    },
    dialing: () =>
      networkLater({
        seed: seed(),
        webrtc: false,
        load: (seed) => createNetwork({ seed, ...quiet }),
      }),
    async close() {},
  };
});

test('a network whose code did not come tries again at the next start', async () => {
  let tries = 0;
  const network = await networkLater({
    seed: seed(),
    webrtc: false,
    load: async (seed) => {
      if (tries++ === 0) throw new Error('offline');
      return createNetwork({ seed, transports: [webSockets()] });
    },
  });
  await expect(network.start()).rejects.toThrow('offline');
  await network.start();
  await network.stop();
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
