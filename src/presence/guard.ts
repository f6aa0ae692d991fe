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
    const beat = this.read(bytes);
    if (typeof beat === 'string') return beat;
    return this.confirm(beat) ? beat : 'reject';
  }

  /** The beat when it is a member's, fresh and newer than the last; anybody may have made it still. */
  read(bytes: Uint8Array): Beat | Exclude<Verdict, 'accept'> {
    const beat = readBeat(bytes);
    if (!beat) return 'reject';
    if (!this.#isMember(beat.device)) return 'ignore';
    if (Math.abs(beat.at - this.#now()) > FRESH) return 'ignore';
    if (beat.at <= (this.#newest.get(beat.device) ?? 0)) return 'ignore';
    return beat;
  }

  /** Whether its device signed a beat that was read here; none made earlier is taken after it. */
  confirm(beat: Beat): boolean {
    if (!isSigned(this.#office, beat)) return false;
    this.#newest.set(beat.device, beat.at);
    return true;
  }
}
