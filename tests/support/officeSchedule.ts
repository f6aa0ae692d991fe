import { expect } from 'vitest';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import { unpackVector } from '../../src/log/vectors.ts';
import type { OpenMessenger } from '../../src/messenger/open.ts';
import { ConfabError } from '../../src/model/errors.ts';
import type { PeerId } from '../../src/model/ids.ts';
import { decode } from '../../src/wire/cbor.ts';
import { readLink } from '../../src/wire/links.ts';
import { copyOf, founded } from './foundedOffice.ts';
import { OfficeWorld, type Person } from './officeWorld.ts';
import { byKey, digestOf, docsOf, type Pairs, print } from './replicaPrints.ts';

/** Virtual milliseconds in which everything must have met once nothing goes wrong any more. */
const PEACE = 1_200_000;
/** Things that happen in one schedule. */
const EVENTS = 24;

/** One run of some devices and a relay through whatever the seed holds for them. */
export class OfficeSchedule {
  readonly seed: number;
  readonly #random: () => number;
  readonly #world: OfficeWorld;
  readonly #people: Person[];
  /** Texts that `send` accepted, and all that were ever tried. */
  readonly #accepted = new Set<string>();
  readonly #tried = new Set<string>();
  readonly #channels = new Set<string>(['general', 'plans']);
  /** Faults other than those a person is told of. */
  readonly #faults: unknown[] = [];
  readonly #joining: Promise<void>[] = [];
  #written = 0;
  #skewed = false;

  private constructor(seed: number, random: () => number, world: OfficeWorld, people: Person[]) {
    this.seed = seed;
    this.#random = random;
    this.#world = world;
    this.#people = people;
  }

  /** Runs a schedule and checks what has become of everything. Rejects with the seed in its message. */
  static async run(seed: number): Promise<void> {
    const random = makeRandom(seed);
    const office = await founded(3 + Math.floor(random() * 4));
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const delay = [1, pick([1, 20, 150, 800])] as const;
    const faults = {
      delay,
      gossipLoss: pick([0, 0.1, 0.5, 1]),
      duplicate: pick([0, 0.2]),
      streamBreak: pick([0, 0.001, 0.02]),
      dialFailure: pick([0, 0.3]),
    };
    const world = new OfficeWorld(seed, faults, office.relay.folder);
    const people = [...office.disks].map(([name, disk]) => world.person(name, copyOf(disk)));
    const schedule = new OfficeSchedule(seed, random, world, people);
    let timers = Number.NaN;
    try {
      await schedule.#run();
    } finally {
      timers = await world.end();
    }
    expect(timers, schedule.#say('timers left')).toBe(0);
  }

  async #run(): Promise<void> {
    this.#skewed = this.#chance(0.2);
    if (this.#skewed) {
      for (const person of this.#people) person.skew = this.#pick(SKEWS);
    }
    if (this.#chance(0.8)) await this.#world.relay.start();
    for (const person of this.#people) if (this.#chance(0.8)) await this.#open(person);
    for (let count = 0; count < EVENTS; count++) {
      await this.#event();
      await this.#world.clock.advance(this.#pick([0, 5, 200, 2_000, 15_000]));
    }
    await this.#makePeace();
    await this.#check();
  }

  #say(what: string): string {
    return `SEED=${this.seed}: ${what}`;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  async #event(): Promise<void> {
    const { hub, relay } = this.#world;
    const person = this.#pick(this.#people);
    const what = this.#random();
    if (what < 0.45) this.#write(person);
    else if (what < 0.52) await this.#toggle(person);
    else if (what < 0.58) await this.#crashWriting(person);
    else if (what < 0.64) await this.#toggleRelay();
    else if (what < 0.69) hub.disconnect(this.#anyPeer(), this.#anyPeer());
    else if (what < 0.76) this.#part();
    else if (what < 0.83) hub.heal();
    else if (what < 0.87)
      person.disk.failure = this.#pick(['storage-full', 'storage-failed', null]);
    else if (what < 0.93) await this.#read(person);
    else if (what < 0.95) this.#createChannel(person);
    else if (what < 0.97)
      this.#act(person, (here) => here.rename(`${person.name} ${++this.#written}`));
    else if (what < 0.985) this.#invite(person);
    else person.messenger?.wake();
    if (!relay.running && this.#chance(0.1)) await relay.start();
  }

  async #open(person: Person): Promise<void> {
    person.disk.failure = null;
    await this.#world.open(person);
  }

  async #toggle(person: Person): Promise<void> {
    if (!person.messenger) return this.#open(person);
    // What closes must be able to write.
    person.disk.failure = null;
    await this.#world.close(person);
  }

  async #toggleRelay(): Promise<void> {
    const { relay } = this.#world;
    if (!relay.running) await relay.start();
    else if (this.#chance(0.5)) await relay.stop();
    else await relay.crash();
  }

  /** A device dies some moments after its person sent something. */
  async #crashWriting(person: Person): Promise<void> {
    if (!person.messenger) return this.#open(person);
    this.#write(person);
    for (let moments = Math.floor(this.#random() * 24); moments > 0; moments--) {
      await Promise.resolve();
    }
    const share = this.#random();
    await this.#world.crash(person, (count) => Math.floor(count * share));
  }

  #part(): void {
    const all = [...this.#people.map(({ peer }) => peer), this.#world.relay.peer].filter(
      (peer) => peer !== null,
    );
    const here = all.filter(() => this.#chance(0.5));
    const there = all.filter((peer) => !here.includes(peer));
    this.#world.hub.partition([here, there], { silent: this.#chance(0.5) });
  }

  #anyPeer(): PeerId {
    const { relay } = this.#world;
    return this.#pick([relay.peer, ...this.#people.map(({ peer }) => peer ?? relay.peer)]);
  }

  #write(person: Person): void {
    const channel = this.#pick(['general', 'general', 'plans']);
    for (let count = this.#pick([1, 1, 2, 5]); count > 0; count--) {
      const text = `${person.name} ${++this.#written}`;
      this.#tried.add(text);
      this.#act(person, async (here) => {
        await here.send(person.conversation(channel), text);
        this.#accepted.add(text);
      });
    }
  }

  #createChannel(person: Person): void {
    const name = `topic-${++this.#written}`;
    this.#act(person, async (here) => {
      await here.createChannel(name);
      this.#channels.add(name);
    });
  }

  /** Somebody new comes, whatever else goes on. */
  #invite(person: Person): void {
    const name = `Gus${this.#joining.length}`;
    this.#act(person, async (here) => {
      const link = readLink((await here.invite()).link);
      if (link.kind !== 'join') throw new Error(`${link.kind} is no invite`);
      this.#joining.push(
        this.#world.joining(name, link).then(
          (joined) => void this.#people.push(joined),
          (error: unknown) => {
            this.#world.people.delete(name);
            this.#judge(error);
          },
        ),
      );
    });
  }

  /** A person may be told that something failed; anything else is a fault. */
  #judge(error: unknown): void {
    if (!isTold(error)) this.#faults.push(error);
  }

  /** Something a person does. */
  #act(person: Person, task: (here: OpenMessenger) => Promise<unknown>): void {
    if (!person.messenger) return;
    task(person.messenger).catch((error: unknown) => this.#judge(error));
  }

  async #read(person: Person): Promise<void> {
    if (!person.messenger) return;
    const timeline = await this.#world.drive(person.here.timeline(person.conversation()));
    timeline.markRead();
    timeline.close();
  }

  async #makePeace(): Promise<void> {
    const { hub, relay, clock } = this.#world;
    hub.heal();
    Object.assign(hub.faults, { gossipLoss: 0, streamBreak: 0, dialFailure: 0 });
    for (const person of this.#people) person.disk.failure = null;
    await relay.start();
    for (const person of this.#people) await this.#open(person);
    await this.#world.drive(Promise.all(this.#joining));
    let met = false;
    for (let waited = 0; waited < PEACE && !met; waited += 1_000) {
      await clock.advance(1_000);
      met = this.#isSame();
    }
    expect(met, this.#say(`not the same after ${PEACE} ms: ${this.#differences()}`)).toBe(true);
  }

  #isSame(): boolean {
    const all = this.#vectors();
    const [first] = all.values();
    return (
      [...all.values()].every((it) => it === first) &&
      this.#people.every(({ here }) => here.outbox.get() === 0)
    );
  }

  /** What each device, and the relay, durably says that it holds. */
  #vectors(): Map<string, string> {
    const { relay } = this.#world;
    const office = this.#people[0]?.here.office.id;
    const all = new Map<string, string>();
    for (const { name, disk } of this.#people) {
      const kept = [...disk.state].filter(([key]) => key.startsWith('vector/'));
      const logs = kept.map(([key, it]) => {
        const pairs: Pairs = [...unpackVector(decode(it))];
        return [key.slice(7), pairs] as const;
      });
      all.set(name, print(logs));
    }
    const archived = office ? relay.archive.vectors(office) : new Map();
    all.set('relay', print([...archived].map(([log, vector]) => [log, [...vector]] as const)));
    return all;
  }

  #differences(): string {
    const outboxes = this.#people.map(({ name, here }) => `${name} ${here.outbox.get()}`);
    const vectors = [...this.#vectors()].map(([name, it]) => `${name} ${it}`);
    return `outboxes ${outboxes.join(', ')}\n${vectors.join('\n')}`;
  }

  async #check(): Promise<void> {
    const relayed = this.#archived();
    const [first] = this.#people;
    if (!first) throw new Error('nobody');
    const seen = await this.#seenBy(first);
    for (const person of this.#people) {
      const mine = await this.#seenBy(person);
      expect(mine, this.#say(`${person.name} and ${first.name} see different things`)).toEqual(
        seen,
      );
      await this.#checkUnread(person);
    }
    const counts = new Map<string, number>();
    for (const text of seen.texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    const doubled = [...counts].filter(([, count]) => count > 1).map(([text]) => text);
    const lost = [...this.#accepted].filter((text) => !counts.has(text));
    const strange = [...counts.keys()].filter((text) => !this.#tried.has(text));
    const missing = [...this.#channels].filter((name) => !seen.channels.includes(name));
    const accounts = { doubled, lost, strange, missing, faults: this.#faults };
    const none = { doubled: [], lost: [], strange: [], missing: [], faults: [] };
    expect(accounts, this.#say('accounts')).toEqual(none);
    const reports = this.#world.reports.filter((error) => !isTold(error));
    expect(reports, this.#say('reports')).toEqual([]);
    for (const person of this.#people) await this.#world.close(person);
    const prints = this.#people.map((person) => docsOf(person.disk));
    for (const print of prints) {
      expect(print.digests, this.#say('documents differ')).toEqual(prints[0]?.digests);
    }
    expect(relayed, this.#say('the relay holds other bytes')).toEqual(prints[0]?.envelopes);
  }

  /** What a person sees: everything that must be the same for all. */
  async #seenBy(person: Person) {
    const { conversations, members } = person.here;
    const texts: string[] = [];
    for (const { id } of conversations.get()) {
      const messages = await this.#world.messages(person, id);
      texts.push(...messages.map(({ text }) => text));
    }
    return {
      texts: this.#skewed ? texts.sort() : texts,
      channels: conversations.get().map(({ name }) => name),
      members: members.get().map(({ id, name, role, devices }) => ({ id, name, role, devices })),
    };
  }

  /** What is counted as unread is what is shown as unread, is by others, and is gone once read. */
  async #checkUnread(person: Person): Promise<void> {
    for (const { id, unread } of person.here.conversations.get()) {
      const messages = await this.#world.messages(person, id);
      const shown = messages.filter((it) => it.unread);
      expect(unread, this.#say(`${person.name}'s unread`)).toBe(shown.length);
      expect(shown.filter(({ from }) => from.self)).toEqual([]);
      const timeline = await this.#world.drive(person.here.timeline(id));
      timeline.markRead();
      timeline.close();
    }
    const left = person.here.conversations.get().map((it) => it.unread);
    expect(new Set(left), this.#say(`${person.name} has read all`)).toEqual(new Set([0]));
  }

  /** The relay's envelopes, by log and chain. */
  #archived(): Map<string, string> {
    const { archive } = this.#world.relay;
    const office = this.#people[0]?.here.office.id;
    const found = new Map<string, string>();
    if (!office) return found;
    for (const [log, vector] of archive.vectors(office)) {
      for (const [chain, next] of vector) {
        const held = archive.read(office, log, chain, 0, next, Number.POSITIVE_INFINITY);
        found.set(`${log} ${chain}`, digestOf(held));
      }
    }
    return new Map([...found].sort(byKey));
  }
}

/** Milliseconds by which clocks are ahead. */
const SKEWS = [0, 0, 1_500, -40_000, 240_000, -420_000] as const;
/** What a person may be told instead of having it done. */
const TOLD = new Set([
  'storage-full',
  'storage-failed',
  'closed',
  'timeout',
  'relay-unreachable',
  'relay-refused',
  'unknown-invite',
]);

const isTold = (error: unknown): boolean => error instanceof ConfabError && TOLD.has(error.reason);
