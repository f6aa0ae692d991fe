import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ConfabError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Identity, KeyStore } from '../../ports.ts';
import { bytesOf, equalBytes, randomBytes, toBase64url } from '../../wire/bytes.ts';
import type { Database } from './database.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A row of the table `identity`: private keys as PKCS #8, public ones raw. */
interface KeptIdentity {
  readonly signing: Bytes;
  readonly device: Bytes;
  readonly box: Bytes;
  readonly boxPublic: Bytes;
  readonly networkSeed: Bytes;
}

/**
 * The device's keys in the data folder's database, which only its owner can read (mode 0600). Node
 * offers no keys that cannot be read; a platform's own keystore (macOS Keychain, Windows DPAPI, the
 * Secret Service, a TPM) could wrap these rows against somebody who copies the disk. Against a
 * program that runs as the same person it would not help, so the file's mode is the boundary here.
 */
export function makeKeyStore(database: Database): KeyStore {
  const access = database.attach('key store');
  const { connection } = access;
  const selectIdentity = connection.prepare(
    'SELECT signing, device, box, box_public AS boxPublic, network_seed AS networkSeed FROM identity',
  );
  const insertIdentity = connection.prepare(
    'INSERT OR IGNORE INTO identity (one, signing, device, box, box_public, network_seed) VALUES (1, ?, ?, ?, ?, ?)',
  );
  const selectSecret = connection.prepare('SELECT value FROM secret WHERE name = ?');
  const upsertSecret = connection.prepare(
    'INSERT OR REPLACE INTO secret (name, value) VALUES (?, ?)',
  );
  const kept = () => access.read(() => selectIdentity.get()) as KeptIdentity | undefined;

  return {
    async load() {
      const row = kept();
      return row ? identityOf(row, database.path) : null;
    },
    async create() {
      const made = await generate();
      const { signing, device, box, boxPublic, networkSeed } = made;
      let inserted = false;
      await access.write(() => {
        const { changes } = insertIdentity.run(signing, device, box, boxPublic, networkSeed);
        inserted = Number(changes) === 1;
      });
      if (!inserted) throw new ConfabError('already-in-office', `${database.path} has an identity`);
      return identityOf(made, database.path);
    },
    secret: async (name) =>
      access.read(() => (selectSecret.get(name)?.value as Uint8Array | undefined) ?? null),
    async putSecret(name, value) {
      const copy = value.slice();
      await access.write(() => {
        upsertSecret.run(name, copy);
      });
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
