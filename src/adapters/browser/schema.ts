import type { DBSchema } from 'idb';
import type { Kept } from '../../lock/keyStore.ts';
import type { Waiting } from '../../ports.ts';

/** The object stores of a profile's own database. */
export interface Schema extends DBSchema {
  /** In the order put; found by place. */
  outbox: { key: number; value: Waiting; indexes: { place: [string, number, number] } };
  /** CBOR. */
  state: { key: string; value: Uint8Array };
  identity: { key: 'own'; value: KeptIdentity };
  secrets: { key: string; value: Uint8Array };
  /** The logs of which something is kept, each in a database of its own. */
  logs: { key: string; value: true };
}

/** A private key: one that cannot be read out where the engine has the curve, else its 32 bytes. */
export type PrivateKey = CryptoKey | Uint8Array<ArrayBuffer>;

/** What is kept of an identity. */
export type KeptIdentity = Kept<CryptoKey>;
