import type { Keys } from '../log/entry.ts';
import { type KeyId, type LogId, type OfficeId, partsOf, ROSTER } from '../model/ids.ts';
import { channelKeyOf, keyIdOf, presenceKeyOf, rosterKeyOf } from '../wire/hash.ts';

interface NamedKey {
  readonly id: KeyId;
  readonly key: Uint8Array;
}

const named = (key: Uint8Array): NamedKey => ({ id: keyIdOf(key), key });

/**
 * The office keys that this device has, oldest generation first, and every key that follows from
 * them. Groups and directs will bring keys of their own.
 */
export class Keyring implements Keys {
  readonly #office: OfficeId;
  readonly #generations: Uint8Array[];
  /** What was derived, by what it is for. */
  readonly #derived = new Map<string, readonly NamedKey[]>();

  constructor(office: OfficeId, generations: readonly Uint8Array[]) {
    this.#office = office;
    this.#generations = [...generations];
  }

  /** Takes the office keys that an invite or a lockbox brought. */
  add(generations: readonly Uint8Array[]): void {
    this.#generations.push(...generations);
    this.#derived.clear();
  }

  /** The office keys themselves, to be kept or boxed. */
  get generations(): readonly Uint8Array[] {
    return this.#generations;
  }

  find(id: KeyId, log: LogId): Uint8Array | undefined {
    return this.#keysOf(partsOf(log)?.conversation ?? ROSTER).find((it) => it.id === id)?.key;
  }

  current(log: LogId): NamedKey | undefined {
    return this.#keysOf(partsOf(log)?.conversation ?? ROSTER).at(-1);
  }

  /** Keys that open presence, newest last. */
  presence(): readonly NamedKey[] {
    return this.#keysOf('presence');
  }

  #keysOf(purpose: string): readonly NamedKey[] {
    const cached = this.#derived.get(purpose);
    if (cached) return cached;
    const derived = this.#generations.map((key) => named(this.#derive(key, purpose)));
    const first = this.#generations[0];
    const keys =
      purpose === ROSTER && first ? [named(rosterKeyOf(first, null)), ...derived] : derived;
    this.#derived.set(purpose, keys);
    return keys;
  }

  #derive(key: Uint8Array, purpose: string): Uint8Array {
    if (purpose === ROSTER) return rosterKeyOf(key, this.#office);
    if (purpose === 'presence') return presenceKeyOf(key, this.#office);
    return channelKeyOf(key, this.#office, purpose as Parameters<typeof channelKeyOf>[2]);
  }
}
