import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Kept, type KeyRows, makeLockingKeyStore } from '../../lock/keyStore.ts';
import { ConfabError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Identity, KeyStore } from '../../ports.ts';
import { randomBytes, toBase64url, utf8 } from '../../wire/bytes.ts';
import { refuseClosed } from './closing.ts';
import type { Disk, Seeds } from './disk.ts';

/** Keys on a memory disk. With a `seed` (any text) the identity that it makes is always the same. */
export function makeKeyStore(disk: Disk, seed?: string): KeyStore {
  return makeLockingKeyStore(rowsOf(disk), {
    make: async () => {
      const seeds = {
        signing: seedFor('signing', seed),
        box: seedFor('box', seed),
        network: seedFor('network', seed),
      };
      return keptOf(seeds);
    },
    use: async ({ signing, box, networkSeed }) =>
      identityOf({ signing, box, network: networkSeed }),
    settle: async (identity) => identity,
  });
}

function rowsOf(disk: Disk): KeyRows<never> {
  const session = disk.begin();
  const state = { closed: false };
  const refuse = () => refuseClosed(state, 'key store');
  return {
    async identity() {
      refuse();
      return disk.identity && keptOf(disk.identity);
    },
    async addIdentity(identity) {
      refuse();
      await session.write(() => {
        if (disk.identity)
          throw new ConfabError('already-in-office', 'this device has an identity');
        disk.identity = seedsOf(identity);
      });
    },
    async secret(name) {
      refuse();
      return disk.secrets.get(name)?.slice() ?? null;
    },
    async secrets() {
      refuse();
      return [...disk.secrets].map(([name, value]) => [name, value.slice()]);
    },
    async put(secrets, identity) {
      refuse();
      await session.write(() => {
        for (const [name, value] of secrets) {
          if (value) disk.secrets.set(name, value.slice());
          else disk.secrets.delete(name);
        }
        if (identity) disk.identity = seedsOf(identity);
      });
    },
    async close() {
      state.closed = true;
    },
  };
}

const seedsOf = ({ signing, box, networkSeed }: Kept<never>): Seeds => ({
  signing,
  box,
  network: networkSeed,
});

/** Public keys are derived when the identity is used. */
const keptOf = ({ signing, box, network }: Seeds): Kept<never> => ({
  signing: signing.slice(),
  device: new Uint8Array(),
  box: box.slice(),
  boxPublic: new Uint8Array(),
  networkSeed: network.slice(),
});

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
