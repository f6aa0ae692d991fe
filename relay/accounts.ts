import { type DeviceId, type LogId, ROSTER } from '../src/model/ids.ts';
import type { Office } from '../src/office/office.ts';
import type { Roster } from '../src/office/roster.ts';
import type { Account } from './quotas.ts';

/** Devices whose joins came to nothing, together: anybody with an invite can make as many as they like. */
const NOBODY = 'nobody';

/** Whose entries count as one: a member's devices, those that were removed included. */
export class Accounts {
  readonly #office: Office;
  /** The roster by which they were worked out. */
  #roster: Roster | null = null;
  #members = new Map<string, Account>();

  constructor(office: Office) {
    this.#office = office;
  }

  /** The account of an entry's author. Who joins is nobody yet, and pays for that by themselves. */
  of(device: DeviceId, log: LogId): Account {
    const member = this.#office.memberOf(device);
    if (member === null && log === ROSTER) {
      return { name: device, devices: [device], hasFloor: false };
    }
    const known = this.#all().get(member ?? NOBODY);
    return known ?? { name: NOBODY, devices: [device], hasFloor: false };
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
