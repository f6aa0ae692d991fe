import type { LogId, PeerId } from '../model/ids.ts';
import { equalBytes } from '../wire/bytes.ts';
import { MAX_CHAINS } from '../wire/limits.ts';
import { keyOf } from './claims.ts';
import { type Frame, TAG_BYTES } from './frames.ts';
import type { Intake } from './intake.ts';
import type { Ledger } from './ledger.ts';
import type { End, Replica, Run } from './replica.ts';

/** Chains of one peer that are fetched again at once because their ends differ. */
const MAX_SUSPECTS = 16;

interface Audited {
  readonly replica: Replica;
  readonly ledger: Ledger;
  readonly intake: Intake;
}

/**
 * Finds devices that wrote two entries at one place (SPEC Y10): vectors tell how far chains reach and
 * not what is in them, so two replicas can differ for ever without noticing. Both name the ends of
 * their chains; where these differ, the chain is fetched from its beginning and compared.
 */
export class Auditing {
  readonly #peer: PeerId;
  readonly #is: Audited;
  readonly #push: (frame: Frame) => void;
  /** Chains that are fetched again, and the number up to which. */
  readonly #suspects = new Map<string, number>();

  constructor(peer: PeerId, is: Audited, push: (frame: Frame) => void) {
    this.#peer = peer;
    this.#is = is;
    this.#push = push;
  }

  /** Names the ends of the chains that are at hand here and that the peer may read. */
  async tell(): Promise<void> {
    const { replica, ledger } = this.#is;
    for (const [log, ends] of (await replica.ends?.()) ?? []) {
      if (!ledger.mayRead(this.#peer, log)) continue;
      for (let at = 0; at < ends.length; at += MAX_CHAINS) {
        this.#push({ kind: 'ends', log, ends: ends.slice(at, at + MAX_CHAINS) });
      }
    }
  }

  /** Compares what the peer says stands at the ends of its chains. */
  async compare(log: LogId, ends: readonly End[]): Promise<void> {
    const { replica, ledger } = this.#is;
    if (!ledger.mayRead(this.#peer, log)) return;
    for (const { chain, next, tag } of ends) {
      const mine = await replica.tagOf?.(log, chain, next);
      if (!mine || equalBytes(mine, tag)) continue;
      if (this.#suspects.size >= MAX_SUSPECTS || this.#suspects.has(keyOf(log, chain))) continue;
      this.#suspects.set(keyOf(log, chain), next);
      this.#push({ kind: 'want', log, ranges: [{ chain, from: 0, to: next }] });
    }
  }

  /** Takes entries of a chain that is fetched again; false when they are of no such chain. */
  take(run: Run): boolean {
    const key = keyOf(run.log, run.chain);
    const end = this.#suspects.get(key);
    if (end === undefined) return false;
    if (run.envelopes.length === 0 || run.from + run.envelopes.length >= end) {
      this.#suspects.delete(key);
    }
    if (run.envelopes.length > 0) {
      // The replica sees the fork itself, and proves it; what it stores is told by it too.
      this.#is.intake.admit(run, { peer: this.#peer, live: false }).catch(() => undefined);
    }
    return true;
  }
}

/** The end of a chain as two replicas compare it: the last bytes of its newest signature. */
export const tagIn = (envelope: Uint8Array): Uint8Array => envelope.slice(-TAG_BYTES);
