import type { PeerId } from '../model/ids.ts';

/** Peers whose clocks are remembered. */
const MAX_PEERS = 64;

/** What clock readings can hold (SPEC T1): 2020 to 2089. Unix time in milliseconds. */
const EARLIEST = Date.UTC(2020, 0, 1);
const LATEST = Date.UTC(2089, 0, 1);

/** How far this device's clock is ahead of others', by what they said in their hellos. */
export class ClockOffset {
  readonly #offsets = new Map<PeerId, number>();
  readonly #changed: (offset: number) => void;

  constructor(changed: (offset: number) => void) {
    this.#changed = changed;
  }

  /** A peer's hello said `theirs` when it was `ours` here, Unix time in milliseconds. */
  heard(peer: PeerId, theirs: number, ours: number): void {
    // A time that no clock reading can hold is a fault or a lie, and says nothing of ours.
    if (theirs < EARLIEST || theirs > LATEST) return;
    const before = this.value;
    this.#offsets.delete(peer);
    this.#offsets.set(peer, ours - theirs);
    for (const oldest of this.#offsets.keys()) {
      if (this.#offsets.size <= MAX_PEERS) break;
      this.#offsets.delete(oldest);
    }
    if (this.value !== before) this.#changed(this.value);
  }

  /** Milliseconds ahead: the median over the peers, of two middle ones that which changes less; 0 while none is known. */
  get value(): number {
    const sorted = [...this.#offsets.values()].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle] ?? 0;
    const lower = sorted.length % 2 === 1 ? upper : (sorted[middle - 1] ?? upper);
    // Half way between a right clock and a wrong one is wrong for sure.
    return Math.abs(lower) < Math.abs(upper) ? lower : upper;
  }
}
