import { ConfabError } from '../model/errors.ts';
import type { DeviceId, EntryId, InviteId } from '../model/ids.ts';
import { inviteLockOf } from '../office/invite.ts';
import type { KnownKey } from '../office/keyring.ts';
import type { Office } from '../office/office.ts';
import { isToKeep, openParcel } from '../office/parcels.ts';
import type { Roster } from '../office/roster.ts';
import type { Identity } from '../ports.ts';
import type { LockKey } from '../wire/lockbox.ts';
import { inviteIdOf } from '../wire/proofs.ts';
import type { KeyVault } from './keyVault.ts';

/** Keys that wait for word of their conversation: as many as one lockbox holds, ten times. */
const MAX_EARLY = 5_000;

export interface UnlockingContext {
  readonly office: Office;
  readonly vault: KeyVault;
  readonly identity: Identity;
}

/** Opens the lockboxes that are for this device, or for an invite by which it came, as the roster brings them. */
export class Unlocking {
  readonly #context: UnlockingContext;
  readonly #locks = new Map<DeviceId | InviteId, LockKey>();
  readonly #tried = new Set<string>();
  /** Keys that were opened and are not taken: of conversations of which the roster does not tell yet. */
  #early: KnownKey[] = [];
  /** Invites by which somebody came, whose pass was taken. */
  readonly #passed = new Set<EntryId>();
  #invites: Roster['invites'] | null = null;
  #running: Promise<boolean> = Promise.resolve(false);

  constructor(context: UnlockingContext) {
    this.#context = context;
    const { identity } = context;
    this.#locks.set(identity.device, identity);
  }

  /** Opens what is for the holder of an invite's secret too. */
  addInvite(secret: Uint8Array, id = inviteIdOf(secret)): void {
    this.#locks.set(id, inviteLockOf(secret));
  }

  /** Resolves with whether keys came that were not here, all of them durable. Rejects when storage fails. */
  run(): Promise<boolean> {
    const next = this.#running.catch(() => false).then(() => this.#open());
    this.#running = next;
    return next;
  }

  async #open(): Promise<boolean> {
    const { office, vault } = this.#context;
    for (const { entry, boxes } of office.roster.deliveries) {
      for (const [to, box] of boxes) {
        const lock = this.#locks.get(to);
        if (!lock || box.length === 0) continue;
        const name = `${entry}/${to}`;
        if (this.#tried.has(name)) continue;
        this.#tried.add(name);
        this.#early.push(...(await this.#openOne(to, lock, box)));
      }
    }
    const { keep, wait } = this.#sift();
    // What could not be saved is tried again: no lockbox is opened twice.
    const added = await vault.add(keep);
    this.#early = wait;
    return this.#takePasses() || added.length > 0;
  }

  /**
   * What opens the names of those who came by invites that ask for approval. The roster has it whenever it
   * is read, so that it is not kept besides. Whether there was more of it than before.
   */
  #takePasses(): boolean {
    const { invites } = this.#context.office.roster;
    if (invites === this.#invites) return false;
    this.#invites = invites;
    const fresh = [...invites.values()].flatMap(({ pass, cameBy, entry }) => {
      if (!pass || cameBy.length === 0 || this.#passed.has(entry)) return [];
      this.#passed.add(entry);
      return pass;
    });
    this.#context.vault.takePasses(fresh);
    return fresh.length > 0;
  }

  #sift(): { readonly keep: KnownKey[]; readonly wait: KnownKey[] } {
    const { office, identity } = this.#context;
    const { roster } = office;
    const member = roster.devices.get(identity.device)?.member;
    const role = (member && roster.members.get(member)?.role) ?? null;
    const said = this.#early.map((key) => ({ key, isToKeep: isToKeep(key, roster, role) }));
    const keep = said.flatMap((it) => (it.isToKeep ? [it.key] : []));
    const wait = said.flatMap((it) => (it.isToKeep === null ? [it.key] : []));
    return { keep, wait: wait.slice(0, MAX_EARLY) };
  }

  /** Nothing for what does not open: whoever sealed it wrongly has given nothing. */
  async #openOne(to: DeviceId | InviteId, lock: LockKey, box: Uint8Array): Promise<KnownKey[]> {
    try {
      return await openParcel(this.#context.office.id, to, lock, box);
    } catch (error) {
      if (error instanceof ConfabError && error.reason === 'malformed') return [];
      throw error;
    }
  }
}
