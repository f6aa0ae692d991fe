import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type Kept, type KeyRows, makeLockingKeyStore } from '../../lock/keyStore.ts';
import { ConfabError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Identity, KeyStore } from '../../ports.ts';
import { bytesOf, equalBytes, randomBytes, toBase64url } from '../../wire/bytes.ts';
import type { Database } from './database.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A row of the table `identity`: private keys as PKCS #8 (wrapped under a lock), public ones raw. */
type KeptIdentity = Kept<never>;

/**
 * The device's keys in the data folder's database, which only its owner can read (mode 0600). Node
 * offers no keys that cannot be read; a platform's own keystore (macOS Keychain, Windows DPAPI, the
 * Secret Service, a TPM) could wrap these rows against somebody who copies the disk, as a passphrase
 * does. Against a program that runs as the same person neither would help.
 */
export function makeKeyStore(database: Database): KeyStore {
  return makeLockingKeyStore(rowsOf(database), {
    make: generate,
    use: (identity) => identityOf(identity, database.path),
    settle: async (identity) => identity,
  });
}

function rowsOf(database: Database): KeyRows<never> {
  const access = database.attach('key store');
  const { connection } = access;
  const selectIdentity = connection.prepare(
    'SELECT signing, device, box, box_public AS boxPublic, network_seed AS networkSeed FROM identity',
  );
  const insertIdentity = connection.prepare(
    'INSERT OR IGNORE INTO identity (one, signing, device, box, box_public, network_seed) VALUES (1, ?, ?, ?, ?, ?)',
  );
  const updateIdentity = connection.prepare(
    'UPDATE identity SET signing = ?, box = ?, network_seed = ?',
  );
  const selectSecret = connection.prepare('SELECT value FROM secret WHERE name = ?');
  const selectSecrets = connection.prepare('SELECT name, value FROM secret');
  const upsertSecret = connection.prepare(
    'INSERT OR REPLACE INTO secret (name, value) VALUES (?, ?)',
  );
  const deleteSecret = connection.prepare('DELETE FROM secret WHERE name = ?');

  return {
    identity: async () =>
      access.read(() => (selectIdentity.get() as KeptIdentity | undefined) ?? null),
    async addIdentity({ signing, device, box, boxPublic, networkSeed }) {
      let inserted = false;
      await access.write(() => {
        const { changes } = insertIdentity.run(signing, device, box, boxPublic, networkSeed);
        inserted = Number(changes) === 1;
      });
      if (!inserted) throw new ConfabError('already-in-office', `${database.path} has an identity`);
    },
    secret: async (name) =>
      access.read(() => (selectSecret.get(name)?.value as Uint8Array | undefined) ?? null),
    secrets: async () =>
      access.read(() =>
        selectSecrets.all().map(({ name, value }) => [name as string, value as Uint8Array]),
      ),
    async put(secrets, identity) {
      await access.write(() => {
        for (const [name, value] of secrets) {
          if (value) upsertSecret.run(name, value);
          else deleteSecret.run(name);
        }
        if (identity) updateIdentity.run(identity.signing, identity.box, identity.networkSeed);
      });
      // What was overwritten stands in the write-ahead log still.
      if (identity) access.read(() => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    },
    close: () => access.close(),
  };
}

async function generate(): Promise<KeptIdentity> {
  const signing = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const box = (await crypto.subtle.generateKey('X25519', true, ['deriveBits'])) as CryptoKeyPair;
  const exported = async (format: 'pkcs8' | 'raw', key: CryptoKey) =>
    new Uint8Array(await crypto.subtle.exportKey(format, key));
  return {
    signing: await exported('pkcs8', signing.privateKey),
    device: await exported('raw', signing.publicKey),
    box: await exported('pkcs8', box.privateKey),
    boxPublic: await exported('raw', box.publicKey),
    networkSeed: randomBytes(32),
  };
}

/** Rejects with `identity-lost` when the kept keys cannot be read or do not fit each other. */
async function identityOf(kept: KeptIdentity, path: string): Promise<Identity> {
  const { signing, box } = await importKeys(kept).catch((cause: unknown) => {
    throw new ConfabError('identity-lost', `the keys in ${path} are damaged`, { cause });
  });
  return {
    device: toBase64url(kept.device) as DeviceId,
    box: kept.boxPublic.slice(),
    networkSeed: kept.networkSeed.slice(),
    sign: async (bytes) =>
      new Uint8Array(await crypto.subtle.sign('Ed25519', signing, bytes as Bytes)),
    async agree(publicKey) {
      try {
        const other = await crypto.subtle.importKey('raw', publicKey as Bytes, 'X25519', false, []);
        return new Uint8Array(
          await crypto.subtle.deriveBits({ name: 'X25519', public: other }, box, 256),
        );
      } catch (cause) {
        throw new ConfabError('malformed', 'an X25519 key that gives no secret', { cause });
      }
    },
  };
}

async function importKeys(kept: KeptIdentity): Promise<{ signing: CryptoKey; box: CryptoKey }> {
  if (!fits(kept.signing, kept.device) || !fits(kept.box, kept.boxPublic)) {
    throw new Error('a private key does not fit its public key');
  }
  return {
    signing: await crypto.subtle.importKey('pkcs8', kept.signing, 'Ed25519', false, ['sign']),
    box: await crypto.subtle.importKey('pkcs8', kept.box, 'X25519', false, ['deriveBits']),
  };
}

function fits(pkcs8: Uint8Array, publicKey: Uint8Array): boolean {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return x !== undefined && equalBytes(bytesOf(x), publicKey);
}
