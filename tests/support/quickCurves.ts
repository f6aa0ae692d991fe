import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type * as Curves from '@noble/curves/ed25519.js';

/** What stands before 32 bytes in the PKCS #8 and the SubjectPublicKeyInfo of a key (RFC 8410). */
const PRIVATE = (curve: number) => [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, curve, 4, 34, 4, 32];
const PUBLIC = (curve: number) => [48, 42, 48, 5, 6, 3, 43, 101, curve, 3, 33, 0];
type Bytes = Uint8Array<ArrayBuffer>;
const X25519 = 110;
const ED25519 = 112;

/** Answers of each kind that are remembered before all are forgotten: one office needs some dozens. */
const MOST = 10_000;

function privateKey(curve: number, seed: Uint8Array): KeyObject {
  const key = Buffer.from([...PRIVATE(curve), ...seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** The same function, with each answer worked out once. */
function once(work: (...keys: Uint8Array[]) => Bytes): (...keys: Uint8Array[]) => Bytes {
  const known = new Map<string, Bytes>();
  return (...keys) => {
    const name = Buffer.concat(keys).toString('latin1');
    const found = known.get(name) ?? work(...keys);
    if (known.size >= MOST) known.clear();
    known.set(name, found);
    return found.slice();
  };
}

const publicKeys = (curve: number) =>
  once((seed) => {
    const publicKey = createPublicKey(privateKey(curve, seed as Uint8Array));
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    return new Uint8Array(spki.subarray(-32));
  });

const secrets = () =>
  once((seed, other) => {
    const key = Buffer.from([...PUBLIC(X25519), ...(other as Uint8Array)]);
    const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
    const own = privateKey(X25519, seed as Uint8Array);
    return new Uint8Array(diffieHellman({ privateKey: own, publicKey }));
  });

/**
 * The same keys, secrets and signatures by Node's own code, in a tenth of the time. For tests of many
 * devices in one process, in which a third of it would go into them. tests/unit/wire/quickCurves.test.ts
 * shows that nothing differs.
 */
export function quickCurves(real: typeof Curves): typeof Curves {
  const boxOf = publicKeys(X25519);
  return {
    ...real,
    ed25519: {
      ...real.ed25519,
      getPublicKey: publicKeys(ED25519),
      sign: (bytes, seed) => new Uint8Array(sign(null, bytes, privateKey(ED25519, seed))),
    },
    x25519: {
      ...real.x25519,
      getPublicKey: boxOf,
      getSharedSecret: secrets(),
      keygen(seed) {
        const secretKey = new Uint8Array(seed ?? randomBytes(32));
        return { secretKey, publicKey: boxOf(secretKey) };
      },
    },
  };
}
