import type { Reason } from '../model/errors.ts';
import { type DeviceId, logOf, type PeerId, ROSTER } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import type { Network } from '../ports.ts';
import type { Turned } from '../sync/frames.ts';
import { makeSync, type Sync, type SyncStatus } from '../sync/sync.ts';
import { proveAtGate } from '../wire/proofs.ts';
import type { Core } from './core.ts';
import type { Connection, Progress } from './messenger.ts';
import { makeSource } from './observable.ts';
import { renewKey } from './rooms.ts';
import { Tending } from './tending.ts';
import { reasonOf } from './turned.ts';

/** In the state: whether earlier messages wait. */
const PAUSED = 'history-paused';
/** Milliseconds between two words on the progress, at least. */
const TELL_EVERY = 100;

/** The office's life on the network: sync, presence, and what a face is told of them. */
export class OfficeConnection {
  readonly state = makeSource<Connection>({ kind: 'connecting' });
  readonly progress = makeSource<Progress>({ kind: 'idle' });
  /** Why a relay last turned this device away; null while none did. */
  readonly turned = makeSource<Turned | null>(null);
  readonly sync: Sync;
  readonly #core: Core;
  readonly #network: Network;
  readonly #ends: (() => void)[] = [];
  readonly #tending: Tending;
  readonly #started = Promise.withResolvers<void>();
  #starting: Promise<void> | null = null;
  #stopped = false;
  #receivedBefore = 0;
  /** When the progress was last told, Unix time in milliseconds. */
  #told = 0;
  #cancelTell: (() => void) | null = null;
  #paused = false;
  /** Devices of the office when the roster last changed. */
  #devices = 0;

  constructor(core: Core, network: Network, onError: (error: unknown) => void) {
    this.#core = core;
    this.#network = network;
    this.#tending = new Tending(core, () => this.sync.status().hasRoster);
    this.sync = makeSync({
      network,
      replica: core.replica,
      clock: core.device.clock,
      topicOf: core.topicOf,
      role: 'member',
      relays: core.settings.relays,
      random: core.device.random,
      proof: (relay) => this.#proof(relay),
      onRefused: (why, _peer, relay) => {
        if (relay) this.turned.set(why);
      },
      onError,
    });
  }

  /** What shows a relay that a device which it does not know yet may come in. */
  #proof(relay: PeerId) {
    const { pending } = this.#core;
    return pending && proveAtGate(pending.kind, pending.secret, relay, this.#network.peer);
  }

  /** Resolves once the network is up; never, where it is not started. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Begins, unless it has begun or was stopped. Rejects as the network's `start`. */
  start(): Promise<void> {
    this.#starting ??= this.#stopped ? Promise.resolve() : this.#begin();
    return this.#starting;
  }

  async #begin(): Promise<void> {
    const { core, sync } = { core: this.#core, sync: this.sync };
    const [paused] = await Promise.all([core.device.state.get(PAUSED), this.#network.start()]);
    if (this.#stopped) return;
    this.#pause(paused === true);
    sync.start();
    this.#joinTopics();
    this.#devices = core.office.roster.devices.size;
    core.presence.start();
    this.#ends.push(
      sync.onChange(() => this.#tell()),
      core.onRoster(() => this.#rosterChanged()),
      core.presence.onChange(() => this.#reach()),
      core.presence.onGone((device) => this.#hangUp(device)),
      this.#network.onEvent(({ kind, peer }) => {
        // Who is left without a relay tells it: peers then pass on what others say.
        const lost = kind === 'peer-disconnected' && core.relays.has(peer);
        if (kind === 'peer-connected' || lost) void core.presence.beat();
      }),
    );
    this.#tending.start();
    this.#tell();
    this.#started.resolve();
  }

  #rosterChanged(): void {
    this.#joinTopics();
    const { size } = this.#core.office.roster.devices;
    if (size > this.#devices) this.#core.presence.answer();
    this.#devices = size;
    this.#partWithStrangers();
  }

  /** Who was removed is no peer any more. */
  #partWithStrangers(): void {
    for (const peer of this.sync.status().peers) {
      if (this.#core.replica.mayRead(peer, ROSTER)) continue;
      this.#network.hangUp(peer).catch(this.#core.report);
    }
  }

  /** One topic per conversation in which one takes part, whatever its month; the others' are left. */
  #joinTopics(): void {
    const { office, replica } = this.#core;
    const month = monthOf(this.#core.now());
    for (const id of office.roster.conversations.keys()) {
      const log = logOf(id, month);
      if (replica.takesPart(log)) this.sync.join(log);
      else this.sync.leave(log);
    }
  }

  /** Direct connections are tried to those who are here and can have them. */
  #reach(): void {
    if (!this.#network.webrtc) return;
    const { devices } = this.#core.office.roster;
    const peers = [...this.#core.presence.here()]
      .filter(([, { webrtc }]) => webrtc)
      .flatMap(([device]) => devices.get(device)?.peer ?? []);
    const { relays } = this.#core.settings;
    this.sync.reach(
      peers.map((peer) => ({
        peer,
        addresses: relays.map((relay) => `${relay}/p2p-circuit/webrtc/p2p/${peer}`),
      })),
    );
  }

  /** A page that was closed or reloaded leaves its WebRTC connections behind; ICE misses it only after 15 s. */
  #hangUp(device: DeviceId): void {
    const peer = this.#core.office.roster.devices.get(device)?.peer;
    if (peer) this.#network.hangUp(peer).catch(this.#core.report);
  }

  #tell(): void {
    const status = this.sync.status();
    const { relay, peers, catchingUp, received, offset, limit, hasRoster, held, lacking } = status;
    if (hasRoster) void this.#core.settle((log) => renewKey(this.#core, log));
    else if (peers.length === 0) this.#core.holding.hold();
    if (relay === 'connected') this.turned.set(null);
    this.#core.online.set(peers.length > 0);
    this.#core.clockOffset.set(offset);
    const word = this.turned.get();
    const turned = word && reasonOf(this.#core, word);
    this.state.set(keep(this.state.get(), stateOf(relay, peers.length, limit, turned)));
    if (!catchingUp) this.#receivedBefore = received;
    const progress = this.#progressOf({ held, lacking, catchingUp, received });
    const now = this.#core.device.clock.now();
    const isSame = progress.kind === this.progress.get().kind;
    if (isSame && Math.abs(now - this.#told) < TELL_EVERY) {
      this.#cancelTell ??= this.#core.device.clock.after(TELL_EVERY, () => {
        this.#cancelTell = null;
        this.#tell();
      });
      return;
    }
    this.#told = now;
    this.progress.set(keep(this.progress.get(), progress));
  }

  #progressOf(status: Pick<SyncStatus, 'held' | 'lacking' | 'catchingUp' | 'received'>): Progress {
    const { held, lacking, catchingUp, received } = status;
    if (catchingUp) {
      return { kind: 'catching-up', received: received - this.#receivedBefore, held, lacking };
    }
    return this.#paused && lacking > 0 ? { kind: 'paused', held, lacking } : { kind: 'idle' };
  }

  pauseHistory(paused: boolean): void {
    this.#pause(paused);
    // If this is lost, the rest comes after the next start.
    void this.#core.device.state.set({ [PAUSED]: paused || undefined }).catch(() => {});
  }

  #pause(paused: boolean): void {
    this.#paused = paused;
    this.sync.pauseHistory(paused);
  }

  /** Called when sync, receipts or the roster changed. */
  onChange(listener: () => void): () => void {
    const { sync } = this;
    const { receipts } = this.#core;
    const ends = [
      sync.onChange(listener),
      receipts.onChange(listener),
      this.#core.onRoster(listener),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /**
   * Connects anew as a member: what the relay's gate refused to a stranger, gossip above all, is not
   * offered again on the old connection.
   */
  async comeAsMember(): Promise<void> {
    const relays = this.#network.connected().filter(({ peer }) => this.#core.relays.has(peer));
    await Promise.all(relays.map(({ peer }) => this.#network.hangUp(peer)));
    this.sync.wake();
  }

  async stop(): Promise<void> {
    this.#tending.stop();
    this.#stopped = true;
    this.#cancelTell?.();
    await this.#starting?.catch(() => {});
    for (const end of this.#ends.splice(0)) end();
    await this.#core.presence.stop();
    await this.sync.stop();
    await this.#network.stop();
  }
}

function stateOf(
  relay: string,
  peers: number,
  limit: SyncStatus['limit'],
  turned: Reason | null,
): Connection {
  const more = { ...(limit ? { limit } : {}), ...(turned ? { turned } : {}) };
  if (peers > 0) return { kind: 'connected', peers, ...more };
  if (relay === 'refused') return { kind: 'refused', turned: turned ?? 'relay-refused' };
  return relay === 'offline' ? { kind: 'offline' } : { kind: 'connecting' };
}

/** The old value where the new one says the same. */
const keep = <T extends object>(old: T, fresh: T): T =>
  JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh;
