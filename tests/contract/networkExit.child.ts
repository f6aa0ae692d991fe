import { webSockets } from '@libp2p/websockets';
import { createNetwork } from '../../src/adapters/libp2p/network.ts';

/** Uses all that a network has, stops it, says so, and ends when nothing is left running. */
const network = (listen: string[]) =>
  createNetwork({
    seed: crypto.getRandomValues(new Uint8Array(32)),
    transports: [webSockets()],
    addresses: { listen },
  });
const [hub, leaf] = [await network(['/ip4/127.0.0.1/tcp/0/ws']), await network([])];
await hub.start();
await leaf.start();
for (const it of [hub, leaf]) it.subscribe('topic', { validate: () => 'accept' });
hub.onStream(async (stream) => {
  for await (const frame of stream) await stream.send(frame);
});
await leaf.dial(String(hub.node?.getMultiaddrs()[0]));
const stream = await leaf.open(hub.peer);
await stream.send(new Uint8Array(1000));
for await (const _ of stream) break;
await leaf.publish('topic', new Uint8Array([1]));
await leaf.stop();
await hub.stop();
process.stdout.write('stopped\n');
