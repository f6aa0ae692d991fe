import { webSockets } from '@libp2p/websockets';
import { createNetwork } from '../../src/adapters/libp2p/network.ts';
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
