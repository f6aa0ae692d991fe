import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { type KeyMaker, type KeyRows, makeLockingKeyStore } from '../../lock/keyStore.ts';
import { ConfabError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Identity, KeyStore } from '../../ports.ts';
import { randomBytes, toBase64url } from '../../wire/bytes.ts';
import type { Database } from './database.ts';
import type { KeptIdentity, PrivateKey } from './schema.ts';

type Curve = 'Ed25519' | 'X25519';
type Engine = Pick<SubtleCrypto, 'generateKey'>;

/** Bytes of a private key where the engine has the curve not, and so no keys of it that cannot be read. */
const RAW_BYTES = 32;
const USAGES = { Ed25519: ['sign'], X25519: ['deriveBits'] } as const;

export interface BrowserIdentity extends Identity {
  /**
   * Whether the private keys in use can be read out by a script of this page: true in an engine whose
   * WebCrypto lacks Ed25519 or X25519 (Chromium before 137, Firefox before 130, Safari before 17).
   */
  readonly readable: boolean;
}

export interface BrowserKeyStore extends KeyStore {
  load(): Promise<BrowserIdentity | null>;
  create(): Promise<BrowserIdentity>;
}

/**
 * The device's keys in the profile's own database. Private keys are `CryptoKey`s that no script can read.
 * Nothing can wrap those either: a passphrase that is set before the identity is made wraps private keys
 * too, one that is set later wraps secrets and the network key. `engine` is replaced by tests only.
 */
export function makeKeyStore(database: Database, engine: Engine = crypto.subtle): BrowserKeyStore {
  return makeLockingKeyStore(rowsOf(database), makerOf(engine, database.name));
}

function rowsOf(database: Database): KeyRows<CryptoKey> {
  const access = database.attach('key store');
  return {
    identity: () => access.read(async (it) => (await it.get('identity', 'own')) ?? null),
    addIdentity: (identity) =>
      access.write(['identity'], async (transaction) => {
        const store = transaction.objectStore('identity');
        if ((await store.count()) > 0) {
          throw new ConfabError('already-in-office', `${database.name} has an identity`);
        }
        await store.add(identity, 'own');
      }),
    secret: (name) => access.read(async (it) => (await it.get('secrets', name)) ?? null),
    secrets: () =>
      access.read(async (connection) => {
        const { store } = connection.transaction('secrets');
        const [names, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
        return names.map((name, i) => [name, values[i] ?? new Uint8Array()]);
      }),
    put: (secrets, identity) =>
      access.write(['secrets', 'identity'], async (transaction) => {
        const store = transaction.objectStore('secrets');
        const writes = secrets.map(async ([name, value]) => {
          await (value ? store.put(value, name) : store.delete(name));
        });
        if (identity) writes.push(replace(transaction.objectStore('identity'), identity));
        await Promise.all(writes);
      }),
    close: async () => access.close(),
  };
}

async function replace(
  store: { put(value: KeptIdentity, key: 'own'): Promise<unknown> },
  identity: KeptIdentity,
): Promise<void> {
  await store.put(identity, 'own');
}

const makerOf = (engine: Engine, profile: string): KeyMaker<CryptoKey, BrowserIdentity> => ({
  async make(wrappable) {
    const signing =
      (await generatePair(engine, 'Ed25519', wrappable)) ?? ed25519.keygen(randomBytes(RAW_BYTES));
    const box =
      (await generatePair(engine, 'X25519', wrappable)) ?? x25519.keygen(randomBytes(RAW_BYTES));
    return {
      signing: signing.secretKey as PrivateKey,
      device: signing.publicKey as Uint8Array<ArrayBuffer>,
      box: box.secretKey as PrivateKey,
      boxPublic: box.publicKey as Uint8Array<ArrayBuffer>,
      networkSeed: randomBytes(32),
    };
  },
  async use(kept) {
    return identityOf(await handled(kept, profile));
  },
  settle: (kept) => handled(kept, profile),
});

/**
 * A pair whose private key cannot be read, or is its PKCS #8 when it is to be wrapped; null where the
 * engine does not have the curve.
 */
async function generatePair(
  engine: Engine,
  curve: Curve,
  wrappable: boolean,
): Promise<{ secretKey: PrivateKey; publicKey: Uint8Array } | null> {
  const usages: KeyUsage[] = curve === 'Ed25519' ? ['sign', 'verify'] : ['deriveBits'];
  try {
    const pair = (await engine.generateKey(curve, wrappable, usages)) as CryptoKeyPair;
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    if (!wrappable) return { secretKey: pair.privateKey, publicKey };
    const secretKey = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
    return { secretKey: new Uint8Array(secretKey), publicKey };
  } catch (error) {
    if ((error as DOMException).name === 'NotSupportedError') return null;
    throw error;
  }
}

/** The identity with what was PKCS #8 as keys that cannot be read. Rejects with `identity-lost`. */
async function handled(kept: KeptIdentity, profile: string): Promise<KeptIdentity> {
  const { device } = kept;
  try {
    const [signing, box] = await Promise.all([
      handleOf(kept.signing, 'Ed25519'),
      handleOf(kept.box, 'X25519'),
    ]);
    if (device.length === 32) return { ...kept, signing, box };
  } catch (cause) {
    throw new ConfabError('identity-lost', `the keys in ${profile} are damaged`, { cause });
  }
  throw new ConfabError('identity-lost', `the keys in ${profile} are damaged`);
}

async function handleOf(key: PrivateKey, curve: Curve): Promise<PrivateKey> {
  if (key instanceof CryptoKey || key.length === RAW_BYTES) return key;
  return crypto.subtle.importKey('pkcs8', key, curve, false, [...USAGES[curve]]);
}

function identityOf(kept: KeptIdentity): BrowserIdentity {
  const { signing, device, box, boxPublic, networkSeed } = kept;
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

async function agree(box: PrivateKey, publicKey: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (box instanceof Uint8Array) return x25519.getSharedSecret(box, publicKey);
  const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, []);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'X25519', public: other }, box, 256),
  );
}
