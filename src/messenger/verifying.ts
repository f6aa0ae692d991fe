import type { DeviceId, MemberId } from '../model/ids.ts';
import type { StateStore } from '../ports.ts';
import type { Verification } from './messenger.ts';

const VERIFIED = 'verified/';

/** Which members' devices this person has compared, and with what result. Kept on this device. */
export class Verifying {
  readonly #state: StateStore;
  readonly #verified = new Map<MemberId, readonly DeviceId[]>();
  readonly #listeners = new Set<() => void>();

  constructor(state: StateStore) {
    this.#state = state;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(VERIFIED)) {
      this.#verified.set(key.slice(VERIFIED.length) as MemberId, value as DeviceId[]);
    }
  }

  /** How a member's devices stand to those that were compared. */
  of(member: MemberId, devices: readonly DeviceId[]): Verification {
    const compared = this.#verified.get(member);
    if (!compared) return 'none';
    const now = [...devices].sort();
    const same = now.length === compared.length && now.every((id, i) => id === compared[i]);
    return same ? 'verified' : 'changed';
  }

  /** Remembers a comparison, or forgets it with null; durable when it resolves. */
  async set(member: MemberId, devices: readonly DeviceId[] | null): Promise<void> {
    const compared = devices && [...devices].sort();
    await this.#state.set({ [VERIFIED + member]: compared ?? undefined });
    if (compared) this.#verified.set(member, compared);
    else this.#verified.delete(member);
    for (const listener of [...this.#listeners]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
