import type { Entry } from '../log/entry.ts';
import type { Draft } from '../log/make.ts';
import type { Act, Boxes, Cut } from '../model/acts.ts';
import { type EntryId, type KeyId, ROSTER } from '../model/ids.ts';
import { portionsOf } from '../office/portions.ts';
import { type Cbor, encode } from '../wire/cbor.ts';
import { MAX_ENVELOPE, MAX_PARTS, MAX_SEEN } from '../wire/limits.ts';
import type { Core } from './core.ts';

/** Bytes of an entry beside its act: its frame, its signature, and names in the sealed part. */
const REST = 2_048;
/** Bytes of an entry's id among what an act has seen. */
const ID = 45;

/** An act with lists that may be too long for one entry. */
type Listing = Extract<Act, { seen: EntryId[] }> & {
  cut?: Cut;
  key?: KeyId | null;
  boxes?: Boxes;
};

/**
 * Makes an act fit in one entry: what does not is told ahead of it (SPEC R21), so that nobody ever has
 * the act without. `write` puts the entries into the roster.
 */
export async function fitting<A extends Listing>(
  core: Core,
  act: A,
  write: (make: () => Draft) => Promise<Entry> = (make) => core.append(ROSTER, make),
): Promise<A> {
  const { seen, cut = [], key = null, boxes = [] } = act;
  const bare = {
    ...act,
    ...('cut' in act ? { cut: [] } : {}),
    ...('boxes' in act ? { boxes: [] } : {}),
  };
  const own = MAX_ENVELOPE - REST - MAX_PARTS * ID - encode(bare as unknown as Cbor).length;
  const each = MAX_ENVELOPE - REST - seen.length * ID;
  const [first, ...more] = portionsOf({ cut, boxes }, own, each);
  if (!first || more.length === 0) return act;
  const told: EntryId[] = [];
  for (const part of more) {
    const of = part.boxes.length > 0 ? key : null;
    const make = (): Draft => ({ content: {}, act: { t: 'part', seen, ...part, key: of } });
    told.push((await write(make)).at.id);
  }
  const lists = {
    ...('cut' in act ? { cut: first.cut } : {}),
    ...('boxes' in act ? { boxes: first.boxes } : {}),
  };
  return { ...act, ...lists, seen: [...told, ...seen].slice(0, MAX_SEEN) };
}
