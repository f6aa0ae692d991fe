import { base58 } from '@scure/base';
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
