import * as v from 'valibot';
import { ConfabError } from '../model/errors.ts';
import { isId32, type OfficeId } from '../model/ids.ts';
import type { KnownKey } from '../office/keyring.ts';
import type { KeyStore, StateStore } from '../ports.ts';
import { decode, encode } from '../wire/cbor.ts';
import { keyIdOf } from '../wire/hash.ts';

/** What this device knows of its office before it reads any log. */
export interface OfficeSettings {
  readonly office: OfficeId;
  /** Multiaddrs of the office's relays, each with its peer id. */
  readonly relays: readonly string[];
  /** Where links point, such as `https://chat.example`. */
  readonly origin: string;
  /** A founding or joining that is not finished; it survives a restart. */
  readonly pending: Pending | null;
}

export interface Pending {
  readonly kind: 'setup' | 'invite';
  readonly secret: Uint8Array;
  /** The display name that the person chose. */
  readonly name: string;
}

const KEY = 'office';
const KEYS = 'office-keys';
const INVITE = 'invite-secret';

const schema = v.object({
  office: v.custom<OfficeId>((it) => typeof it === 'string' && isId32(it)),
  relays: v.array(v.string()),
  origin: v.string(),
  pending: v.nullable(
    v.object({
      kind: v.picklist(['setup', 'invite']),
      secret: v.custom<Uint8Array>((it) => it instanceof Uint8Array),
      name: v.string(),
    }),
  ),
});

/** The office of this device; null when it belongs to none. */
export async function loadSettings(state: StateStore): Promise<OfficeSettings | null> {
  const value = await state.get(KEY);
  if (value === undefined || value === null) return null;
  const read = v.safeParse(schema, value);
  if (!read.success) throw new ConfabError('storage-failed', 'the office settings do not read');
  return read.output;
}

export const saveSettings = (state: StateStore, settings: OfficeSettings): Promise<void> =>
  state.set({ [KEY]: settings });

export const clearSettings = (state: StateStore): Promise<void> => state.set({ [KEY]: undefined });

/** The keys of the office and its conversations that this device has. */
export async function loadKeys(keys: KeyStore): Promise<KnownKey[]> {
  const bytes = await keys.secret(KEYS);
  if (!bytes) return [];
  const items = decode(bytes) as [KnownKey['generation'], KnownKey['scope'], Uint8Array][];
  // Older versions kept the passes of invites here, thousands of them: no key of the roster names itself.
  const isPass = ([generation, scope, key]: (typeof items)[number]) =>
    scope === 'roster' && keyIdOf(key) === generation;
  return items
    .filter((it) => !isPass(it))
    .map(([generation, scope, key]) => ({ generation, scope, key }));
}

export const saveKeys = (keys: KeyStore, known: readonly KnownKey[]): Promise<void> =>
  keys.putSecret(KEYS, encode(known.map(({ generation, scope, key }) => [generation, scope, key])));

/** The secret of the invite by which this device came: later keys may be boxed to it. */
export async function loadInvite(keys: KeyStore): Promise<Uint8Array | null> {
  const secret = await keys.secret(INVITE);
  return secret && secret.length > 0 ? secret : null;
}

export const saveInvite = (keys: KeyStore, secret: Uint8Array): Promise<void> =>
  keys.putSecret(INVITE, secret);
