import type { Admitted } from '../src/log/judge.ts';
import { type DeviceId, type LogId, type OfficeId, ROSTER } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import type { Rate } from '../src/sync/bucket.ts';
import type { Limit } from '../src/sync/frames.ts';
import { PeerPaces } from '../src/sync/peerPaces.ts';
import { ROSTER_RESERVE } from '../src/wire/limits.ts';
import type { Archive } from './archive.ts';
import { MAX_PEERS } from './circuit.ts';
import { ACTS, FLOOR, type Quota } from './limits.ts';
import { untilTomorrow } from './usage.ts';

/** Milliseconds after which a full office is worth another try: only an admin can make room. */
const OFFICE_WAIT = 600_000;

/** How many of the entries there is room for, and what stands in the way of the rest. */
export interface Fit {
  readonly count: number;
  readonly limit: Limit | null;
}

/** Accounts and devices that are remembered, each: whoever joins makes devices as they like. */
const MOST = 4 * MAX_PEERS;

/** Acts of the roster that a device has to itself, when its member has used up theirs. */
const ACTS_FLOOR: Rate = { burst: ACTS.burst * FLOOR, perSecond: ACTS.perSecond * FLOOR };

/** Whose entries count as one. */
export interface Account {
  /** A name that is not another's in the office. */
  readonly name: string;
  readonly devices: readonly DeviceId[];
  /** Whether each of the devices has a little to itself, when all together have used up theirs. */
  readonly hasFloor: boolean;
}

/** How much offices and members may add to the archive. What was written counts, by whom it was. */
export class Quotas {
  readonly #archive: Archive;
  readonly #quota: Quota;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #acts: PeerPaces<'acts'>;
  readonly #floors: PeerPaces<'acts'>;

  constructor(archive: Archive, quota: Quota, clock: Pick<Clock, 'now'>) {
    this.#archive = archive;
    this.#quota = quota;
    this.#clock = clock;
    this.#acts = new PeerPaces(clock, { acts: ACTS }, MOST);
    this.#floors = new PeerPaces(clock, { acts: ACTS_FLOOR }, MOST);
  }

  /** Accounts and devices whose acts are remembered. */
  get size(): number {
    return this.#acts.size + this.#floors.size;
  }

  /** What there is room for of entries that follow each other in one chain; `account`: of their author. */
  fit(office: OfficeId, log: LogId, entries: readonly Admitted[], account: Account): Fit {
    const author = entries[0]?.device;
    if (!author) return { count: 0, limit: null };
    const ofOffice = this.#roomOf(log, this.#quota.office, this.#archive.used(office));
    const ofAuthor = this.#roomOfAuthor(office, log, author, account);
    const envelopes = entries.map(({ bytes }) => bytes);
    const fitting = this.#archive.fitting(envelopes, Math.min(ofOffice, ofAuthor));
    const count = log === ROSTER ? this.#acting(office, author, account, fitting) : fitting;
    if (count === entries.length) return { count, limit: null };
    const isOffice = count === fitting && ofOffice < ofAuthor;
    if (isOffice) return { count, limit: { why: 'office-quota', wait: OFFICE_WAIT } };
    return { count, limit: { why: 'device-quota', wait: this.#wait(count < fitting) } };
  }

  /** Bytes left to the author's member in this day, or to the device. */
  #roomOfAuthor(office: OfficeId, log: LogId, author: DeviceId, account: Account): number {
    const { member, device } = this.#quota;
    const usedBy = (it: DeviceId) => this.#archive.usedToday(office, it);
    const used = account.devices.reduce((sum, it) => sum + usedBy(it), 0);
    const left = this.#roomOf(log, member, used);
    const floor = Math.min(device, member);
    return account.hasFloor ? Math.max(left, this.#roomOf(log, floor, usedBy(author))) : left;
  }

  /** Bytes left; conversations leave some to the roster. */
  #roomOf(log: LogId, quota: number, used: number): number {
    return Math.floor(quota * (log === ROSTER ? 1 + ROSTER_RESERVE : 1)) - used;
  }

  #wait(acting: boolean): number {
    return acting ? Math.ceil(1000 / ACTS.perSecond) : untilTomorrow(this.#clock.now());
  }

  /** How many of `count` acts the device may do now; they are counted. */
  #acting(office: OfficeId, device: DeviceId, account: Account, count: number): number {
    const mayAct = (): boolean =>
      this.#acts.take(`${office}/${account.name}`, 'acts') ||
      (account.hasFloor && this.#floors.take(`${office}/${device}`, 'acts'));
    let done = 0;
    while (done < count && mayAct()) done += 1;
    return done;
  }
}
