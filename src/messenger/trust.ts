import type { DeviceId, EntryId, MemberId } from '../model/ids.ts';
import type { StateStore } from '../ports.ts';
import type { Core } from './core.ts';
import { mayApprove, mayEnd } from './devices.ts';
import type { DeviceInfo, Notice, OpenInvite, Removal, WaitingJoin } from './messenger.ts';
import { makeSource } from './observable.ts';
import { isLastOwner } from './people.ts';
import { reuse } from './reuse.ts';
import { closedTo } from './rooms.ts';
import { devicesOf } from './verifying.ts';
import { approvalWords } from './words.ts';

const DISMISSED = 'dismissed/';
const DISPLACED: Removal = { by: '', displaced: true };

/** A device as faces see it; undefined where it is in the office no more. */
export function infoOf(core: Core, device: DeviceId): DeviceInfo | undefined {
  const known = core.office.roster.devices.get(device);
  if (!known) return undefined;
  const { id, member, label, since, frozen } = known;
  return { id, member, label, since, frozen, self: id === core.identity.device };
}

/** Who belongs with what, who wants to, and what of it people should be told: projections of the roster. */
export class Trust {
  readonly removed = makeSource<Removal | null>(null);
  readonly devices = makeSource<readonly DeviceInfo[]>([]);
  readonly waiting = makeSource<readonly WaitingJoin[]>([]);
  readonly invites = makeSource<readonly OpenInvite[]>([]);
  readonly notices = makeSource<readonly Notice[]>([]);
  readonly #core: Core;
  readonly #state: StateStore;
  readonly #dismissed = new Set<string>();
  readonly #words = new Map<EntryId, readonly string[]>();

  constructor(core: Core) {
    this.#core = core;
    this.#state = core.device.state;
  }

  async start(): Promise<void> {
    for (const [key] of await this.#state.scan(DISMISSED)) {
      this.#dismissed.add(key.slice(DISMISSED.length));
    }
    this.#core.onRoster(() => this.#refresh());
    this.#core.verifying.onChange(() => this.#refresh());
    this.#refresh();
  }

  dismiss(id: string): void {
    this.#dismissed.add(id);
    // One that is lost is shown once more, nothing worse.
    void this.#state.set({ [DISMISSED + id]: 1 }).catch(() => {});
    this.#refresh();
  }

  #refresh(): void {
    this.#tellRemoval();
    // Whose join came to nothing has no part in any of this.
    if (!this.#core.office.roster.devices.has(this.#core.identity.device)) return;
    this.devices.set(reuse(this.devices.get(), this.#devices()));
    this.invites.set(reuse(this.invites.get(), this.#invites()));
    this.notices.set(reuse(this.notices.get(), this.#notices()));
    this.#tellWaiting().catch(this.#core.report);
  }

  #tellRemoval(): void {
    const { office, identity } = this.#core;
    const { roster } = office;
    const former = roster.formerDevices.get(identity.device);
    if (this.#core.displaced) this.removed.set(DISPLACED);
    if (!former || roster.devices.has(identity.device)) return;
    const remover = roster.removedBy.get(former.id) ?? roster.removedBy.get(former.member);
    const by = remover ? office.nameOf(remover) : '';
    const own = remover === former.member ? { own: true as const } : {};
    const still: Pick<Removal, 'still'> = roster.members.has(former.member) ? { still: true } : {};
    // Who it was may be read later than that it was, and the person may be put out after the device.
    const known = this.removed.get();
    const isNews = !known || (by !== '' && by !== known.by) || known.still !== still.still;
    if (isNews) this.removed.set({ by, ...own, ...still });
  }

  #devices(): DeviceInfo[] {
    const { devices } = this.#core.office.roster;
    return [...devices.keys()].flatMap((id) => infoOf(this.#core, id) ?? []);
  }

  #invites(): OpenInvite[] {
    const { office } = this.#core;
    const now = this.#core.now();
    return [...office.roster.invites.values()].flatMap((invite) => {
      const { id, expires, uses, used, by, recovery, role, revoked } = invite;
      if (revoked || used >= uses || expires < now || !mayEnd(this.#core, invite)) return [];
      const kind = recovery ? 'recovery' : invite.for ? 'device' : role;
      return { id, kind, expires, uses, used, by } as const;
    });
  }

  #notices(): Notice[] {
    return [
      ...this.#deviceNotices(),
      ...this.#closedNotices(),
      ...this.#verifiedNotices(),
      ...this.#ownerNotice(),
      ...this.#recoveryNotice(),
    ].filter(({ id }) => !this.#dismissed.has(id));
  }

  #deviceNotices(): Notice[] {
    const { roster } = this.#core.office;
    const own = roster.devices.get(this.#core.identity.device);
    return [...roster.devices.values()].flatMap(({ id, member, frozen, since, by }) => {
      const found: Notice[] = [];
      const first = roster.members.get(member)?.devices[0] === id;
      // What was so when this device came is no news.
      const isNews = own !== undefined && since > own.since && id !== own.id;
      if (!first && isNews) {
        found.push({ id: `device-added/${id}`, kind: 'device-added', member, device: id, by });
      }
      if (frozen)
        found.push({ id: `device-frozen/${id}`, kind: 'device-frozen', member, device: id });
      return found;
    });
  }

  #closedNotices(): Notice[] {
    return [...this.#core.office.roster.devices.values()].flatMap(({ id, member, by }) => {
      if (closedTo(this.#core, id).length === 0) return [];
      return [{ id: `device-asks/${id}`, kind: 'device-asks' as const, member, device: id, by }];
    });
  }

  #verifiedNotices(): Notice[] {
    const { office, verifying } = this.#core;
    const { roster } = office;
    return [...roster.members.keys()].flatMap((member) => {
      if (verifying.of(member, roster) !== 'changed') return [];
      const { devices, gone } = devicesOf(roster, member);
      const name = `verified-changed/${member}/${[...devices, ...gone].sort().join('+')}`;
      return { id: name, kind: 'verified-changed' as const, member };
    });
  }

  /** Whoever alone can give roles is told before it is too late. */
  #ownerNotice(): Notice[] {
    return isLastOwner(this.#core) ? [{ id: 'second-owner', kind: 'second-owner' }] : [];
  }

  /** A code ends with the device that made it: who relied on it is told. */
  #recoveryNotice(): Notice[] {
    const { me, office } = this.#core;
    const { invites, formerDevices } = office.roster;
    const unused = [...invites.values()].filter(
      ({ recovery, for: whose, used, uses }) => recovery && whose === me.id && used < uses,
    );
    if (unused.some(({ revoked }) => !revoked)) return [];
    const last = unused.findLast(({ author }) => formerDevices.has(author));
    return last ? [{ id: `recovery-ended/${last.id}`, kind: 'recovery-ended' }] : [];
  }

  async #tellWaiting(): Promise<void> {
    const { office } = this.#core;
    const pending = [...office.roster.pending.values()].filter((it) => mayApprove(this.#core, it));
    for (const { entry, invite, record } of pending) {
      if (this.#words.has(entry)) continue;
      this.#words.set(entry, await approvalWords(office.id, invite, record));
    }
    const waiting = pending.map(({ entry: id, invite, name, label }): WaitingJoin => {
      const whose: MemberId | null = office.roster.invites.get(invite)?.for ?? null;
      return { id, for: whose, name, label, words: this.#words.get(id) ?? [] };
    });
    this.waiting.set(reuse(this.waiting.get(), waiting));
  }
}
