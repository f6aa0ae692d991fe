import { readAct } from '../model/acts.ts';
import type { ChainId, DeviceId, EntryId, LogId } from '../model/ids.ts';
import { equalBytes } from '../wire/bytes.ts';
import { decodeEnvelope, entryIdOf } from '../wire/envelope.ts';
import { MAX_SEEN } from '../wire/limits.ts';
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

/** The first place where a run differs from what is held, if its device signed both. Costs two checks. */
export function cheatIn(held: Held, run: Run): Cheat | null {
  const { log, chain, from } = run;
  const device = held.chain(chain)?.device;
  const at = run.envelopes.findIndex((theirs, i) => {
    const mine = held.envelope(chain, from + i);
    return mine !== undefined && !equalBytes(mine, theirs);
  });
  const one = held.envelope(chain, from + at);
  const other = run.envelopes[at];
  if (!device || at < 0 || !one || !other) return null;
  const previous = idBefore(held, run, from + at);
  const cheat = { device, log, chain, number: from + at, previous, one, other };
  return isCheatProven(held.office, cheat) ? cheat : null;
}

/** The id of the entry before a number, which both sides share. */
function idBefore(held: Held, { log, chain }: Run, number: number): EntryId | null {
  let previous: EntryId | null = null;
  for (let at = 0; at < number; at++) {
    const bytes = held.envelope(chain, at);
    if (!bytes) return null;
    const { act } = decodeEnvelope(bytes);
    const founds = act !== null && readAct(act, MAX_SEEN)?.t === 'found';
    previous = entryIdOf(
      { office: founds ? null : held.office, log, chain, number: at, previous },
      bytes,
    );
  }
  return previous;
}
