import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { ConfabError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Identity, KeyStore } from '../../ports.ts';
import { randomBytes, toBase64url } from '../../wire/bytes.ts';
import type { Database } from './database.ts';
import type { KeptIdentity, PrivateKey } from './schema.ts';

export interface BrowserIdentity extends Identity {
  /**
   * Whether the private keys can be read out by whoever reads this profile: true in an engine whose
   * WebCrypto lacks Ed25519 or X25519 (Chromium before 137, Firefox before 130, Safari before 17).
   */
  readonly readable: boolean;
}

export interface BrowserKeyStore extends KeyStore {
  load(): Promise<BrowserIdentity | null>;
  create(): Promise<BrowserIdentity>;
}

/** The device's keys in the profile's own database. `engine` is replaced by tests only. */
export function makeKeyStore(
  database: Database,
  engine: Pick<SubtleCrypto, 'generateKey'> = crypto.subtle,
): BrowserKeyStore {
  const access = database.attach('key store');

  return {
    load: () =>
      access.read(async (connection) => {
        const kept = await connection.get('identity', 'own');
        return kept ? identityOf(kept, database.name) : null;
      }),
    async create() {
      const made = await generate(engine);
      await access.write(['identity'], async (transaction) => {
        const store = transaction.objectStore('identity');
        if ((await store.count()) > 0) {
          throw new ConfabError('already-in-office', `${database.name} has an identity`);
        }
        await store.add(made, 'own');
      });
      return identityOf(made, database.name);
    },
    secret: (name) =>
      access.read(async (connection) => (await connection.get('secrets', name)) ?? null),
    async putSecret(name, value) {
      const copy = value.slice();
      await access.write(['secrets'], async (transaction) => {
        await transaction.objectStore('secrets').put(copy, name);
      });
    },
    close: async () => access.close(),
  };
}

async function generate(engine: Pick<SubtleCrypto, 'generateKey'>): Promise<KeptIdentity> {
  const signing =
    (await generatePair(engine, 'Ed25519', ['sign', 'verify'])) ?? ed25519.keygen(randomBytes(32));
  const box =
    (await generatePair(engine, 'X25519', ['deriveBits'])) ?? x25519.keygen(randomBytes(32));
  return {
    signing: signing.secretKey as PrivateKey,
    device: signing.publicKey,
    box: box.secretKey as PrivateKey,
    boxPublic: box.publicKey,
    networkSeed: randomBytes(32),
  };
}

/** A pair whose private key cannot be read; null where the engine does not have the curve. */
async function generatePair(
  engine: Pick<SubtleCrypto, 'generateKey'>,
  curve: 'Ed25519' | 'X25519',
  usages: KeyUsage[],
): Promise<{ secretKey: CryptoKey; publicKey: Uint8Array } | null> {
  try {
    const pair = (await engine.generateKey(curve, false, usages)) as CryptoKeyPair;
    const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
    return { secretKey: pair.privateKey, publicKey: new Uint8Array(raw) };
  } catch (error) {
    if ((error as DOMException).name === 'NotSupportedError') return null;
    throw error;
  }
}

function identityOf(kept: KeptIdentity, profile: string): BrowserIdentity {
  const { signing, device, box, boxPublic, networkSeed } = kept;
  if (!isPrivate(signing) || !isPrivate(box) || device?.length !== 32) {
    throw new ConfabError('identity-lost', `the keys in ${profile} are damaged`);
  }
  return {
    device: toBase64url(device) as DeviceId,
    box: boxPublic.slice(),
    networkSeed: networkSeed.slice(),
    readable: signing instanceof Uint8Array || box instanceof Uint8Array,
    sign: async (bytes) =>
      signing instanceof Uint8Array
        ? ed25519.sign(bytes, signing)
        : new Uint8Array(
            await crypto.subtle.sign('Ed25519', signing, bytes as Uint8Array<ArrayBuffer>),
          ),
    async agree(publicKey) {
      try {
        return await agree(box, publicKey as Uint8Array<ArrayBuffer>);
      } catch (cause) {
        throw new ConfabError('malformed', 'an X25519 key that gives no secret', { cause });
      }
    },
  };
}

const isPrivate = (key: unknown): key is PrivateKey =>
  key instanceof CryptoKey || (key instanceof Uint8Array && key.length === 32);

async function agree(box: PrivateKey, publicKey: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (box instanceof Uint8Array) return x25519.getSharedSecret(box, publicKey);
  const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, []);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'X25519', public: other }, box, 256),
  );
}
