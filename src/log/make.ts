import { type Act, readAct } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import type { ConversationId, KeyId } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import type { Identity } from '../ports.ts';
import type { Cbor } from '../wire/cbor.ts';
import {
  boundTo,
  decodeEnvelope,
  encodeUnsigned,
  entryIdOf,
  type Place,
  putSignature,
  signedBytes,
} from '../wire/envelope.ts';
import { MAX_ENVELOPE, MAX_SEEN } from '../wire/limits.ts';
import { seal } from '../wire/seal.ts';
import type { Admitted } from './judge.ts';

/** What a person's act becomes before it has a place and a time. */
export interface Draft {
  readonly content: Cbor;
  /** The open part; only in the roster. */
  readonly act: Act | null;
  /** Seals under the key of this conversation instead of the log's: names that not everybody may read. */
  readonly about?: ConversationId;
  /** Seals under this key: who asks to be let in has no other yet. */
  readonly under?: { readonly id: KeyId; readonly key: Uint8Array };
  /** When it was written, where it is made again; otherwise now. */
  readonly hlc?: Hlc;
}

/**
 * Seals and signs an entry for its place. `run` is the 16 bytes that number 0 must carry. Throws
 * `malformed` for an act that others would refuse: with it would end all that follows it in its chain.
 */
export async function makeEntry(
  place: Place,
  draft: Draft,
  hlc: Hlc,
  run: Uint8Array,
  identity: Identity,
  { id: keyId, key }: { readonly id: KeyId; readonly key: Uint8Array },
): Promise<Admitted> {
  const { device } = identity;
  if (draft.act && readAct(draft.act, MAX_SEEN) === null) {
    throw new ConfabError('malformed', `an own act of kind ${draft.act.t}`);
  }
  const sealed = seal(key, draft.content, boundTo(place.office, place.log));
  const first = place.number === 0 ? { device, run } : null;
  const bytes = encodeUnsigned({ hlc, keyId, ...sealed, act: draft.act as Cbor, first });
  if (bytes.length > MAX_ENVELOPE) {
    const reason = draft.act ? 'act-too-large' : 'text-too-long';
    throw new ConfabError(reason, `an envelope of ${bytes.length} bytes`);
  }
  putSignature(bytes, await identity.sign(signedBytes(place, bytes)));
  const { log, chain, number } = place;
  const id = entryIdOf(place, bytes);
  return {
    id,
    log,
    chain,
    number,
    device,
    hlc,
    bytes,
    envelope: decodeEnvelope(bytes),
    act: draft.act,
  };
}
