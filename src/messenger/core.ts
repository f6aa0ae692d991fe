import type { Cheat } from '../log/cheat.ts';
import type { Entry } from '../log/entry.ts';
import type { Log } from '../log/log.ts';
import { Logs } from '../log/logs.ts';
import type { Draft } from '../log/make.ts';
import { Paced } from '../log/paced.ts';
import { Receipts } from '../log/receipts.ts';
import { makeHlcClock } from '../log/writer.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ConversationId,
  type DeviceId,
  type EntryId,
  type LogId,
  logOf,
  type MemberId,
  type Month,
  type PeerId,
  partsOf,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import { FUTURE_TOLERANCE, monthOf } from '../model/time.ts';
import { isSameEnds } from '../office/cutoffs.ts';
import { Keyring, type KnownKey } from '../office/keyring.ts';
import { Office } from '../office/office.ts';
import type { Roster, RosterMember } from '../office/roster.ts';
import type { Identity, Network } from '../ports.ts';
import { Presence } from '../presence/presence.ts';
import type { OfDevice } from '../presence/standing.ts';
import type { RoomKey } from '../presence/typing.ts';
import { topicOf } from '../wire/hash.ts';
import { MAX_SEEN, MEMBER_QUOTA } from '../wire/limits.ts';
import { peerOfAddress } from '../wire/peer.ts';
import { quickInviteIdOf } from '../wire/proofs.ts';
import { Allowance } from './allowance.ts';
import { Availing } from './availability.ts';
import { closeInTurn } from './closing.ts';
import type { Device } from './device.ts';
import { Directory } from './directory.ts';
import { Holding, type Ready } from './holding.ts';
import { KeyVault } from './keyVault.ts';
import { LastSeen } from './lastSeen.ts';
import type { Saving } from './messenger.ts';
import { makeSource } from './observable.ts';
import { Personal } from './personal.ts';
import { PreferenceStore } from './preferences.ts';
import { Reading } from './reading.ts';
import { Relayed } from './relayed.ts';
import { OwnReplica } from './replica.ts';
import {
  loadInvite,
  loadKeys,
  type OfficeSettings,
  type Pending,
  saveInvite,
  saveSettings,
} from './settings.ts';
import { Unlocking } from './unlocking.ts';
import { Verifying } from './verifying.ts';

/** Milliseconds after which it is tried again to seal what was written offline: a key may be on its way. */
const SETTLE_AGAIN = 1_000;
/** Milliseconds from one working out of what follows from the roster to the next, while it keeps growing. */
const FOLLOW_PAUSE = 50;

/** Everything one office is on this device, wired together; faces see it as a `Messenger`. */
export class Core {
  readonly device: Device;
  readonly network: Network;
  readonly settings: OfficeSettings;
  /** A founding or joining that is not finished. */
  pending: Pending | null;
  readonly identity: Identity;
  /** This device was in the office, and its join turned out not to count: it stays outside, with what it holds. */
  displaced = false;
  readonly relays: ReadonlySet<PeerId>;
  readonly office: Office;
  readonly keyring: Keyring;
  readonly unlocking: Unlocking;
  readonly receipts: Receipts;
  readonly relayed: Relayed;
  readonly reading: Reading;
  readonly verifying: Verifying;
  readonly personal = new Personal();
  readonly logs: Logs;
  readonly holding: Holding;
  readonly allowance: Allowance;
  readonly replica: OwnReplica;
  readonly presence: Presence;
  readonly preferences: PreferenceStore;
  readonly availing: Availing;
  readonly lastSeen: LastSeen;
  readonly directory: Directory;
  readonly saving = makeSource<Saving>({ kind: 'saving' });
  /** Something that was kept here was damaged since this was opened. */
  readonly damaged = makeSource(false);
  readonly outboxSize = makeSource(0);
  /** Own entries that are being written and not durable yet. */
  readonly writing = makeSource(0);
  readonly clockOffset = makeSource(0);
  readonly online = makeSource(false);
  readonly #vault: KeyVault;
  #rosterLog: Log | null = null;
  readonly #rosterListeners = new Set<() => void>();
  readonly #cheatListeners = new Set<(cheat: Cheat) => void>();
  #cancelSettling: () => void = () => {};
  /** The logs are closed, or about to be: no timer is set any more. */
  #left = false;
  /** Logs that grew while nobody but the core listened; null once somebody does. */
  #early: Set<LogId> | null = new Set();
  /** Who joins gets the roster in hundreds of pieces. */
  readonly #following: Paced;
  /** Where those ended who are gone when what follows from the roster was last worked out. */
  #ends: Pick<Roster, 'cutoffs' | 'departures'>;

  private constructor(
    device: Device,
    network: Network,
    settings: OfficeSettings,
    identity: Identity,
    keys: readonly KnownKey[],
  ) {
    const { state, outbox, clock } = device;
    this.device = device;
    this.network = network;
    this.settings = settings;
    this.pending = settings.pending;
    this.identity = identity;
    this.relays = new Set(settings.relays.map(peerOfAddress));
    this.office = new Office(settings.office, this.now);
    this.#ends = this.office.roster;
    this.keyring = new Keyring(settings.office, keys);
    this.#vault = new KeyVault(this.keyring, device.keys);
    this.unlocking = new Unlocking({
      office: this.office,
      vault: this.#vault,
      identity,
    });
    this.receipts = new Receipts(state, outbox, (log) => this.logs.durable(log));
    this.relayed = new Relayed(state, clock);
    this.reading = new Reading(state, this.receipts, () => this.#since());
    this.verifying = new Verifying(state);
    this.#following = new Paced(clock, FOLLOW_PAUSE, async () => this.#follow());
    const time = makeHlcClock(this.now, FUTURE_TOLERANCE);
    this.clockOffset.subscribe(() => time.corrected());
    this.logs = new Logs({
      clock,
      office: settings.office,
      policy: this.office,
      keys: this.keyring,
      store: device.logs,
      identity,
      outbox,
      state,
      time,
      beforeWriting: (entries) => this.holding.willWrite(entries),
      onStorage: (error) => this.#noteStorage(error),
      onCheat: (cheat) => {
        for (const listener of this.#cheatListeners) listener(cheat);
      },
    });
    this.holding = new Holding({
      logs: this.logs,
      keyring: this.keyring,
      state,
    });
    this.allowance = new Allowance({
      state,
      clock,
      self: identity.device,
      memberOf: (device) => this.#latestMemberOf(device),
      quota: device.memberQuota ?? MEMBER_QUOTA,
    });
    this.replica = new OwnReplica(
      this.office,
      this.logs,
      this.receipts,
      this.relays,
      this.holding,
      identity,
      this.allowance,
      this.relayed,
    );
    this.presence = new Presence({
      office: settings.office,
      identity,
      network,
      clock,
      now: this.now,
      keys: () => this.keyring.presence(),
      random: device.random,
      isMember: (device) => this.office.roster.devices.has(device),
      isRelay: (peer) => this.relays.has(peer),
      deviceOf: (peer) => this.office.roster.peers.get(peer),
      rooms: () => this.#typingRooms(),
      takesPart: (device, conversation) => {
        const member = this.office.memberOf(device);
        return member !== null && this.office.mayRead(member, conversation);
      },
    });
    this.preferences = new PreferenceStore(state);
    this.lastSeen = new LastSeen(state, clock);
    this.availing = new Availing({
      state,
      clock,
      now: this.now,
      presence: this.presence,
      preferences: this.preferences,
      others: () => this.#otherDevices(),
    });
    this.directory = new Directory({
      office: this.office,
      device: identity.device,
      reading: this.reading,
      verifying: this.verifying,
      personal: this.personal,
      preferences: this.preferences,
      logsOf: (conversation) => this.logs.logsOf(conversation),
      vectors: () => this.logs.vectors(),
      clock,
      now: this.now,
      here: () => this.#here(),
      lastSeen: (devices) => this.lastSeen.of(devices),
    });
  }

  /** Reads what is kept; nothing touches the network yet. Rejects with `identity-lost`, `storage-failed`. */
  static async open(
    device: Device,
    settings: OfficeSettings,
    makeNetwork: (seed: Uint8Array) => Promise<Network>,
  ): Promise<Core> {
    const identity = await device.keys.load();
    if (!identity) throw new ConfabError('identity-lost', `no keys for ${settings.office}`);
    const known = await loadKeys(device.keys);
    const network = await makeNetwork(identity.networkSeed);
    const core = new Core(device, network, settings, identity, known);
    try {
      const secret = await loadInvite(device.keys);
      if (secret) core.unlocking.addInvite(secret, await quickInviteIdOf(secret));
      await core.#start();
    } catch (error) {
      // Logs that stay open could not be opened by the next try.
      await core.leave().catch(core.report);
      throw error;
    }
    return core;
  }

  async #start(): Promise<void> {
    this.logs.onGrown((log, entries, own) => this.#grown(log, entries, own));
    this.logs.onLost(() => this.damaged.set(true));
    const { receipts, reading, verifying, holding } = this;
    await Promise.all([receipts.start(), reading.start(), verifying.start(), holding.start()]);
    const { preferences, lastSeen, allowance, relayed } = this;
    const rest = [preferences, lastSeen, allowance, relayed];
    await Promise.all(rest.map((it) => it.start()));
    const waiting = await this.device.outbox.all();
    for (const { log, chain, number } of waiting) this.receipts.own(log, chain, number + 1);
    await this.logs.start();
    this.#rosterLog = await this.logs.get(ROSTER);
    this.#readRoster();
    await this.logs.restoreWaiting(waiting);
    await this.countOutbox();
    this.receipts.onChange(() => this.#recountOutbox());
    this.presence.onHeard((device) => this.lastSeen.note(device, this.now()));
    this.presence.onChange(() => this.directory.refreshMembers());
    this.availing.own.subscribe(() => this.directory.refreshMembers());
    await this.availing.start();
    this.verifying.onChange(() => this.directory.refreshMembers());
    this.online.subscribe(() => this.directory.refreshMembers());
    this.personal.onChange(() => this.directory.recount());
    this.preferences.now.subscribe(() => this.directory.recount());
    this.reading.onChange((conversation) => this.directory.recount(conversation));
  }

  /** The logs that grew since this device opened. From now on, who asks listens for itself. */
  takeEarly(): ReadonlySet<LogId> {
    const early = this.#early ?? new Set();
    this.#early = null;
    return early;
  }

  /** What the devices that are here say of their people; this one once it is connected. */
  #here(): ReadonlyMap<DeviceId, OfDevice> {
    const here = new Map<DeviceId, OfDevice>(this.presence.here());
    if (!this.online.get()) return here;
    return here.set(this.identity.device, this.availing.said());
  }

  /** Whose device it was when the roster was last reduced: asked for with each entry that comes. */
  #latestMemberOf(device: DeviceId): MemberId | null {
    const { devices, formerDevices } = this.office.latest;
    return (devices.get(device) ?? formerDevices.get(device))?.member ?? null;
  }

  #otherDevices(): DeviceId[] {
    const { devices, members } = this.office.roster;
    const own = devices.get(this.identity.device)?.member;
    const all = own ? (members.get(own)?.devices ?? []) : [];
    return all.filter((device) => device !== this.identity.device);
  }

  /** Where typing is told and shown: nowhere, if the person does not want it. */
  #typingRooms(): RoomKey[] {
    if (!this.preferences.now.get().typing) return [];
    const month = monthOf(this.now());
    return this.directory.conversations.get().flatMap(({ id: conversation }) => {
      const key = this.keyring.current(logOf(conversation, month));
      return key ? { conversation, key: key.key } : [];
    });
  }

  /** Corrected Unix time in milliseconds. It is never earlier than the founding, whatever a clock says. */
  readonly now = (): number => {
    const now = Math.round(this.device.clock.now() - this.clockOffset.get());
    return Math.max(now, this.office.latest.founded ?? 0);
  };

  #readRoster(anew = false): void {
    this.office.update(this.#rosterLog?.entries() ?? [], anew);
    this.#follow();
  }

  /** Works out what follows from the roster as it is now. */
  #follow(): void {
    if (this.#left) return;
    const { roster } = this.office;
    this.keyring.follow(roster.keys);
    if (!isSameEnds(this.#ends, roster)) this.logs.recount().catch(this.report);
    this.#ends = roster;
    this.#told();
    this.unlock().catch(this.report);
  }

  #told(): void {
    this.directory.refresh();
    for (const listener of [...this.#rosterListeners]) listener();
  }

  /** Entries were withdrawn: what shows them is made anew. */
  async refresh(): Promise<void> {
    this.#told();
    await this.countOutbox();
  }

  /** The roster is what others have: what was written while nobody was connected may be told. */
  async settle(ready: Ready): Promise<void> {
    if (this.#left || !this.office.roster.devices.has(this.identity.device)) return;
    this.#cancelSettling();
    // Every word of sync comes here.
    if (this.holding.isIdle) return;
    try {
      await this.unlock();
      if (await this.holding.release(ready)) this.#told();
    } catch (error) {
      if (this.#left) return;
      this.#cancelSettling = this.device.clock.after(SETTLE_AGAIN, () => {
        if (this.online.get()) void this.settle(ready);
      });
      const isOnItsWay = error instanceof ConfabError && error.reason === 'no-key';
      if (!isOnItsWay) this.report(error);
    }
  }

  /** Called with proof that a device signed two entries at one place. */
  onCheat(listener: (cheat: Cheat) => void): () => void {
    this.#cheatListeners.add(listener);
    return () => this.#cheatListeners.delete(listener);
  }

  /** Opens lockboxes that have come, and reads again what their keys open. */
  async unlock(): Promise<void> {
    await this.#following.finish();
    if (await this.unlocking.run()) this.#readRoster(true);
  }

  #grown(log: LogId, entries: readonly Entry[], own: boolean): void {
    this.#early?.add(log);
    const newest = entries.at(-1)?.at;
    if (newest) this.#noteChain(newest);
    if (own) {
      this.holding.wrote(entries);
      this.#recountOutbox();
    }
    if (log === ROSTER) {
      this.office.grow(entries);
      if (own) this.#follow();
      else this.#following.run().catch(this.report);
    } else if (!this.reading.isHistory(log)) this.directory.recountSoon(partsOf(log)?.conversation);
  }

  /** Of what this person writes, here or elsewhere, they are told who has it. */
  #noteChain({ log, chain, number, device }: Entry['at']): void {
    const own = this.identity.device;
    if (device === own) this.receipts.own(log, chain, number + 1);
    else if (log !== ROSTER && this.#latestMemberOf(device) === this.#latestMemberOf(own))
      this.relayed.follow(log, chain);
  }

  /** The month in which this device came into the office; 0 while it has not. */
  #since(): Month {
    const own = this.office.roster.devices.get(this.identity.device);
    return own ? monthOf(own.since) : 0;
  }

  #recountOutbox(): void {
    this.countOutbox().catch(this.report);
  }

  /** Counts what waits in the outbox anew. */
  async countOutbox(): Promise<void> {
    this.outboxSize.set(await this.device.outbox.count());
  }

  #noteStorage(error: unknown): void {
    if (error === null) {
      this.saving.set({ kind: 'saving' });
    } else {
      const full = error instanceof ConfabError && error.reason === 'storage-full';
      this.saving.set({ kind: 'not-saving', why: full ? 'full' : 'failed' });
    }
  }

  /** Called after every change of the roster. */
  onRoster(listener: () => void): () => void {
    this.#rosterListeners.add(listener);
    return () => this.#rosterListeners.delete(listener);
  }

  /** Writes an act into the roster, naming what it had seen. */
  act(make: (seen: readonly Entry['at']['id'][]) => Draft): Promise<Entry> {
    return this.append(ROSTER, () => make(this.headsOf(this.office.roster)));
  }

  /**
   * Writes an entry; a key that the roster has brought and that is still being opened is waited for.
   * Rejects with `removed`, `no-key`, `storage-full`, `storage-failed`.
   */
  async append(log: LogId, make: () => Draft): Promise<Entry> {
    if (this.isRemoved || this.displaced) throw new ConfabError('removed', this.identity.device);
    this.writing.set(this.writing.get() + 1);
    try {
      return await this.logs.append(log, make);
    } catch (error) {
      if (!(error instanceof ConfabError) || error.reason !== 'no-key') throw error;
      await this.unlock();
      return await this.logs.append(log, make);
    } finally {
      this.writing.set(this.writing.get() - 1);
    }
  }

  /** What an act names as seen that was prepared from this state of the roster. */
  headsOf = (roster: Roster): EntryId[] => roster.heads.slice(0, MAX_SEEN);

  /** Takes keys that this device made; they are durable when it resolves. */
  async addKeys(fresh: readonly KnownKey[]): Promise<void> {
    await this.#vault.add(fresh);
  }

  /** Uses an invite's secret: what is boxed to it, now and later, is for this device. */
  async useInvite(secret: Uint8Array): Promise<void> {
    await saveInvite(this.device.keys, secret);
    this.unlocking.addInvite(secret);
    await this.unlock();
  }

  /** Whether the roster that is here says that this device was a member's, and is not any more. */
  get isRemoved(): boolean {
    const { devices, formerDevices } = this.office.roster;
    const { device } = this.identity;
    return formerDevices.has(device) && !devices.has(device);
  }

  /** This device's member. Throws `removed` when it has none (any more). */
  get me(): RosterMember {
    const { roster } = this.office;
    const own = roster.devices.get(this.identity.device);
    const member = own && roster.members.get(own.member);
    if (!member) throw new ConfabError('removed', this.identity.device);
    return member;
  }

  /** The founding or joining is known to the relay: no restart needs to finish it. */
  async entered(): Promise<void> {
    this.pending = null;
    await saveSettings(this.device.state, { ...this.settings, pending: null });
  }

  /** The gossip topic of a log. */
  readonly topicOf = (log: LogId): string =>
    topicOf(this.office.id, partsOf(log)?.conversation ?? 'roster');

  /** What is held of a conversation. */
  vectorsOf(conversation: ConversationId): [LogId, Vector][] {
    return this.logs.of(conversation);
  }

  rosterEntries(): readonly Entry[] {
    return this.#rosterLog?.entries() ?? [];
  }

  /** A fault for which nobody waits: told once, on the console of whoever looks. */
  readonly report = (error: unknown): void => {
    if (error instanceof ConfabError && error.reason === 'closed') return;
    if (this.device.report) this.device.report(error);
    else console.warn('confab:', error);
  };

  /** Stops using the logs, and keeps the stores open. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#rosterListeners.clear();
    this.#cheatListeners.clear();
    this.#cancelSettling();
    this.availing.close();
    this.directory.close();
    await closeInTurn([
      () => this.#following.finish(),
      () => this.lastSeen.close(),
      () => this.relayed.close(),
      () => this.allowance.close(),
      () => this.logs.close(),
    ]);
  }

  /** Everything accepted is durable when it resolves. When it rejects, all is closed all the same. */
  async close(): Promise<void> {
    const { logs, outbox, state, keys, blobs } = this.device;
    const stores = [logs, outbox, state, keys, blobs].map((store) => () => store.close());
    await closeInTurn([() => this.leave(), ...stores]);
  }
}
