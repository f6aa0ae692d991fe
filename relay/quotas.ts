import type { Admitted } from '../src/log/judge.ts';
import { type DeviceId, type LogId, type OfficeId, ROSTER } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import { Bucket } from '../src/sync/bucket.ts';
import type { Limit } from '../src/sync/frames.ts';
import type { Archive } from './archive.ts';
import { ACTS, type Quota, ROSTER_RESERVE } from './limits.ts';
import { untilTomorrow } from './usage.ts';

/** Milliseconds after which a full office is worth another try: only an admin can make room. */
const OFFICE_WAIT = 600_000;

/** How many of the entries there is room for, and what stands in the way of the rest. */
export interface Fit {
  readonly count: number;
  readonly limit: Limit | null;
}

/** How much offices and devices may add to the archive. What was written counts, by whom it was. */
export class Quotas {
  readonly #archive: Archive;
  readonly #quota: Quota;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #acts = new Map<string, Bucket>();

  constructor(archive: Archive, quota: Quota, clock: Pick<Clock, 'now'>) {
    this.#archive = archive;
    this.#quota = quota;
    this.#clock = clock;
  }

  /** What there is room for of entries that follow each other in one chain. */
  fit(office: OfficeId, log: LogId, entries: readonly Admitted[]): Fit {
    const author = entries[0]?.device;
    if (!author) return { count: 0, limit: null };
    const ofOffice = this.#roomOf(log, this.#quota.office, this.#archive.used(office));
    const used = this.#archive.usedToday(office, author);
    const ofDevice = this.#roomOf(log, this.#quota.device, used);
    const envelopes = entries.map(({ bytes }) => bytes);
    const fitting = this.#archive.fitting(envelopes, Math.min(ofOffice, ofDevice));
    const count = log === ROSTER ? this.#acting(office, author, fitting) : fitting;
    if (count === entries.length) return { count, limit: null };
    const isOffice = count === fitting && ofOffice < ofDevice;
    if (isOffice) return { count, limit: { why: 'office-quota', wait: OFFICE_WAIT } };
    return { count, limit: { why: 'device-quota', wait: this.#wait(count < fitting) } };
  }

  /** Bytes left; conversations leave some to the roster. */
  #roomOf(log: LogId, quota: number, used: number): number {
    return Math.floor(quota * (log === ROSTER ? 1 + ROSTER_RESERVE : 1)) - used;
  }

  #wait(acting: boolean): number {
    return acting ? Math.ceil(1000 / ACTS.perSecond) : untilTomorrow(this.#clock.now());
  }

  /** How many of `count` acts the device may do now; they are counted. */
  #acting(office: OfficeId, device: DeviceId, count: number): number {
    const key = `${office}/${device}`;
    const bucket = this.#acts.get(key) ?? new Bucket(this.#clock, ACTS);
    this.#acts.set(key, bucket);
    let done = 0;
    while (done < count && bucket.take()) done += 1;
    return done;
  }
}
