import type { ChainId, DeviceId, EntryId, LogId } from '../model/ids.ts';
import { equalBytes } from '../wire/bytes.ts';
import { isCheatProven } from '../wire/proofs.ts';
import type { Held } from './judge.ts';
import type { Run } from './run.ts';

/** Two entries that a device signed for one place: proof that it cheats (SPEC F1). */
export interface Cheat {
  readonly device: DeviceId;
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
  readonly previous: EntryId | null;
  readonly one: Uint8Array;
  readonly other: Uint8Array;
}

/** A log that knows the ids of what it holds: working one out takes hashing its whole chain. */
export interface Identified extends Held {
  idOf(chain: ChainId, number: number): EntryId | undefined;
}

/** The first place where a run differs from what is held, if its device signed both. Costs two checks. */
export function cheatIn(held: Identified, run: Run): Cheat | null {
  const { log, chain, from } = run;
  const device = held.chain(chain)?.device;
  const at = run.envelopes.findIndex((theirs, i) => {
    const mine = held.envelope(chain, from + i);
    return mine !== undefined && !equalBytes(mine, theirs);
  });
  const one = held.envelope(chain, from + at);
  const other = run.envelopes[at];
  if (!device || at < 0 || !one || !other) return null;
  const previous = held.idOf(chain, from + at - 1) ?? null;
  const cheat = { device, log, chain, number: from + at, previous, one, other };
  return isCheatProven(held.office, cheat) ? cheat : null;
}
