import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ConfabError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Identity, KeyStore } from '../../ports.ts';
import { randomBytes, toBase64url, utf8 } from '../../wire/bytes.ts';
import { refuseClosed } from './closing.ts';
import type { Disk, Seeds } from './disk.ts';

/** Keys on a memory disk. With a `seed` (any text) the identity that it makes is always the same. */
export function makeKeyStore(disk: Disk, seed?: string): KeyStore {
  const session = disk.begin();
  const state = { closed: false };

  return {
    async load() {
      refuseClosed(state, 'key store');
      return disk.identity && identityOf(disk.identity);
    },
    async create() {
      refuseClosed(state, 'key store');
      const seeds: Seeds = {
        signing: seedFor('signing', seed),
        box: seedFor('box', seed),
        network: seedFor('network', seed),
      };
      await session.write(() => {
        if (disk.identity)
          throw new ConfabError('already-in-office', 'this device has an identity');
        disk.identity = seeds;
      });
      return identityOf(seeds);
    },
    async secret(name) {
      refuseClosed(state, 'key store');
      return disk.secrets.get(name)?.slice() ?? null;
    },
    async putSecret(name, value) {
      refuseClosed(state, 'key store');
      const kept = value.slice();
      await session.write(() => disk.secrets.set(name, kept));
    },
    async close() {
      state.closed = true;
    },
  };
}

const seedFor = (purpose: keyof Seeds, seed: string | undefined): Uint8Array =>
  seed === undefined ? randomBytes(32) : sha256(utf8(`confab test ${purpose} ${seed}`));

/** The identity that the seeds make; signs at once, without a turn of the event loop between. */
export function identityOf(seeds: Seeds): Identity {
  return {
    device: toBase64url(ed25519.getPublicKey(seeds.signing)) as DeviceId,
    box: x25519.getPublicKey(seeds.box),
    networkSeed: seeds.network.slice(),
    sign: async (bytes) => ed25519.sign(bytes, seeds.signing),
    agree: async (publicKey) => {
      try {
        return x25519.getSharedSecret(seeds.box, publicKey);
      } catch (cause) {
        throw new ConfabError('malformed', 'an X25519 key that gives no secret', { cause });
      }
    },
  };
}
