import type { Keyring, KnownKey } from '../office/keyring.ts';
import type { KeyStore } from '../ports.ts';
import { saveKeys } from './settings.ts';

/** The keys that this device has, in memory and in its store: what is known of is durable. */
export class KeyVault {
  readonly #keyring: Keyring;
  readonly #store: KeyStore;
  #running: Promise<unknown> = Promise.resolve();

  constructor(keyring: Keyring, store: KeyStore) {
    this.#keyring = keyring;
    this.#store = store;
  }

  /**
   * Takes keys; resolves with those that are new, all of them durable. Rejects with `storage-full`,
   * `storage-failed`, and then none of them is known.
   */
  add(keys: readonly KnownKey[]): Promise<KnownKey[]> {
    // The whole list is written each time: one that was read before another was written would drop that.
    const added = this.#running.then(() => this.#add(keys));
    this.#running = added.catch(() => {});
    return added;
  }

  /** Takes what the roster says again after each start: in memory alone. */
  takePasses(passes: readonly Uint8Array[]): void {
    this.#keyring.takePasses(passes);
  }

  async #add(keys: readonly KnownKey[]): Promise<KnownKey[]> {
    const fresh = this.#keyring.lacking(keys);
    if (fresh.length > 0) await saveKeys(this.#store, [...this.#keyring.known, ...fresh]);
    return this.#keyring.add(fresh);
  }
}
