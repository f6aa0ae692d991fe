import { base58 } from '@scure/base';
import { ConfabError } from '../model/errors.ts';
import type { PeerId } from '../model/ids.ts';

/**
 * Identity multihash of a protobuf-encoded Ed25519 public key.
 * Source: libp2p specs, peer-ids, "Keys" and "Ed25519".
 */
const PREFIX = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];

/** The libp2p peer id of a 32-byte Ed25519 public key. */
export function peerIdOf(networkKey: Uint8Array): PeerId {
  const multihash = new Uint8Array(PREFIX.length + networkKey.length);
  multihash.set(PREFIX);
  multihash.set(networkKey, PREFIX.length);
  return base58.encode(multihash) as PeerId;
}

/** The peer id at the end of a multiaddr. Throws `malformed` when it has none. */
export function peerOfAddress(address: string): PeerId {
  const peer = /\/p2p\/([1-9A-HJ-NP-Za-km-z]+)$/.exec(address)?.[1];
  if (!peer) throw new ConfabError('malformed', `an address without a peer id: ${address}`);
  return peer as PeerId;
}
