import {
  AeadId,
  type AeadInterface,
  Dhkem,
  type DhkemPrimitives,
  HkdfSha256Native,
  KemId,
  toUint8Array,
} from '@hpke/common';
import { CipherSuite } from '@hpke/core';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract, hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ConfabError } from '../model/errors.ts';
import { randomBytes } from './bytes.ts';
import { type Cbor, decode, encode } from './cbor.ts';

/**
 * Lockboxes: values sealed to one recipient's X25519 key with HPKE (RFC 9180, base mode,
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305; SPEC X1). The protocol is the library's;
 * what stands here lets it use keys that cannot be read out, through `agree`, and the same primitives as
 * everything else here, on engines without X25519 too.
 */

/** A key pair's private side: X25519 with another public key, 32 bytes. */
export type Agree = (publicKey: Uint8Array) => Promise<Uint8Array> | Uint8Array;

export interface LockKey {
  /** X25519 public key, 32 bytes. */
  readonly box: Uint8Array;
  readonly agree: Agree;
}

const ENC_BYTES = 32;

/** What the library carries about as a key. */
interface Held {
  readonly bytes: Uint8Array;
  readonly agree?: Agree;
}
const held = (key: Held): CryptoKey => key as unknown as CryptoKey;
const heldIn = (key: CryptoKey): Held => key as unknown as Held;
const bufferOf = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;
const unused = async (): Promise<never> => {
  throw new TypeError('not part of base mode');
};

const primitives: DhkemPrimitives = {
  serializePublicKey: async (key) => bufferOf(heldIn(key).bytes),
  deserializePublicKey: async (key) => {
    const bytes = ArrayBuffer.isView(key)
      ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength)
      : new Uint8Array(key);
    return held({ bytes });
  },
  async generateKeyPair() {
    const { secretKey, publicKey } = x25519.keygen(randomBytes(32));
    const agree: Agree = (other) => x25519.getSharedSecret(secretKey, other);
    return {
      publicKey: held({ bytes: publicKey }),
      privateKey: held({ bytes: publicKey, agree }),
    };
  },
  derivePublicKey: async (key) => held({ bytes: heldIn(key).bytes }),
  async dh(own, other) {
    const { agree } = heldIn(own);
    if (!agree) throw new TypeError('a public key in place of a private one');
    return bufferOf(await agree(heldIn(other).bytes));
  },
  serializePrivateKey: unused,
  deserializePrivateKey: unused,
  importKey: unused,
  deriveKeyPair: unused,
};

/** HKDF without a turn through the engine's thread pool: a lockbox is small, and there are hundreds. */
class Kdf extends HkdfSha256Native {
  override extract = async (salt: Bytes, ikm: Bytes): Promise<ArrayBuffer> =>
    bufferOf(extract(sha256, toUint8Array(ikm), toUint8Array(salt)));
  override expand = async (prk: Bytes, info: Bytes, length: number): Promise<ArrayBuffer> =>
    bufferOf(expand(sha256, toUint8Array(prk), toUint8Array(info), length));
  override extractAndExpand = async (
    salt: Bytes,
    ikm: Bytes,
    info: Bytes,
    length: number,
  ): Promise<ArrayBuffer> =>
    bufferOf(hkdf(sha256, toUint8Array(ikm), toUint8Array(salt), toUint8Array(info), length));
}

type Bytes = ArrayBufferLike | ArrayBufferView;

const aead: AeadInterface = {
  id: AeadId.Chacha20Poly1305,
  keySize: 32,
  nonceSize: 12,
  tagSize: 16,
  createEncryptionContext: (key) => {
    const cipher = (nonce: Bytes, aad: Bytes) =>
      chacha20poly1305(toUint8Array(key), toUint8Array(nonce), toUint8Array(aad));
    return {
      seal: async (nonce, data, aad) => bufferOf(cipher(nonce, aad).encrypt(toUint8Array(data))),
      open: async (nonce, data, aad) => bufferOf(cipher(nonce, aad).decrypt(toUint8Array(data))),
    };
  },
};

class AgreeingKem extends Dhkem {
  override readonly id = KemId.DhkemX25519HkdfSha256;
  override readonly secretSize = 32;
  override readonly encSize = ENC_BYTES;
  override readonly publicKeySize = 32;
  override readonly privateKeySize = 32;

  constructor() {
    super(KemId.DhkemX25519HkdfSha256, primitives, new Kdf());
  }
}

const suite = new CipherSuite({
  kem: new AgreeingKem(),
  kdf: new Kdf(),
  aead,
});

/** Seals a value to an X25519 key: 32 bytes of encapsulated key, then the ciphertext. */
export async function sealTo(recipient: Uint8Array, value: Cbor, bound: Cbor): Promise<Uint8Array> {
  const { enc, ct } = await suite.seal(
    { recipientPublicKey: held({ bytes: recipient }), info: bufferOf(encode(bound)) },
    bufferOf(encode(value)),
  );
  const box = new Uint8Array(enc.byteLength + ct.byteLength);
  box.set(new Uint8Array(enc));
  box.set(new Uint8Array(ct), enc.byteLength);
  return box;
}

/** Opens what `sealTo` made. Rejects with `malformed` for another's box or altered bytes. */
export async function openBox(key: LockKey, box: Uint8Array, bound: Cbor): Promise<Cbor> {
  const pair = {
    publicKey: held({ bytes: key.box }),
    privateKey: held({ bytes: key.box, agree: key.agree }),
  };
  try {
    const plaintext = await suite.open(
      {
        recipientKey: pair,
        enc: bufferOf(box.subarray(0, ENC_BYTES)),
        info: bufferOf(encode(bound)),
      },
      bufferOf(box.subarray(ENC_BYTES)),
    );
    return decode(new Uint8Array(plaintext));
  } catch (cause) {
    throw new ConfabError('malformed', 'a lockbox that this key does not open', { cause });
  }
}

/** The u-coordinate of the base point. Source: RFC 7748 §4.1. */
const BASE = new Uint8Array(32);
BASE[0] = 9;

/**
 * The key pair that follows from a seed of 32 bytes. The public key by the ladder (RFC 7748 §6.1), as
 * any other product: the library's own way first makes tables, 30 ms in a program that just started.
 */
export const lockKeyOf = (seed: Uint8Array): LockKey => ({
  box: x25519.getSharedSecret(seed, BASE),
  agree: (publicKey) => x25519.getSharedSecret(seed, publicKey),
});
