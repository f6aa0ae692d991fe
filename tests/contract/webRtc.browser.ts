import { inBrowser } from '../../src/adapters/libp2p/browser.ts';
import { createNetwork, type LibP2PNetwork } from '../../src/adapters/libp2p/network.ts';
import type { PeerId } from '../../src/model/ids.ts';
import type { NetworkEvent } from '../../src/ports.ts';

/** One network per page; a test drives two pages. */
let network: LibP2PNetwork;
const events: NetworkEvent[] = [];
const heard: string[] = [];

export async function begin(seed: number): Promise<PeerId> {
  network = await createNetwork({ seed: new Uint8Array(32).fill(seed), ...inBrowser() });
  network.onEvent((event) => events.push(event));
  network.onStream(async (stream) => {
    for await (const frame of stream) await stream.send(frame);
  });
  await network.start();
  network.subscribe('topic', {
    validate: (bytes) => {
      heard.push(new TextDecoder().decode(bytes));
      return 'accept';
    },
  });
  return network.peer;
}

export const dial = (address: string): Promise<PeerId> => network.dial(address);
export const connected = () => network.connected();
export const told = () => events;
export const messages = () => heard;
export const publish = (text: string): Promise<number> =>
  network.publish('topic', new TextEncoder().encode(text));

/** Sends a frame of so many bytes to the peer, which echoes it; resolves with the milliseconds taken. */
export async function echo(peer: PeerId, bytes: number): Promise<number> {
  const stream = await network.open(peer);
  const begun = performance.now();
  const frame = new Uint8Array(bytes).fill(7);
  await stream.send(frame);
  for await (const back of stream) {
    if (back.length !== bytes || back.some((it) => it !== 7)) throw new Error('another frame');
    break;
  }
  await stream.close();
  return performance.now() - begun;
}

/** How many connections there are to the peer. */
export const paths = (peer: PeerId): number =>
  network.node?.getConnections().filter((it) => it.remotePeer.toString() === peer).length ?? 0;

/** From now on no WebRTC connection comes about here, as behind a strict firewall. */
export function blockWebRtc(): void {
  RTCPeerConnection.prototype.setRemoteDescription = () => Promise.reject(new Error('blocked'));
}

/** From now on candidates are taken in slowly here, as on a busy machine. */
export function slowCandidates(milliseconds: number): void {
  const add = RTCPeerConnection.prototype.addIceCandidate;
  RTCPeerConnection.prototype.addIceCandidate = async function (...candidate: unknown[]) {
    await Reflect.apply(add, this, candidate);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  };
}

export const end = (): Promise<void> => network.stop();
