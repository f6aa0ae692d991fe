import { gossipsub } from '@chainsafe/libp2p-gossipsub';
import { noise } from '@chainsafe/libp2p-noise';
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { identify } from '@libp2p/identify';
import { ping } from '@libp2p/ping';
import { webRTC } from '@libp2p/webrtc';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { createLibp2p } from 'libp2p';
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

/** The libraries that the project was asked to use, as a browser needs them: the floor of its bundle. */
const doc = new Y.Doc();
new IndexeddbPersistence('bare', doc);
const [text] = createSignal('bare');
render(() => text(), document.body);
void createLibp2p({
  transports: [webSockets(), circuitRelayTransport(), webRTC()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify(), ping: ping(), gossip: gossipsub() },
});
