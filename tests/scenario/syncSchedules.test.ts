import { expect, it } from 'vitest';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import { type ChainId, type LogId, type PeerId, ROSTER } from '../../src/model/ids.ts';
import type { Device } from '../support/syncWorld.ts';
import { chain, month, SyncWorld } from '../support/syncWorld.ts';

/** Schedules a run; `SCHEDULES=n` for more, `SEED=n` for one alone. */
const COUNT = Number(process.env.SCHEDULES ?? 150);
const ONLY = process.env.SEED === undefined ? null : Number(process.env.SEED);
/** Seeds that once failed. */
const REGRESSIONS: readonly number[] = [976];

/** Virtual milliseconds in which everything must have met once nothing goes wrong any more. */
const PEACE = 900_000;

class Schedule {
  readonly random: () => number;
  readonly world: SyncWorld;
  readonly names: string[];
  readonly running = new Set<string>();
  /** The chains that a device writes in this run of it. */
  readonly chains = new Map<string, ChainId>();
  #lastChain = 100;
  written = 0;

  constructor(seed: number) {
    this.random = makeRandom(seed);
    this.world = new SyncWorld(seed, {
      delay: [1, this.pick([1, 20, 150, 800])],
      gossipLoss: this.pick([0, 0.1, 0.5, 1]),
      duplicate: this.pick([0, 0.2]),
      streamBreak: this.pick([0, 0.001, 0.02]),
      dialFailure: this.pick([0, 0.3]),
    });
    this.names = ['ann', 'bea', 'cem', 'dov', 'eli', 'fay'].slice(0, 3 + this.below(4));
  }

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  async start(name: string): Promise<void> {
    this.running.add(name);
    if (name === 'relay') {
      const { replica } = await this.world.start(name, {
        role: 'relay',
        authorize: () => ({ kind: 'welcome' }),
      });
      replica.open = false;
      // The relay is vouched for; so are those who are to become members through it.
      for (const other of this.names) replica.guests.add(other as PeerId);
      return;
    }
    const device = await this.world.member(name);
    device.replica.open = false;
    for (const key of this.chains.keys()) if (key.startsWith(`${name} `)) this.chains.delete(key);
    this.#enter(device, name);
  }

  async stop(name: string): Promise<void> {
    this.running.delete(name);
    await this.world.kill(name);
  }

  write(name: string): void {
    const device = this.world.devices.get(name);
    if (!device || name === 'relay') return;
    const log = this.pick([month('A'), month('A', 1), month('B'), month('C', 3)]);
    const texts = Array.from(
      { length: this.pick([1, 1, 1, 5, 70, 700]) },
      () => `${name}${this.written++}`,
    );
    device.replica.append(log, this.#chainOf(name, log), ...texts);
  }

  /** Writes a roster entry that hangs on all that the device knows of the roster. */
  #enter(device: Device, name: string): void {
    const known = [...(device.replica.vectors().get(ROSTER) ?? [])];
    const id = this.#chainOf(name, ROSTER);
    device.replica.write(ROSTER, id, [
      { author: device.peer, seen: known, text: `${name}${this.written++}` },
    ]);
  }

  #chainOf(name: string, log: LogId): ChainId {
    const key = `${name} ${log}`;
    const known = this.chains.get(key);
    if (known) return known;
    const fresh = chain(++this.#lastChain);
    this.chains.set(key, fresh);
    return fresh;
  }

  async event(): Promise<void> {
    const all = [...this.names, 'relay'];
    const name = this.pick(all);
    const what = this.random();
    if (what < 0.55) this.write(name);
    else if (what < 0.65) {
      if (this.running.has(name)) await this.stop(name);
      else await this.start(name);
    } else if (what < 0.72) this.world.hub.disconnect(name as PeerId, this.pick(all) as PeerId);
    else if (what < 0.8) {
      const here = all.filter(() => this.random() < 0.5) as PeerId[];
      const there = all.filter((it) => !here.includes(it as PeerId)) as PeerId[];
      this.world.hub.partition([here, there], { silent: this.random() < 0.5 });
    } else if (what < 0.88) this.world.hub.heal();
    else if (what < 0.94) this.world.meet(...this.running);
    else this.world.devices.get(name)?.sync.wake();
    await this.world.clock.advance(this.pick([0, 5, 200, 3_000, 40_000]));
  }

  async run(): Promise<void> {
    for (const name of ['relay', ...this.names]) if (this.random() < 0.8) await this.start(name);
    for (let count = 0; count < 40; count++) await this.event();
    this.world.hub.heal();
    Object.assign(this.world.hub.faults, { gossipLoss: 0, streamBreak: 0, dialFailure: 0 });
    for (const name of ['relay', ...this.names])
      if (!this.running.has(name)) await this.start(name);
  }
}

async function converges(seed: number): Promise<void> {
  const schedule = new Schedule(seed);
  const { world } = schedule;
  await schedule.run();
  const same = await world.clock.runUntil(() => world.same(), PEACE);
  const counts = [...world.devices].map(([name, { replica }]) => `${name} ${replica.count()}`);
  expect(same, `SEED=${seed}: not the same after ${PEACE} ms: ${counts.join(', ')}`).toBe(true);
  const held = world.devices.get('relay')?.replica.count();
  expect(held, `SEED=${seed}: entries lost`).toBe(schedule.written);
  await world.stop();
  expect(world.clock.waiting, `SEED=${seed}: timers left`).toBe(0);
}

it(`converges under ${COUNT} seeded schedules of loss, delay, partitions and restarts`, async () => {
  const seeds =
    ONLY === null ? [...REGRESSIONS, ...Array.from({ length: COUNT }, (_, i) => i + 1)] : [ONLY];
  for (const seed of seeds) await converges(seed);
});
