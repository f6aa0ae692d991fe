import type { DeviceId, MemberId } from '../model/ids.ts';
import type { Roster } from '../office/roster.ts';
import type { StateStore } from '../ports.ts';
import type { Verification } from './messenger.ts';

const VERIFIED = 'verified/';

/** A member's devices: those of now, and those that were removed or left; null where that was not noted. */
interface Devices {
  readonly devices: readonly DeviceId[];
  readonly gone: readonly DeviceId[] | null;
}

/** The devices of a member in the roster. */
export function devicesOf(roster: Roster, member: MemberId): Devices & { gone: DeviceId[] } {
  const gone = [...roster.formerDevices.values()].filter((it) => it.member === member);
  return {
    devices: roster.members.get(member)?.devices ?? [],
    gone: gone.map(({ id }) => id),
  };
}

/** Which members' devices this person has compared, and with what result. Kept on this device. */
export class Verifying {
  readonly #state: StateStore;
  readonly #verified = new Map<MemberId, Devices>();
  readonly #listeners = new Set<() => void>();

  constructor(state: StateStore) {
    this.#state = state;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(VERIFIED)) {
      this.#verified.set(key.slice(VERIFIED.length) as MemberId, toDevices(value));
    }
  }

  /**
   * How a member's devices stand to those that were compared. One that came since and is gone again counts
   * too: what it wrote is there.
   */
  of(member: MemberId, roster: Roster): Verification {
    const compared = this.#verified.get(member);
    if (!compared) return 'none';
    const { devices, gone } = devicesOf(roster, member);
    const before = compared.gone && new Set([...compared.devices, ...compared.gone]);
    const same =
      devices.length === compared.devices.length &&
      devices.every((id) => compared.devices.includes(id)) &&
      gone.every((id) => before?.has(id) ?? true);
    return same ? 'verified' : 'changed';
  }

  /** Remembers a comparison, or forgets it with null; durable when it resolves. */
  async set(member: MemberId, compared: Devices | null): Promise<void> {
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

/** What was kept before it told which were gone is the ids alone. */
const toDevices = (kept: unknown): Devices =>
  Array.isArray(kept) ? { devices: kept, gone: null } : (kept as Devices);
