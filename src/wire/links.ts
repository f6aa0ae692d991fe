import { ConfabError } from '../model/errors.ts';
import { isId32, type OfficeId } from '../model/ids.ts';
import { isName } from '../model/names.ts';
import { fromBase64url, toBase64url } from './bytes.ts';
import { type Cbor, decode, encode, inWords } from './cbor.ts';
import { MAX_ADDRESSES, MAX_LINK, MAX_NAME } from './limits.ts';

/**
 * Links (SPEC L1 to L4): everything stands in the URL fragment, which browsers never send to a
 * server. `#/setup/…` founds an office on a relay, `#/join/…` joins one.
 */
const VERSION = 1;
/** A multiaddr that ends with the relay's peer id. */
const RELAY = /^\/.{1,255}\/p2p\/[1-9A-HJ-NP-Za-km-z]{40,64}$/;
export const SECRET_BYTES = 16;

export interface SetupLink {
  readonly kind: 'setup';
  /** Multiaddrs of the relay, each with its peer id. */
  readonly relays: readonly string[];
  /** 16 random bytes. */
  readonly secret: Uint8Array;
}

export interface InviteLink {
  /** `link` gives its maker one more device, `recover` a way back to who has lost all. */
  readonly kind: 'join' | 'link' | 'recover';
  readonly relays: readonly string[];
  readonly secret: Uint8Array;
  readonly office: OfficeId;
  /** The office's name when the invite was made, to greet with. */
  readonly name: string;
}

export type Link = SetupLink | InviteLink;

/** A link below the address of the page, such as `http://localhost:8787`. */
export function makeLink(origin: string, link: Link): string {
  const shared: Cbor[] = [VERSION, link.relays, link.secret];
  const value = link.kind === 'setup' ? shared : [...shared, link.office, link.name];
  return `${origin.replace(/\/$/, '')}/#/${link.kind}/${toBase64url(encode(value))}`;
}

/** Reads a whole link, or its fragment alone. Throws `malformed-link`, or `unsupported` for a later version. */
export function readLink(text: string): Link {
  const match = /#\/(setup|join|link|recover)\/([A-Za-z0-9_-]+)$/.exec(text.trim());
  if (!match || text.length > MAX_LINK * 2) throw malformed('no link of Confab');
  const [, kind, data = ''] = match;
  if (data.length > MAX_LINK) throw malformed(`${data.length} characters`);
  const bytes = fromBase64url(data);
  if (!bytes) throw malformed('not base64url');
  const fields = decodeFields(bytes);
  if (fields[0] !== VERSION)
    throw new ConfabError('unsupported', `link version ${inWords(fields[0])}`);
  const [, relays, secret, office, name] = fields;
  if (!isRelays(relays)) throw malformed('relays');
  if (!(secret instanceof Uint8Array) || secret.length !== SECRET_BYTES) throw malformed('secret');
  if (kind === 'setup' && fields.length === 3) return { kind, relays, secret };
  if (kind === 'setup' || fields.length !== 5) throw malformed(`${fields.length} fields`);
  if (typeof office !== 'string' || !isId32(office)) throw malformed('office');
  if (typeof name !== 'string' || (name !== '' && !isName(name, MAX_NAME))) throw malformed('name');
  return { kind: kind as InviteLink['kind'], relays, secret, office: office as OfficeId, name };
}

function decodeFields(bytes: Uint8Array): Cbor[] {
  try {
    const value = decode(bytes);
    if (Array.isArray(value)) return value as Cbor[];
  } catch (cause) {
    throw new ConfabError('malformed-link', 'not canonical CBOR', { cause });
  }
  throw malformed('no array');
}

const isRelays = (value: Cbor | undefined): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MAX_ADDRESSES &&
  value.every((it) => typeof it === 'string' && RELAY.test(it));

const malformed = (what: string): ConfabError => new ConfabError('malformed-link', what);
