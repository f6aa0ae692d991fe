import { readAct } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import { type ChainId, type EntryId, type LogId, type OfficeId, ROSTER } from '../model/ids.ts';
import { decodeEnvelope, entryIdOf } from '../wire/envelope.ts';
import { chainIdOf } from '../wire/hash.ts';
import { MAX_SEEN } from '../wire/limits.ts';
import type { Admitted } from './judge.ts';

/** The root array of a chain in a log's document is named by the chain's id in base 36. */
export const arrayName = (chain: ChainId): string => chain.toString(36);

/**
 * Reads a chain back from this device's own storage. Everything in it was admitted before, so
 * signatures are not checked again; that it reads at all, and belongs where it stands, is.
 * Null when it is damaged.
 */
export function readChain(
  office: OfficeId,
  log: LogId,
  name: string,
  items: readonly [Uint8Array][],
): Admitted[] | null {
  const chain = Number.parseInt(name, 36) as ChainId;
  const entries: Admitted[] = [];
  let previous: EntryId | null = null;
  try {
    for (const [bytes] of items) {
      const entry = readEntry(office, log, chain, entries[0], entries.length, previous, bytes);
      entries.push(entry);
      previous = entry.id;
    }
  } catch (error) {
    if (error instanceof ConfabError || error instanceof TypeError) return null;
    throw error;
  }
  return entries;
}

function readEntry(
  office: OfficeId,
  log: LogId,
  chain: ChainId,
  first: Admitted | undefined,
  number: number,
  previous: EntryId | null,
  bytes: Uint8Array,
): Admitted {
  const envelope = decodeEnvelope(bytes);
  const act = log === ROSTER ? readAct(envelope.act, MAX_SEEN) : null;
  const scope = act?.t === 'found' ? null : office;
  const device = first?.device ?? envelope.first?.device;
  if (!device) throw new ConfabError('malformed', `chain ${chain} of ${log} has no author`);
  if (envelope.first && chainIdOf(scope, log, device, envelope.first.run) !== chain) {
    throw new ConfabError('malformed', `chain ${chain} of ${log} is another's`);
  }
  const id = entryIdOf({ office: scope, log, chain, number, previous }, bytes);
  return { id, log, chain, number, device, hlc: envelope.hlc, bytes, envelope, act };
}
