import type { Cheat } from '../log/cheat.ts';
import { type ConversationId, type DeviceId, ROSTER } from '../model/ids.ts';
import { mayBeGiven } from '../office/lacking.ts';
import { allKeysFor } from '../office/parcels.ts';
import { has } from '../office/permissions.ts';
import type { Core } from './core.ts';
import { denounce, uphold } from './denouncing.ts';
import { rotate } from './people.ts';
import { giveKeys } from './rooms.ts';

/** Milliseconds between a need and the first who sees to it; each next in line waits as long again. */
const TURN = 2_000;
/** Milliseconds after which a proof that could not be written is written again. */
const DENOUNCE_AGAIN = 30_000;

/**
 * Sees to what people should not have to think of: a new office key where somebody left without
 * making one, keys for devices that came in apart from a rotation, and a word of who came. Whoever is first in line and
 * connected does it; the others find it done.
 */
export class Tending {
  readonly #core: Core;
  readonly #isOnline: () => boolean;
  #cancel: (() => void) | null = null;
  #ends: (() => void)[] = [];
  readonly #denounced = new Set<DeviceId>();
  /** What ends the waits of proofs that could not be written. */
  readonly #waits = new Set<() => void>();
  /** Proofs of cheating as they were when it was last seen to that they hide no more than they should. */
  readonly #upheld = new Map<DeviceId, string>();
  /** What was given in this run, so that a gift that does not help is not repeated. */
  readonly #given = new Set<string>();

  constructor(core: Core, isOnline: () => boolean) {
    this.#core = core;
    this.#isOnline = isOnline;
  }

  start(): void {
    this.#ends = [
      this.#core.onRoster(() => this.#later()),
      this.#core.online.subscribe(() => this.#later()),
      this.#core.onCheat((cheat) => void this.#denounce(cheat)),
    ];
    this.#later();
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#cancel?.();
    this.#cancel = null;
    for (const cancel of this.#waits) cancel();
    this.#waits.clear();
  }

  async #denounce(cheat: Cheat): Promise<void> {
    if (this.#denounced.has(cheat.device)) return;
    this.#denounced.add(cheat.device);
    try {
      await denounce(this.#core, cheat);
    } catch (error) {
      this.#core.report(error);
      this.#denounced.delete(cheat.device);
      // The fork itself was seen once, and may never be seen again.
      if (this.#ends.length > 0) this.#again(cheat);
    }
  }

  #again(cheat: Cheat): void {
    const cancel = this.#core.device.clock.after(DENOUNCE_AGAIN, () => {
      this.#waits.delete(cancel);
      void this.#denounce(cheat);
    });
    this.#waits.add(cancel);
  }

  #later(): void {
    if (this.#cancel || !this.#isOnline() || !this.#isNeeded()) return;
    this.#cancel = this.#core.device.clock.after(TURN * (1 + this.#place()), () => {
      this.#cancel = null;
      if (this.#isOnline()) this.#tend().catch(this.#core.report);
    });
  }

  /** How many devices stand before this one in line. */
  #place(): number {
    const { roster } = this.#core.office;
    return [...roster.devices.keys()].indexOf(this.#core.identity.device);
  }

  #isNeeded(): boolean {
    const { roster } = this.#core.office;
    if (!roster.devices.has(this.#core.identity.device)) return false;
    if (this.#isToTell() || this.#toUphold().length > 0) return true;
    return this.#isRotationDue() || this.#trees().some((tree) => this.#lacking(tree).length > 0);
  }

  /** Devices of others that are proven to cheat, where there are proofs that were not looked at. */
  #toUphold(): DeviceId[] {
    const { roster } = this.#core.office;
    const frozen = [...roster.devices.values()].filter(
      ({ frozen, member }) => frozen && member !== this.#core.me.id,
    );
    return frozen.flatMap(({ id }) => (this.#upheld.get(id) === this.#proofsOf(id) ? [] : [id]));
  }

  #proofsOf(device: DeviceId): string {
    const all = this.#core.office.roster.cutoffs.get(device) ?? [];
    return all.map(({ lists, forks }) => `${lists.length}/${forks.length}`).join();
  }

  #isToTell(): boolean {
    const { office, me, identity } = this.#core;
    return office.isToTell(me.id, identity.device);
  }

  #isRotationDue(): boolean {
    const { office, keyring, me } = this.#core;
    // Lockboxes that do not open are as if nobody had rotated: whoever sealed them left all others without.
    const isWithoutKey = keyring.current(ROSTER) === undefined;
    const isDue = office.roster.keys.get('office')?.due ?? false;
    return (isDue || isWithoutKey) && has(me.role, 'rotate');
  }

  /** The office and the groups and directs in which this person takes part. */
  #trees(): (ConversationId | 'office')[] {
    const { roster } = this.#core.office;
    const { id, role } = this.#core.me;
    const rooms = [...roster.conversations.values()].filter(
      ({ kind, participants }) => kind !== 'channel' && participants.includes(id),
    );
    return [...(role === 'guest' ? [] : ['office' as const]), ...rooms.map((room) => room.id)];
  }

  #lacking(tree: ConversationId | 'office'): DeviceId[] {
    const heads = this.#core.office.roster.keys.get(tree)?.heads.join('+');
    return this.#core.office
      .lacking(tree)
      .filter((device) => !this.#given.has(`${device}/${tree}/${heads}`));
  }

  async #tend(): Promise<void> {
    if (this.#isRotationDue()) await rotate(this.#core);
    for (const device of this.#toUphold()) {
      this.#upheld.set(device, this.#proofsOf(device));
      await uphold(this.#core, device);
    }
    if (this.#isToTell()) {
      await this.#core.act((seen) => ({ content: {}, act: { t: 'witness', seen: [...seen] } }));
    }
    for (const tree of this.#trees()) {
      const heads = this.#core.office.roster.keys.get(tree)?.heads.join('+');
      for (const device of this.#lacking(tree)) {
        this.#given.add(`${device}/${tree}/${heads}`);
        await this.#give(device, tree);
      }
    }
    this.#later();
  }

  async #give(device: DeviceId, tree: ConversationId | 'office'): Promise<void> {
    const { office, keyring } = this.#core;
    const { roster } = office;
    const member = roster.devices.get(device)?.member;
    if (!member) return;
    if (!mayBeGiven(roster, device, tree)) return;
    const heads = new Set(roster.keys.get(tree)?.heads ?? []);
    const keys = allKeysFor(keyring, roster, member).filter(({ generation }) =>
      heads.has(generation),
    );
    if (keys.length > 0) {
      await giveKeys(this.#core, device, tree === 'office' ? null : tree, keys);
    }
  }
}
