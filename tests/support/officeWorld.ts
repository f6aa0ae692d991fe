// What the app loads when it is first used is here before time is moved on, which waits for no loading.
import '@scure/bip39';
import '@scure/bip39/wordlists/english.js';
import '../../src/messenger/export/export.ts';
import '../../src/messenger/searching.ts';
import '../../src/search/finder.ts';
import '../../src/search/nowhere.ts';
import { makeBlobStore } from '../../src/adapters/memory/blobStore.ts';
import { makeVirtualClock, type VirtualClock } from '../../src/adapters/memory/clock.ts';
import { Disk, type Survivors } from '../../src/adapters/memory/disk.ts';
import { type Faults, type Hub, makeHub } from '../../src/adapters/memory/hub.ts';
import { makeIndexStore } from '../../src/adapters/memory/indexStore.ts';
import { makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import { makeLogStore } from '../../src/adapters/memory/logStore.ts';
import { makeOutbox } from '../../src/adapters/memory/outbox.ts';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import { makeStateStore } from '../../src/adapters/memory/stateStore.ts';
import { confirmNatively } from '../../src/adapters/node/confirm.ts';
import { hashNatively } from '../../src/adapters/node/hash.ts';
import type { InviteOptions, Message } from '../../src/messenger/messenger.ts';
import {
  createOffice,
  type Device,
  type EnterOptions,
  joinOffice,
  type OpenMessenger,
  type OpenOptions,
  openOffice,
} from '../../src/messenger/open.ts';
import { ConfabError } from '../../src/model/errors.ts';
import type { ConversationId, PeerId } from '../../src/model/ids.ts';
import type { Identity, KeyStore } from '../../src/ports.ts';
import { type Finder, makeFinder } from '../../src/search/finder.ts';
import { bytesOf } from '../../src/wire/bytes.ts';
import { type InviteLink, readLink } from '../../src/wire/links.ts';
import { peerIdOf } from '../../src/wire/peer.ts';
import { publicKeyOf } from '../../src/wire/sign.ts';
import { OfficeRelay } from './officeRelay.ts';
import { quickIdentity } from './quickIdentity.ts';
import { seedRandomness } from './seeded.ts';

// As relay and terminal client do: most of a scenario's time would go into signatures and hashes.
confirmNatively();
hashNatively();

export const ORIGIN = 'https://office.example';
/** Virtual milliseconds that anything a person waits for may take. */
const PATIENCE = 120_000;
/** Pauses after that for work that is no timer, and how long each is: real milliseconds. */
const PAUSES = 40;
const PAUSE = 50;
/** Virtual milliseconds between two pauses. */
const A_WHILE = 5_000;
/** Virtual milliseconds in which what is on its way still arrives. */
const AFTERMATH = 5_000;

/** One person with one device: a disk that survives, and a messenger while it is open. */
export class Person {
  readonly name: string;
  readonly disk: Disk;
  /** Milliseconds by which the device's clock is ahead. */
  skew = 0;
  /** Whether others can meet it elsewhere than at the relay; a terminal client cannot. */
  webrtc = true;
  /** Bytes that it takes of one member in a day beyond what the relay keeps. */
  memberQuota: number | undefined;
  messenger: OpenMessenger | null = null;
  peer: PeerId | null = null;

  constructor(name: string, disk = new Disk()) {
    this.name = name;
    this.disk = disk;
  }

  /** The open messenger. */
  get here(): OpenMessenger {
    if (!this.messenger) throw new Error(`${this.name} is not here`);
    return this.messenger;
  }

  conversation(name = 'general'): ConversationId {
    const found = this.here.conversations.get().find((it) => it.name === name);
    if (!found) throw new Error(`${this.name} knows no ${name}`);
    return found.id;
  }

  unread(name = 'general'): number | undefined {
    return this.here.conversations.get().find((it) => it.name === name)?.unread;
  }

  get members(): string[] {
    return this.here.members.get().map(({ name }) => name);
  }
}

/** Whole devices and a relay on one hub and one virtual clock. Everything random comes from the seed. */
export class OfficeWorld {
  readonly clock: VirtualClock;
  readonly hub: Hub;
  readonly relay: OfficeRelay;
  readonly people = new Map<string, Person>();
  /** Faults that were reported because nobody waited for them. */
  readonly reports: unknown[] = [];
  readonly #restore: () => void;
  readonly #random: () => number;

  /** `start`: Unix time in milliseconds at which the world begins. */
  constructor(seed = 1, faults: Partial<Faults> = {}, relayFolder?: string, start?: number) {
    this.clock = makeVirtualClock(start);
    this.#restore = seedRandomness(seed);
    this.#random = makeRandom(seed);
    this.hub = makeHub(this.clock, seed, faults);
    const report = (error: unknown) => void this.reports.push(error);
    this.relay = new OfficeRelay(this.hub, this.clock, report, relayFolder);
  }

  /** Somebody with a device, new or with a disk from before. */
  person(name: string, disk?: Disk): Person {
    const known = this.people.get(name);
    if (known) return known;
    const person = new Person(name, disk);
    this.people.set(name, person);
    return person;
  }

  /** Somebody whose device has its keys before it does anything, so that its peer is known. */
  async newcomer(name: string): Promise<Person> {
    const person = this.person(name);
    const { networkSeed } = await makeKeyStore(person.disk, name).create();
    person.peer = peerIdOf(bytesOf(publicKeyOf(networkSeed)));
    return person;
  }

  /** Cuts one person off from everybody, until `hub.heal`; silently, connections stand and carry nothing. */
  cutOff(person: Person, options?: { silent: boolean }): void {
    const peers = [...this.people.values()].map(({ peer }) => peer);
    const others = peers.filter((peer) => peer !== null && peer !== person.peer) as PeerId[];
    this.hub.partition([person.peer ? [person.peer] : [], [this.relay.peer, ...others]], options);
  }

  /** Moves time on until the work is done. Rejects as the work does, or when it never is. */
  async drive<T>(work: Promise<T>, limit = PATIENCE): Promise<T> {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    if (await this.#reaches(() => over, limit)) return work;
    throw new Error(`not done after ${limit} ms`);
  }

  /** Moves time on until the condition holds. */
  async until(what: string, condition: () => boolean, limit = PATIENCE): Promise<void> {
    if (await this.#reaches(condition, limit)) return;
    throw new Error(`never after ${limit} ms: ${what}`);
  }

  /**
   * Time moves on faster than a busy machine's disk and threads work. Where no limit is part of what
   * is tested, those get theirs.
   */
  async #reaches(condition: () => boolean, limit: number): Promise<boolean> {
    if (await this.clock.runUntil(condition, limit)) return true;
    for (let pause = 0; limit === PATIENCE && pause < PAUSES; pause++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (await this.clock.runUntil(condition, A_WHILE)) return true;
    }
    return false;
  }

  async found(name: string, office = 'Lab'): Promise<Person> {
    const person = this.person(name);
    const device = this.deviceOf(person);
    const founding = createOffice(device, this.relay.setupLink, ORIGIN, { office, person: name });
    person.messenger = await this.drive(founding);
    return person;
  }

  /** Makes an invite and gives what its link says. */
  async inviteBy(person: Person, options: InviteOptions = {}): Promise<InviteLink> {
    const { link } = await this.drive(person.here.invite(options));
    const read = readLink(link);
    if (read.kind !== 'join') throw new Error(`no invite: ${link}`);
    return read;
  }

  /** Begins to join; the person is there when it resolves. */
  async joining(name: string, link: InviteLink, options?: EnterOptions): Promise<Person> {
    const person = this.person(name);
    person.messenger = await joinOffice(this.deviceOf(person), link, ORIGIN, name, options);
    return person;
  }

  join(name: string, link: InviteLink): Promise<Person> {
    return this.drive(this.joining(name, link));
  }

  async open(person: Person, options: OpenOptions = {}): Promise<OpenMessenger> {
    person.messenger ??= await this.drive(openOffice(this.deviceOf(person), options));
    return person.messenger;
  }

  async close(person: Person): Promise<void> {
    const { messenger } = person;
    person.messenger = null;
    if (messenger) await this.drive(messenger.close());
  }

  /** Ends a device without a word; of what was not durable, `survivors` stay. */
  async crash(person: Person, survivors?: Survivors): Promise<void> {
    const { messenger, peer, disk } = person;
    person.messenger = null;
    if (peer) this.hub.crash(peer);
    disk.crash(survivors);
    if (messenger) await this.drive(messenger.close()).catch(ignoreDeath);
  }

  deviceOf(person: Person): Device {
    const { disk, name } = person;
    const { clock, hub } = this;
    return {
      logs: makeLogStore(disk),
      outbox: makeOutbox(disk),
      state: makeStateStore(disk),
      keys: quickKeys(makeKeyStore(disk, name), disk),
      blobs: makeBlobStore(disk),
      ...(person.memberQuota === undefined ? {} : { memberQuota: person.memberQuota }),
      clock: {
        now: () => clock.now() + person.skew,
        after: (delay, task) => clock.after(delay, task),
      },
      random: this.#random,
      finder: () => waitedFor(makeFinder(makeIndexStore(disk), clock), clock),
      async network(seed) {
        person.peer = peerIdOf(bytesOf(publicKeyOf(seed)));
        return hub.join(person.peer, { webrtc: person.webrtc });
      },
      report: (error) => this.reports.push(error),
    };
  }

  /** All messages of a person's conversation, in display order. */
  async messages(person: Person, conversation: ConversationId): Promise<readonly Message[]> {
    const timeline = await this.drive(person.here.timeline(conversation));
    while (!timeline.complete.get()) await this.drive(timeline.loadOlder());
    timeline.close();
    return timeline.messages.get();
  }

  async texts(person: Person, name = 'general'): Promise<string[]> {
    const messages = await this.messages(person, person.conversation(name));
    return messages.map(({ text }) => text);
  }

  /** Closes everybody and the relay; gives how many timers are left. */
  async end({ keepRelay = false } = {}): Promise<number> {
    for (const person of this.people.values()) await this.close(person);
    await (keepRelay ? this.relay.stop() : this.relay.remove());
    await this.clock.advance(AFTERMATH);
    this.#restore();
    return this.clock.waiting;
  }
}

/** A finder whose work the virtual clock waits for: sealing and packing go on outside of its promises. */
function waitedFor(finder: Finder, clock: VirtualClock): Finder {
  return {
    start: (...args) => clock.during(finder.start(...args)),
    replace: (...args) => clock.during(finder.replace(...args)),
    update: (...args) => clock.during(finder.update(...args)),
    drop: (...args) => clock.during(finder.drop(...args)),
    ask: (...args) => clock.during(finder.ask(...args)),
    save: () => clock.during(finder.save()),
    close: () => clock.during(finder.close()),
  };
}

/** What ends with a crashed device tells that its stores are gone. */
function ignoreDeath(error: unknown): void {
  if (!(error instanceof ConfabError) || error.reason !== 'closed') throw error;
}

/** The memory key store, signing as fast as the platform does. */
function quickKeys(keys: KeyStore, disk: Disk): KeyStore {
  const quick = (identity: Identity): Identity => quickIdentity(identity, disk);
  return {
    ...keys,
    async load() {
      const identity = await keys.load();
      return identity && quick(identity);
    },
    create: async () => quick(await keys.create()),
  };
}
