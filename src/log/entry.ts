import type { Act, UnknownAct } from '../model/acts.ts';
import type { ConversationId, KeyId, LogId, OfficeId } from '../model/ids.ts';
import type { Cbor } from '../wire/cbor.ts';
import { boundTo } from '../wire/envelope.ts';
import { open } from '../wire/seal.ts';
import type { Admitted } from './judge.ts';

/** Where the keys that open entries come from. */
export interface Keys {
  /** The key that a commitment names, if this device has it and it belongs to this log, or act. */
  find(id: KeyId, log: LogId, act?: Act | UnknownAct | null): Uint8Array | undefined;
  /** The key under which new entries of this log are sealed; in the roster, those about a conversation. */
  current(
    log: LogId,
    about?: ConversationId,
  ): { readonly id: KeyId; readonly key: Uint8Array } | undefined;
  /** The newest key of this log that is here, current or not: for what says nothing. */
  latest(log: LogId): { readonly id: KeyId; readonly key: Uint8Array } | undefined;
}

/** What an entry says. */
export type Content =
  | { readonly kind: 'open'; readonly value: Cbor }
  /** The key is not here yet. */
  | { readonly kind: 'sealed' }
  /** Its author sealed it wrongly: held, since those without the key hold it too, but never shown. */
  | { readonly kind: 'unreadable' };

/** An admitted entry that decrypts itself when it is first read. */
export class Entry {
  readonly at: Admitted;
  readonly #office: OfficeId;
  readonly #keys: Keys;
  #content: Content = { kind: 'sealed' };

  constructor(at: Admitted, office: OfficeId, keys: Keys) {
    this.at = at;
    this.#office = office;
    this.#keys = keys;
  }

  get content(): Content {
    if (this.#content.kind === 'sealed') this.#content = this.#open();
    return this.#content;
  }

  /** The same, without keeping what was opened: for who looks through many. */
  peek(): Content {
    return this.#content.kind === 'sealed' ? this.#open() : this.#content;
  }

  #open(): Content {
    const { envelope, log, act } = this.at;
    const key = this.#keys.find(envelope.keyId, log, act);
    if (!key) return { kind: 'sealed' };
    const bound = boundTo(act?.t === 'found' ? null : this.#office, log);
    try {
      return { kind: 'open', value: open(key, envelope, bound) };
    } catch {
      return { kind: 'unreadable' };
    }
  }
}
