import type { StatementSync } from 'node:sqlite';
import type { Chain } from '../src/log/judge.ts';
import type { ChainId, DeviceId, EntryId } from '../src/model/ids.ts';
import { toBase64url } from '../src/wire/bytes.ts';

/**
 * A chain that was read back. Whose it is and its newest entry are read when they are first asked
 * for: an office of years has tens of thousands of chains, of which few go on.
 */
export class KeptChain implements Chain {
  readonly id: ChainId;
  readonly next: number;
  readonly #row: number;
  readonly #select: StatementSync;
  #names: Pick<Chain, 'device' | 'head'> | null = null;

  /** `select` gives device and head of a row. */
  constructor(id: ChainId, next: number, row: number, select: StatementSync) {
    this.id = id;
    this.next = next;
    this.#row = row;
    this.#select = select;
  }

  get device(): DeviceId {
    return this.#known().device;
  }

  get head(): EntryId {
    return this.#known().head;
  }

  #known(): Pick<Chain, 'device' | 'head'> {
    if (this.#names) return this.#names;
    const { device, head } = this.#select.get(this.#row) ?? {};
    this.#names = {
      device: toBase64url(device as Uint8Array) as DeviceId,
      head: toBase64url(head as Uint8Array) as EntryId,
    };
    return this.#names;
  }
}
