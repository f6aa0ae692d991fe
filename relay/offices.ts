import {
  type ConversationId,
  type LogId,
  logOf,
  type OfficeId,
  type PeerId,
  ROSTER,
} from '../src/model/ids.ts';
import { monthOf } from '../src/model/time.ts';
import { whyUnusable } from '../src/office/invite.ts';
import type { Clock, Network } from '../src/ports.ts';
import { BeatGuard } from '../src/presence/guard.ts';
import { type Chosen, makeDoor } from '../src/sync/door.ts';
import type { Hello, Turned } from '../src/sync/frames.ts';
import type { Answer } from '../src/sync/greeting.ts';
import { makeSync, type Sync } from '../src/sync/sync.ts';
import { toBase64url } from '../src/wire/bytes.ts';
import { topicOf } from '../src/wire/hash.ts';
import { type GateProof, inviteIdOf, isGateProven } from '../src/wire/proofs.ts';
import type { Archive } from './archive.ts';
import type { FileCache } from './fileCache.ts';
import { openFileDoor } from './fileDoor.ts';
import type { Gate } from './gate.ts';
import { HostedOffice } from './hosted.ts';
import { PacedNetwork, type PacedOptions } from './pacedNetwork.ts';
import type { Paces } from './paces.ts';
import type { Quotas } from './quotas.ts';

/** Milliseconds that a proven invite or set-up secret gives to become a member. */
const TIME_TO_ENTER = 120_000;

export interface OfficesOptions {
  readonly archive: Archive;
  readonly network: Network;
  readonly clock: Clock;
  readonly gate: Gate;
  /** The set-up secret; null once an office exists. */
  readonly setup: Uint8Array | null;
  /** The first office was founded: the set-up link has served. */
  onFounded(): void;
  onError(error: unknown): void;
  /** How much may be added to the archive. */
  readonly quotas: Quotas;
  readonly paces: Paces;
  /** Files for those who are away; null keeps none. */
  readonly files?: FileCache | null;
}

type Rating = ReturnType<PacedOptions['rateOf']> & string;

interface Topic {
  readonly office: OfficeId;
  readonly rate: Rating;
  /** A log of the conversation that it is of; null for the roster's and presence. */
  readonly log: LogId | null;
}

interface Hosted {
  readonly office: HostedOffice;
  readonly sync: Sync;
  readonly close: () => Promise<void>;
}

/** The offices of one relay, each apart from the others, behind one door. */
export class Offices {
  readonly #options: OfficesOptions;
  readonly #hosted = new Map<OfficeId, Hosted>();
  /** Gossip topics, and the office that each is of. */
  readonly #topics = new Map<string, Topic>();
  /** Who proved an invite, or the set-up link, of which office. */
  readonly #guests = new Map<PeerId, OfficeId>();
  readonly #network: Network;
  #setup: Uint8Array | null;
  #closeDoor: () => void = () => {};

  constructor(options: OfficesOptions) {
    this.#options = options;
    this.#setup = options.setup;
    const { network, clock, gate, paces } = options;
    this.#network = new PacedNetwork(network, {
      clock,
      gate,
      paces,
      rateOf: (peer, topic) => this.rateOf(peer, topic),
    });
  }

  start(): void {
    const { archive, clock } = this.#options;
    for (const office of archive.offices()) this.#host(office);
    const closeDoor = makeDoor(this.#network, clock, (peer, hello) => this.#choose(peer, hello));
    const closeFileDoor = openFileDoor({
      network: this.#network,
      cache: this.#options.files ?? null,
      office: (id) => this.#hosted.get(id)?.office ?? null,
      onError: this.#options.onError,
    });
    const closeEvents = this.#network.onEvent(({ kind }) => {
      if (kind === 'peer-disconnected') this.#dropOffers();
    });
    this.#closeDoor = () => {
      closeDoor();
      closeFileDoor();
      closeEvents();
    };
  }

  /** Offices that are founded. */
  get count(): number {
    return [...this.#hosted.values()].filter(({ office }) => office.isFounded).length;
  }

  /** A name of the member whose device the peer is, in one of the offices; null for nobody's. */
  memberOf(peer: PeerId): string | null {
    for (const [id, { office }] of this.#hosted) {
      const member = office.memberOf(peer);
      if (member !== null) return `${id}/${member}`;
    }
    return null;
  }

  isMember(peer: PeerId): boolean {
    return [...this.#hosted.values()].some(({ office }) => office.isMember(peer));
  }

  /** How a peer's messages in a topic are counted; null for topics in which it has no business. */
  rateOf(peer: PeerId, topic: string): Rating | null {
    const known = this.#topics.get(topic);
    if (!known || !this.mayKnow(peer, topic)) return null;
    const { office, rate, log } = known;
    const mayRead = log === null || this.#hosted.get(office)?.office.mayRead(peer, log);
    return mayRead ? rate : null;
  }

  /** Whether the topic is of an office of the peer's own. */
  mayKnow(peer: PeerId, topic: string): boolean {
    const known = this.#topics.get(topic);
    if (!known || !this.#options.gate.allows(peer)) return false;
    return this.#guests.get(peer) === known.office || this.#isIn(peer, known.office);
  }

  #forged(source: PeerId): void {
    const { gate, paces } = this.#options;
    if (!paces.take(source, 'forgeries')) gate.ban(source);
  }

  #isIn(peer: PeerId, office: OfficeId): boolean {
    return this.#hosted.get(office)?.office.isMember(peer) ?? false;
  }

  /** Whether the two belong to one office. */
  mayMeet(one: PeerId, other: PeerId): boolean {
    return [...this.#hosted.values()].some(
      ({ office }) => office.isMember(one) && office.isMember(other),
    );
  }

  async close(): Promise<void> {
    this.#closeDoor();
    await Promise.all([...this.#hosted.values()].map(({ close }) => close()));
    this.#hosted.clear();
  }

  #choose(peer: PeerId, hello: Hello): Chosen {
    const hosting = this.#hosted.get(hello.office) ?? this.#founding(peer, hello);
    if (!hosting) {
      const why = hello.proof?.kind === 'setup' ? 'setup-used' : 'unknown-office';
      return { kind: 'refuse', why };
    }
    return { kind: 'office', accept: (greeting) => hosting.sync.accept(greeting) };
  }

  /** An office that whoever has the set-up secret is founding; it lasts once its first entry is here. */
  #founding(peer: PeerId, { office, proof }: Hello): Hosted | null {
    if (!proof || !this.#isProven(proof, peer) || !this.#isSetup(proof)) return null;
    this.#guests.set(peer, office);
    this.#dropOffers();
    return this.#host(office);
  }

  /** Whether it shows the set-up link of this relay, which has not served yet. */
  #isSetup({ kind, key }: GateProof): boolean {
    return kind === 'setup' && this.#setup !== null && toBase64url(key) === inviteIdOf(this.#setup);
  }

  /** Forgets offices that are not founded, and that nobody who is here founds any more. */
  #dropOffers(): void {
    const here = this.#network.connected();
    const offered = new Set(this.#setup ? here.map(({ peer }) => this.#guests.get(peer)) : []);
    for (const [id, { office, close }] of this.#hosted) {
      if (office.isFounded || offered.has(id)) continue;
      this.#hosted.delete(id);
      for (const [topic, { office: of }] of this.#topics) if (of === id) this.#topics.delete(topic);
      close().catch(this.#options.onError);
    }
  }

  #isProven(proof: GateProof, peer: PeerId): boolean {
    return isGateProven(proof, this.#options.network.peer, peer);
  }

  #host(id: OfficeId): Hosted {
    const { archive, clock, onError } = this.#options;
    const network = this.#network;
    const now = () => clock.now();
    const office = new HostedOffice(id, archive, now, {
      fit: (...asked) => this.#options.quotas.fit(...asked),
      full: (author, limit) => sync.limit(author, limit),
      forged: (source) => this.#forged(source),
      misfit: (source, checks) => this.#options.paces.spend(source, 'misfits', checks),
      mayAsk: (peer) => this.#options.paces.take(peer, 'removals'),
    });
    const sync: Sync = makeSync({
      network,
      replica: office,
      clock,
      topicOf: (log) =>
        topicOf(id, log === ROSTER ? 'roster' : (log.split('.')[0] as ConversationId)),
      role: 'relay',
      accepts: false,
      authorize: (peer, hello) => this.#authorize(office, peer, hello),
      onError,
    });
    const guard = new BeatGuard(id, (device) => office.policy.roster.devices.has(device), now);
    this.#topics.set(topicOf(id, 'presence'), { office: id, rate: 'beats', log: null });
    this.#topics.set(topicOf(id, 'roster'), { office: id, rate: 'messages', log: null });
    const leave = network.subscribe(topicOf(id, 'presence'), {
      validate: (bytes) => {
        const beat = guard.judge(bytes);
        return typeof beat === 'string' ? beat : 'accept';
      },
    });
    const stop = office.onGrown((log) => log === ROSTER && this.#rosterGrew(office, sync));
    sync.start();
    this.#joinTopics(office, sync);
    const close = async () => {
      stop();
      leave();
      await sync.stop();
    };
    const hosted = { office, sync, close };
    this.#hosted.set(id, hosted);
    return hosted;
  }

  #rosterGrew(office: HostedOffice, sync: Sync): void {
    this.#joinTopics(office, sync);
    this.#options.gate.review();
    if (!this.#setup || !office.isFounded) return;
    this.#setup = null;
    this.#dropOffers();
    this.#options.onFounded();
  }

  #joinTopics({ policy }: HostedOffice, sync: Sync): void {
    const month = monthOf(this.#options.clock.now());
    for (const id of policy.roster.conversations.keys()) {
      const log = logOf(id, month);
      this.#topics.set(topicOf(policy.id, id), { office: policy.id, rate: 'messages', log });
      sync.join(log);
    }
  }

  #authorize(office: HostedOffice, peer: PeerId, { proof }: Hello): Answer {
    if (office.isMember(peer)) return { kind: 'welcome' };
    const why = this.#whyNot(office, peer, proof);
    if (why) return { kind: 'refuse', why };
    const { gate, clock } = this.#options;
    for (const guest of this.#guests.keys()) if (!gate.allows(guest)) this.#guests.delete(guest);
    this.#guests.set(peer, office.office);
    gate.vouch(peer, clock.now() + TIME_TO_ENTER);
    return { kind: 'welcome' };
  }

  #whyNot(office: HostedOffice, peer: PeerId, proof: GateProof | null): Turned | null {
    if (office.wasMember(peer)) return 'removed';
    if (!proof) return office.cameInVain(peer) ? 'displaced' : 'not-member';
    if (!this.#isProven(proof, peer)) return 'unknown-invite';
    if (proof.kind === 'setup') {
      return !office.isFounded && this.#isSetup(proof) ? null : 'setup-used';
    }
    const invite = toBase64url(proof.key) as ReturnType<typeof inviteIdOf>;
    return whyUnusable(office.policy.roster, invite, this.#options.clock.now());
  }
}
