import { readAct } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ChainId,
  type DeviceId,
  type EntryId,
  type LogId,
  type OfficeId,
  ROSTER,
} from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import { decodeEnvelope, type Envelope, entryIdOf } from '../wire/envelope.ts';
import { chainIdOf } from '../wire/hash.ts';
import { MAX_SEEN } from '../wire/limits.ts';
import type { Admitted } from './judge.ts';

/** The root array of a chain in a log's document is named by the chain's id in base 36. */
export const arrayName = (chain: ChainId): string => chain.toString(36);

/** The ids of a chain that is read back, worked out as far as they are asked for. */
class Ids {
  readonly #office: OfficeId;
  readonly #entries: readonly Omit<Admitted, 'id'>[];
  readonly #known: EntryId[] = [];

  constructor(office: OfficeId, entries: readonly Omit<Admitted, 'id'>[]) {
    this.#office = office;
    this.#entries = entries;
  }

  at(number: number): EntryId {
    for (const { log, chain, number: at, act, bytes } of this.#entries.slice(
      this.#known.length,
      number + 1,
    )) {
      const office = act?.t === 'found' ? null : this.#office;
      const previous = this.#known.at(-1) ?? null;
      this.#known.push(entryIdOf({ office, log, chain, number: at, previous }, bytes));
    }
    return this.#known[number] as EntryId;
  }
}

/** An entry that was read back. Its id takes the hashes of its whole chain: most are never asked for. */
class Kept implements Admitted {
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
  readonly device: DeviceId;
  readonly hlc: Hlc;
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
  readonly act: Admitted['act'];
  readonly #ids: Ids;

  constructor(entry: Omit<Admitted, 'id'>, ids: Ids) {
    this.log = entry.log;
    this.chain = entry.chain;
    this.number = entry.number;
    this.device = entry.device;
    this.hlc = entry.hlc;
    this.bytes = entry.bytes;
    this.envelope = entry.envelope;
    this.act = entry.act;
    this.#ids = ids;
  }

  get id(): EntryId {
    return this.#ids.at(this.number);
  }
}

/**
 * Reads a chain back from this device's own storage. Everything in it was admitted before, so
 * neither signatures nor hashes are checked again; that it reads at all, and belongs where it
 * stands, is. Null when it is damaged.
 */
export function readChain(
  office: OfficeId,
  log: LogId,
  name: string,
  items: readonly [Uint8Array][],
): Admitted[] | null {
  const chain = Number.parseInt(name, 36) as ChainId;
  const entries: Admitted[] = [];
  const ids = new Ids(office, entries);
  try {
    for (const [bytes] of items) {
      const entry = readEntry(office, log, chain, entries[0], entries.length, bytes);
      entries.push(new Kept(entry, ids));
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
  bytes: Uint8Array,
): Omit<Admitted, 'id'> {
  const envelope = decodeEnvelope(bytes);
  const act = log === ROSTER ? readAct(envelope.act, MAX_SEEN) : null;
  const device = first?.device ?? envelope.first?.device;
  if (!device) throw new ConfabError('malformed', `chain ${chain} of ${log} has no author`);
  const scope = act?.t === 'found' ? null : office;
  if (envelope.first && chainIdOf(scope, log, device, envelope.first.run) !== chain) {
    throw new ConfabError('malformed', `chain ${chain} of ${log} is another's`);
  }
  return { log, chain, number, device, hlc: envelope.hlc, bytes, envelope, act };
}
