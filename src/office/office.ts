import type { Admitted, Policy, Say } from '../log/judge.ts';
import type { Act, JoinAct, UnknownAct } from '../model/acts.ts';
import { readPrivatePart } from '../model/acts.ts';
import { type DeviceId, type EntryId, type LogId, type OfficeId, partsOf } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import { MAX_NAME, MAX_USES } from '../wire/limits.ts';
import { isJoinProven, isSoundDevice } from '../wire/proofs.ts';
import { reduce } from './reduce.ts';
import type { Roster, RosterEntry } from './roster.ts';

/** An entry of the roster, with what its private part says where that can be read. */
export interface Readable {
  readonly at: Admitted;
  readonly content: { readonly kind: string; readonly value?: unknown };
}

const YES: Say = { kind: 'yes' };
const later = (why: 'unknown-device' | 'unknown-past'): Say => ({ kind: 'later', why });
const refused = (why: 'not-member' | 'malformed-act' | 'bad-key'): Say => ({
  kind: 'refused',
  why,
});

/**
 * One office as this replica knows it: the roster's entries and what they reduce to. It is also
 * what admission asks (`Policy`).
 */
export class Office implements Policy {
  readonly id: OfficeId;
  readonly #now: () => number;
  #entries: readonly Readable[] = [];
  #ids: ReadonlySet<EntryId> = new Set();
  #roster: Roster | null = null;

  /** `now` gives the corrected Unix time in milliseconds. */
  constructor(id: OfficeId, now: () => number) {
    this.id = id;
    this.#now = now;
  }

  /** Takes all entries of the roster, whenever there are more or more of them can be read. */
  update(entries: readonly Readable[]): void {
    this.#entries = entries;
    this.#ids = new Set(entries.map(({ at }) => at.id));
    this.#roster = null;
  }

  get roster(): Roster {
    this.#roster ??= reduce(this.#entries.map(toRosterEntry));
    return this.#roster;
  }

  months(): { first: number; last: number } {
    const now = monthOf(this.#now());
    const { founded } = this.roster;
    // Before the founding entry is here, no month can be refused for ever.
    return { first: founded === null ? 0 : monthOf(founded), last: now + 1 };
  }

  mayWrite(device: DeviceId, log: LogId): Say {
    const conversation = partsOf(log)?.conversation;
    if (!conversation || !this.roster.conversations.has(conversation)) return later('unknown-past');
    const entered = this.roster.devices.has(device) || this.#entered(device, []);
    return entered ? YES : later('unknown-device');
  }

  mayAct(
    act: Act | UnknownAct,
    device: DeviceId,
    number: number,
    before: readonly Admitted[],
  ): Say {
    if (act.t === 'found')
      return number === 0 ? this.#mayEnter(act.device, device) : refused('malformed-act');
    if (!this.#hasSeen(act.seen, before)) return later('unknown-past');
    if (act.t === 'invite' && act.uses > MAX_USES) return refused('malformed-act');
    if (act.t === 'join') return this.#mayJoin(act, device, number);
    if (this.roster.devices.has(device) || this.#entered(device, before)) return YES;
    return later('unknown-device');
  }

  #hasSeen(seen: readonly EntryId[], before: readonly Admitted[]): boolean {
    return seen.every((id) => this.#ids.has(id) || before.some((entry) => entry.id === id));
  }

  /** A device that once tried to join keeps its chain, also if the join came to nothing. */
  #entered(device: DeviceId, before: readonly Admitted[]): boolean {
    if (before[0]?.act?.t === 'join' || before[0]?.act?.t === 'found') return true;
    return this.#entries.some(({ at }) => at.device === device && at.act?.t === 'join');
  }

  #mayEnter(record: JoinAct['device'], device: DeviceId): Say {
    if (record.sign !== device) return refused('malformed-act');
    return isSoundDevice(record) ? YES : refused('bad-key');
  }

  #mayJoin(act: JoinAct, device: DeviceId, number: number): Say {
    if (number !== 0) return refused('malformed-act');
    if (!this.roster.invites.has(act.invite)) return later('unknown-past');
    if (!isJoinProven(this.id, act.invite, act.device, act.proof)) return refused('not-member');
    return this.#mayEnter(act.device, device);
  }
}

function toRosterEntry({ at, content }: Readable): RosterEntry {
  const { id, chain, number, device, hlc } = at;
  const said = content.kind === 'open' ? readPrivatePart(content.value, MAX_NAME) : null;
  const act = at.act ?? { t: 'unknown', seen: [] };
  return { id, chain, number, device, hlc, act, said: said ?? {} };
}
