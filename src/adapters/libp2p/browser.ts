import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { webRTC } from '@libp2p/webrtc';
import { webSockets } from '@libp2p/websockets';
import { mendInitChannels } from './initChannel.ts';
import type { NetworkOptions } from './network.ts';

/**
 * What a browser's network has besides its seed: WebSockets to the relay, circuits through it, and
 * WebRTC that they lead to. No STUN or TURN server is ever asked: peers that do not find each other
 * in their own networks stay connected through the relay.
 */
export function inBrowser(): Pick<NetworkOptions, 'transports' | 'webrtc'> {
  mendInitChannels();
  return {
    transports: [
      webSockets(),
      circuitRelayTransport(),
      webRTC({ rtcConfiguration: { iceServers: [] } }),
    ],
    webrtc: true,
  };
}
