import type { DeviceId } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';

const KEY = 'last-seen';
/** Milliseconds between two writes: a crash forgets as much. */
const KEEP_AFTER = 60_000;

/** When each device was last heard, as this device remembers it. */
export class LastSeen {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #seen = new Map<DeviceId, number>();
  #cancel: (() => void) | null = null;

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    const kept = await this.#state.get(KEY);
    if (!Array.isArray(kept)) return;
    for (const [device, at] of kept as [DeviceId, number][]) this.#seen.set(device, Number(at));
  }

  /** Heard at a corrected Unix time in milliseconds. */
  note(device: DeviceId, at: number): void {
    this.#seen.set(device, at);
    this.#cancel ??= this.#clock.after(KEEP_AFTER, () => {
      this.#cancel = null;
      void this.#keep();
    });
  }

  /** Unix time in milliseconds at which one of them was last heard; null when none ever was. */
  of(devices: readonly DeviceId[]): number | null {
    const times = devices.flatMap((device) => this.#seen.get(device) ?? []);
    return times.length > 0 ? Math.max(...times) : null;
  }

  /** One that is lost understates when somebody was here, nothing worse. */
  async #keep(): Promise<void> {
    await this.#state.set({ [KEY]: [...this.#seen] }).catch(() => {});
  }

  async close(): Promise<void> {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    await this.#keep();
  }
}
