import type { DeviceId, OfficeId } from '../model/ids.ts';
import type { Verdict } from '../ports.ts';
import { type Beat, isSigned, readBeat } from './beat.ts';

/** A beat made longer ago, or further ahead, than this says nothing about now. Milliseconds. */
const FRESH = 120_000;

/** Which beats are passed on: the same rule for members and the relay, which cannot open them. */
export class BeatGuard {
  readonly #office: OfficeId;
  readonly #isMember: (device: DeviceId) => boolean;
  readonly #now: () => number;
  readonly #newest = new Map<DeviceId, number>();

  constructor(office: OfficeId, isMember: (device: DeviceId) => boolean, now: () => number) {
    this.#office = office;
    this.#isMember = isMember;
    this.#now = now;
  }

  /** The beat when it is a member's, fresh, newer than the last and signed; else what to do with it. */
  judge(bytes: Uint8Array): Beat | Exclude<Verdict, 'accept'> {
    const beat = readBeat(bytes);
    if (!beat) return 'reject';
    if (!this.#isMember(beat.device)) return 'ignore';
    if (Math.abs(beat.at - this.#now()) > FRESH) return 'ignore';
    if (beat.at <= (this.#newest.get(beat.device) ?? 0)) return 'ignore';
    if (!isSigned(this.#office, beat)) return 'reject';
    this.#newest.set(beat.device, beat.at);
    return beat;
  }
}
