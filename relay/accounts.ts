import type { DeviceId, LogId } from '../src/model/ids.ts';
import { accountOf, NOBODY } from '../src/office/account.ts';
import type { Office } from '../src/office/office.ts';
import type { Roster } from '../src/office/roster.ts';
import type { Account } from './quotas.ts';

/** Whose entries count as one: a member's devices, those that were removed included. */
export class Accounts {
  readonly #office: Office;
  /** The roster by which they were worked out. */
  #roster: Roster | null = null;
  #members = new Map<string, Account>();

  constructor(office: Office) {
    this.#office = office;
  }

  /** The account of an entry's author. */
  of(device: DeviceId, log: LogId): Account {
    const name = accountOf(this.#office.memberOf(device), device, log);
    const alone = { name, devices: [device], hasFloor: false };
    // Of who joins, the roster need not be reduced.
    return name === device ? alone : (this.#all().get(name) ?? alone);
  }

  #all(): Map<string, Account> {
    const { roster } = this.#office;
    if (roster === this.#roster) return this.#members;
    const devices = new Map<string, DeviceId[]>();
    for (const device of this.#office.entered()) {
      const name = this.#office.memberOf(device) ?? NOBODY;
      const known = devices.get(name);
      if (known) known.push(device);
      else devices.set(name, [device]);
    }
    const accounts = [...devices].map(
      ([name, of]) => [name, { name, devices: of, hasFloor: name !== NOBODY }] as const,
    );
    this.#roster = roster;
    this.#members = new Map(accounts);
    return this.#members;
  }
}
