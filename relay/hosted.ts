import {
  type Admitted,
  type Chain,
  fitted,
  type Held,
  type Judgement,
  judge,
  toAdmission,
} from '../src/log/judge.ts';
import { arrayName, readChain } from '../src/log/replay.ts';
import type { Admission, Run } from '../src/log/run.ts';
import {
  type ChainId,
  type DeviceId,
  type EntryId,
  type LogId,
  type MemberId,
  type OfficeId,
  type PeerId,
  partsOf,
  ROSTER,
  type Vector,
} from '../src/model/ids.ts';
import { Office, type Readable } from '../src/office/office.ts';
import { has } from '../src/office/permissions.ts';
import type { Stretch } from '../src/office/removal.ts';
import { tagIn } from '../src/sync/auditing.ts';
import { checksFor, isForged } from '../src/sync/forged.ts';
import type { End, Replica, TagOf, Vouch } from '../src/sync/replica.ts';
import { MAX_RUN } from '../src/wire/limits.ts';
import { peerIdOf } from '../src/wire/peer.ts';
import { isVouched } from '../src/wire/vouch.ts';
import { Accounts } from './accounts.ts';
import type { Archive } from './archive.ts';
import type { Account, Fit } from './quotas.ts';

/** What a relay asks and hears of its offices beyond what a replica does. */
export interface Hosting {
  /** How many of these entries of one chain there is room for; `account`: of their author. */
  fit(office: OfficeId, log: LogId, entries: readonly Admitted[], account: Account): Fit;
  /** There was no room for an entry of this peer. */
  full(author: PeerId, limit: NonNullable<Fit['limit']>): void;
  /** A peer brought what no honest one can have admitted. */
  forged(source: PeerId): void;
  /**
   * What a peer brought does not follow on what is here, which took so many checks of signatures; gives the
   * milliseconds until more may be checked.
   */
  misfit(source: PeerId, checks: number): number;
  /** Whether a removed device may be shown its removal now: it costs a look at the whole roster. */
  mayAsk(peer: PeerId): boolean;
}

type Grown = (log: LogId, chain: ChainId, next: number, own: boolean) => void;

/**
 * One office as the relay hosts it: a replica that cannot read. It checks devices, chains and
 * signatures like any other, keeps the envelopes, and reduces the open part of the roster to know
 * whom to let in.
 */
export class HostedOffice implements Replica {
  readonly office: OfficeId;
  readonly policy: Office;
  readonly #archive: Archive;
  readonly #hosting: Hosting;
  readonly #logs = new Map<LogId, Map<ChainId, Chain>>();
  readonly #listeners = new Set<Grown>();
  /** The roster's entries: few, and needed whole to reduce them. */
  readonly #roster: Readable[] = [];
  /** The newest entry of each chain that somebody asked about, as others compare it: read once. */
  readonly #tags = new WeakMap<Chain, Uint8Array>();
  /** The ends of logs that have not grown since they were told. */
  readonly #ends = new Map<LogId, readonly End[]>();
  readonly #accounts: Accounts;

  constructor(office: OfficeId, archive: Archive, now: () => number, hosting: Hosting) {
    this.office = office;
    this.#archive = archive;
    this.#hosting = hosting;
    this.policy = new Office(office, now);
    this.#accounts = new Accounts(this.policy);
    for (const [log, chains] of archive.chains(office)) this.#logs.set(log, chains);
    this.#readRoster();
  }

  #readRoster(): void {
    for (const [id, chain] of this.#logs.get(ROSTER) ?? []) {
      const items: [Uint8Array][] = [];
      while (items.length < chain.next) {
        const more = this.#archive.read(this.office, ROSTER, id, items.length, MAX_RUN, Infinity);
        if (more.length === 0) break;
        items.push(...more.map((bytes): [Uint8Array] => [bytes]));
      }
      this.#takeRoster(readChain(this.office, ROSTER, arrayName(id), items) ?? []);
    }
    this.policy.reset(this.#roster);
  }

  #takeRoster(entries: readonly Admitted[]): Readable[] {
    const taken = entries.map((at): Readable => ({ at, content: { kind: 'sealed' } }));
    for (const entry of taken) this.#roster.push(entry);
    return taken;
  }

  /** Only what is durable: the relay's word. `#logs` may be ahead of it by what is being written. */
  vectors(): ReadonlyMap<LogId, Vector> {
    return this.#archive.vectors(this.office);
  }

  async read(
    log: LogId,
    chain: ChainId,
    from: number,
    count: number,
    bytes: number,
  ): Promise<Uint8Array[]> {
    return this.#archive.read(this.office, log, chain, from, count, bytes);
  }

  knows(entry: EntryId): boolean {
    return this.policy.has(entry);
  }

  isVouched({ holder, log, vector, signature }: Vouch): boolean {
    const device = this.policy.roster.peers.get(holder);
    return device !== undefined && isVouched(device, this.office, log, vector, signature);
  }

  async admit(
    run: Run,
    source: PeerId,
    judged?: (admission: Admission) => void,
  ): Promise<Admission> {
    const wait = this.#isFollowing(run, source) ? this.#hosting.misfit(source, 0) : 0;
    if (wait > 0) return { kind: 'later', why: 'quota', wait };
    const judgement = judge(this.#held(run.log), this.policy, run);
    this.#blame(run, judgement, source);
    const { fresh, device } = judgement;
    if (fresh.length === 0 || !device) return this.#take(run, judgement, judged);
    const fit = (entries: readonly Admitted[]) => this.#fit(run.log, device, entries);
    const held = this.#held(run.log);
    return this.#take(run, fitted(held, this.policy, run, judgement, fit), judged);
  }

  /** Whether a run goes on with what is here, of somebody else's than who brings it. */
  #isFollowing({ log, chain, from }: Run, source: PeerId): boolean {
    return from > 0 && this.authorOf(log, chain) !== source;
  }

  /**
   * Holds against a peer what honest ones never bring. What follows on entries that are here, and is
   * signed wrongly, may follow on others: then its author signed two sides of the chain, and the relay
   * was given one and the peer the other. Who brings the chain from its beginning brings what it follows.
   */
  #blame(run: Run, { stop, fresh }: Judgement, source: PeerId): void {
    if (stop?.kind !== 'refused') return;
    if (isForged(stop.why)) this.#hosting.forged(source);
    if (stop.why !== 'bad-signature') return;
    const mayBeTwoSides = fresh.length > 0 || this.#isFollowing(run, source);
    if (mayBeTwoSides) this.#hosting.misfit(source, checksFor(run.envelopes.length));
    else this.#hosting.forged(source);
  }

  /** Who wrote what there is no room for is told. */
  #fit(log: LogId, device: DeviceId, entries: readonly Admitted[]) {
    const account = this.#accounts.of(device, log);
    const { count, limit } = this.#hosting.fit(this.office, log, entries, account);
    const author = this.policy.roster.devices.get(device)?.peer;
    if (limit && author) this.#hosting.full(author, limit);
    return { count, wait: limit?.wait ?? 0 };
  }

  async #take(
    run: Run,
    judgement: Judgement,
    judged?: (admission: Admission) => void,
  ): Promise<Admission> {
    const { fresh, stop } = judgement;
    const answer = () => toAdmission(judgement, this.#logs.get(run.log)?.get(run.chain)?.next ?? 0);
    if (fresh.length > 0) await this.#keep(run, fresh, () => judged?.(answer()));
    else if (!stop) await this.#archive.settled();
    return answer();
  }

  /** `known` is called when the entries can be told of and are not written yet. */
  async #keep(
    { log, chain: id }: Run,
    fresh: readonly Admitted[],
    known: () => void,
  ): Promise<void> {
    const [oldest, newest] = [fresh[0], fresh.at(-1)];
    if (!oldest || !newest) return;
    const { device, id: head } = newest;
    const chain: Chain = { id, device, next: newest.number + 1, head };
    // Known at once, so that the next run of the chain can be judged while this one is written.
    this.#grow(log, chain, fresh);
    known();
    const envelopes = fresh.map(({ bytes }) => bytes);
    try {
      await this.#archive.append(this.office, log, chain, oldest.number, envelopes);
    } catch (error) {
      this.#reload();
      throw error;
    }
    for (const listener of this.#listeners) listener(log, id, chain.next, false);
  }

  /** Forgets what could not be written: it was not acknowledged, so it will be offered again. */
  #reload(): void {
    this.#logs.clear();
    this.#ends.clear();
    for (const [log, chains] of this.#archive.chains(this.office)) {
      this.#logs.set(log, new Map(chains));
    }
    this.#roster.length = 0;
    this.#readRoster();
  }

  #held(log: LogId): Held {
    return {
      office: this.office,
      log,
      chain: (id) => this.#logs.get(log)?.get(id),
      envelope: (id, number) => this.#archive.read(this.office, log, id, number, 1, Infinity)[0],
    };
  }

  #grow(log: LogId, chain: Chain, fresh: readonly Admitted[]): void {
    const chains = this.#logs.get(log) ?? new Map<ChainId, Chain>();
    this.#logs.set(log, chains.set(chain.id, chain));
    this.#ends.delete(log);
    const newest = fresh.at(-1);
    if (newest) this.#tags.set(chain, tagIn(newest.bytes));
    if (log !== ROSTER) return;
    this.policy.grow(this.#takeRoster(fresh));
  }

  async ends(): Promise<[LogId, readonly End[]][]> {
    const inUse = [...this.#logs].filter(([log]) => this.#isInUse(log));
    return inUse.map(([log, chains]) => [log, this.#endsOf(log, chains)]);
  }

  /** Every member asks for them again and again. */
  #endsOf(log: LogId, chains: ReadonlyMap<ChainId, Chain>): readonly End[] {
    const known = this.#ends.get(log);
    if (known) return known;
    const ends = [...chains.values()].flatMap((chain): End[] => {
      const tag = this.#tagOf(log, chain, chain.next);
      return tag ? [{ chain: chain.id, next: chain.next, tag }] : [];
    });
    ends.sort((one, other) => one.chain - other.chain);
    this.#ends.set(log, ends);
    return ends;
  }

  async tags(log: LogId): Promise<TagOf | null> {
    return (id, next) => {
      const chain = this.#logs.get(log)?.get(id);
      return chain ? this.#tagOf(log, chain, next) : null;
    };
  }

  #tagOf(log: LogId, chain: Chain, next: number): Uint8Array | null {
    const known = chain.next === next ? this.#tags.get(chain) : undefined;
    if (known) return known;
    const [envelope] = this.#archive.read(this.office, log, chain.id, next - 1, 1, Infinity);
    const tag = envelope ? tagIn(envelope) : null;
    if (tag && chain.next === next) this.#tags.set(chain, tag);
    return tag;
  }

  /** The roster and the logs of this month and the last. */
  #isInUse(log: LogId): boolean {
    const month = partsOf(log)?.month;
    return month === undefined || month >= this.policy.months().last - 2;
  }

  /** Receipts are between members; the relay keeps everything anyway. */
  acknowledged(): void {}

  /** Members read the conversations in which they take part; whoever may come in reads the roster. */
  mayRead(peer: PeerId, log: LogId): boolean {
    const { peers, devices } = this.policy.roster;
    const device = peers.get(peer);
    const conversation = partsOf(log)?.conversation;
    if (conversation === undefined) return true;
    const member = device && devices.get(device)?.member;
    return member !== undefined && this.policy.mayRead(member, conversation);
  }

  removal(peer: PeerId, held: Vector): Stretch[] {
    const device = this.#formerDeviceOf(peer);
    if (!device || !this.#hosting.mayAsk(peer)) return [];
    return this.policy.removalOf(device, held);
  }

  #formerDeviceOf(peer: PeerId): DeviceId | undefined {
    const { formerDevices } = this.policy.roster;
    return [...formerDevices.values()].find((device) => device.peer === peer)?.id;
  }

  /** Whose device the peer is; null for nobody's. */
  memberOf(peer: PeerId): MemberId | null {
    const { peers, devices } = this.policy.roster;
    return devices.get(peers.get(peer) ?? ('' as DeviceId))?.member ?? null;
  }

  /** Whether the peer's member may delete others' messages. */
  mayModerate(peer: PeerId): boolean {
    const member = this.memberOf(peer);
    const role = member === null ? undefined : this.policy.roster.members.get(member)?.role;
    return role !== undefined && has(role, 'delete-others-message');
  }

  isMember(peer: PeerId): boolean {
    return this.policy.roster.peers.has(peer);
  }

  /** Whether the peer was a device of the office that somebody removed. */
  wasMember(peer: PeerId): boolean {
    return this.#formerDeviceOf(peer) !== undefined;
  }

  /** Whether the peer joined the office, and that does not count: others had used the invite before, or it had ended. */
  cameInVain(peer: PeerId): boolean {
    const { pending } = this.policy.roster;
    const waits = [...pending.values()].some(({ record }) => peerIdOf(record.network) === peer);
    return this.policy.hasTried(peer) && !this.isMember(peer) && !waits;
  }

  /** Whether the founding entry is here: before it, the office is only an offer. */
  get isFounded(): boolean {
    return this.policy.roster.founded !== null;
  }

  authorOf(log: LogId, chain: ChainId): PeerId | null {
    const device = this.#logs.get(log)?.get(chain)?.device;
    return (device && this.policy.roster.devices.get(device)?.peer) ?? null;
  }

  onGrown(listener: Grown): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
