import { makeVirtualClock, type VirtualClock } from '../../src/adapters/memory/clock.ts';
import { type Faults, type Hub, makeHub } from '../../src/adapters/memory/hub.ts';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import {
  type ChainId,
  type ConversationId,
  type LogId,
  logOf,
  type PeerId,
  partsOf,
} from '../../src/model/ids.ts';
import type { Network } from '../../src/ports.ts';
import { makeSync, type Sync, type SyncOptions } from '../../src/sync/sync.ts';
import { FakeReplica } from './fakeReplica.ts';

export const topicOf = (log: LogId): string => partsOf(log)?.conversation ?? 'roster';
/** A conversation of scenarios by a letter. */
export const conversation = (letter: string): ConversationId =>
  `${letter.repeat(21)}A` as ConversationId;
/** The log of a conversation, `ago` months before January 2026. */
export const month = (letter: string, ago = 0): LogId =>
  logOf(conversation(letter), 2026 * 12 - ago);
export const chain = (id: number): ChainId => id as ChainId;

/** One device, or the relay, of a scenario. It keeps its replica over restarts. */
export interface Device {
  readonly peer: PeerId;
  readonly replica: FakeReplica;
  network: Network;
  sync: Sync;
  readonly refused: string[];
}

/** Devices with a fake replica each on one hub and one virtual clock. */
export class SyncWorld {
  readonly clock: VirtualClock = makeVirtualClock();
  readonly hub: Hub;
  readonly random: () => number;
  readonly devices = new Map<string, Device>();

  constructor(seed = 1, faults: Partial<Faults> = {}) {
    this.hub = makeHub(this.clock, seed, faults);
    this.random = makeRandom(seed + 7);
  }

  /** Starts a device, or starts it again with the replica that it kept. */
  async start(name: string, options: Partial<SyncOptions> = {}): Promise<Device> {
    const peer = name as PeerId;
    const known = this.devices.get(name);
    const replica = known?.replica ?? new FakeReplica(peer);
    const network = this.hub.join(peer);
    await network.start();
    const refused = known?.refused ?? [];
    const sync = makeSync({
      network,
      replica,
      clock: this.clock,
      topicOf,
      role: 'member',
      random: this.random,
      onRefused: (why) => refused.push(why),
      onError: (error) => {
        throw error;
      },
      ...options,
    });
    const device = Object.assign(known ?? { peer, replica, refused }, { network, sync }) as Device;
    this.devices.set(name, device);
    sync.start();
    for (const log of [month('A'), month('B'), month('C')]) sync.join(log);
    await this.clock.settle();
    return device;
  }

  relay(name = 'relay'): Promise<Device> {
    return this.start(name, { role: 'relay' });
  }

  /** A member that keeps to the relay. */
  member(name: string, options: Partial<SyncOptions> = {}): Promise<Device> {
    return this.start(name, { relays: [this.hub.addressOf('relay' as PeerId)], ...options });
  }

  /** Kills a device without a word. */
  async kill(name: string): Promise<void> {
    const device = this.devices.get(name);
    if (!device) throw new Error(`no device ${name}`);
    this.hub.crash(device.peer);
    await device.sync.stop();
  }

  /** Everybody may dial everybody. */
  meet(...names: string[]): void {
    for (const name of names) {
      const others = names.filter((other) => other !== name);
      this.devices.get(name)?.sync.reach(
        others.map((other) => ({
          peer: other as PeerId,
          addresses: [this.hub.addressOf(other as PeerId)],
        })),
      );
    }
  }

  /** Whether the named devices, or all, hold the same. */
  same(...names: string[]): boolean {
    const chosen = names.length > 0 ? names : [...this.devices.keys()];
    const replicas = chosen.map((name) => this.devices.get(name)?.replica);
    if (new Set(replicas.map((it) => it?.size)).size > 1) return false;
    const prints = replicas.map((it) => it?.fingerprint());
    return new Set(prints).size === 1;
  }

  async stop(): Promise<void> {
    for (const { sync, network } of this.devices.values()) {
      await sync.stop();
      await network.stop();
    }
    // What was on its way still arrives, at nobody.
    await this.clock.advance(2_000);
  }
}
