import type { Admitted } from '../../src/log/judge.ts';
import { makeEntry } from '../../src/log/make.ts';
import type { Run } from '../../src/log/run.ts';
import type { Act } from '../../src/model/acts.ts';
import type { EntryId, LogId, OfficeId } from '../../src/model/ids.ts';
import type { Hlc } from '../../src/model/time.ts';
import type { Identity } from '../../src/ports.ts';
import { randomBytes } from '../../src/wire/bytes.ts';
import type { Cbor } from '../../src/wire/cbor.ts';
import { RUN_BYTES } from '../../src/wire/envelope.ts';
import { chainIdOf, keyIdOf } from '../../src/wire/hash.ts';

/** What a device that does not keep to the rules could write: any chain, in any log, at any time. */
export interface Crafted {
  readonly identity: Identity;
  readonly office: OfficeId;
  readonly log: LogId;
  readonly key: Uint8Array;
  readonly hlc: Hlc;
  readonly run?: Uint8Array;
}

/** A chain of entries, each bound to the one before; by default the text of each is its number. */
export async function craft(
  { identity, office, log, key, hlc, run = randomBytes(RUN_BYTES) }: Crafted,
  contents: readonly (Cbor | { act: Act })[],
): Promise<Admitted[]> {
  const chain = chainIdOf(office, log, identity.device, run);
  const made: Admitted[] = [];
  let previous: EntryId | null = null;
  for (const [number, it] of contents.entries()) {
    const act = isAct(it) ? it.act : null;
    const entry: Admitted = await makeEntry(
      { office, log, chain, number, previous },
      { content: isAct(it) ? {} : it, act },
      (hlc + number) as Hlc,
      run,
      identity,
      { id: keyIdOf(key), key },
    );
    made.push(entry);
    previous = entry.id;
  }
  return made;
}

const isAct = (it: Cbor | { act: Act }): it is { act: Act } =>
  typeof it === 'object' && it !== null && 'act' in it;

/** The run that these entries make. */
export function runOf(entries: readonly Admitted[]): Run {
  const first = entries[0];
  if (!first) throw new Error('no entries');
  const { log, chain, number: from } = first;
  return { log, chain, from, envelopes: entries.map(({ bytes }) => bytes) };
}

/** The bytes with one bit turned. */
export function turned(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
