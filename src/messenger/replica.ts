import type { Joint, Logs } from '../log/logs.ts';
import type { Receipts } from '../log/receipts.ts';
import type { Admission, Run } from '../log/run.ts';
import {
  type ChainId,
  type ConversationId,
  type DeviceId,
  type EntryId,
  type LogId,
  type OfficeId,
  type PeerId,
  partsOf,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import type { Office } from '../office/office.ts';
import type { Identity } from '../ports.ts';
import { tagIn } from '../sync/auditing.ts';
import type { End, Replica, TagOf, Vouch } from '../sync/replica.ts';
import { isVouched, vouchWith } from '../wire/vouch.ts';
import type { Allowance } from './allowance.ts';
import type { Holding } from './holding.ts';
import type { Relayed } from './relayed.ts';

/** This device's replica of the office, as sync sees it. */
export class OwnReplica implements Replica {
  readonly office: OfficeId;
  /** The conversation whose timeline was opened last. */
  watched: ConversationId | null = null;
  readonly #logs: Logs;
  readonly #receipts: Receipts;
  readonly #roster: Office;
  readonly #relays: ReadonlySet<PeerId>;
  readonly #holding: Holding;
  readonly #identity: Identity;
  readonly #allowance: Allowance;
  readonly #relayed: Relayed;
  /** Who writes the chains that have grown while this ran. */
  readonly #authors = new Map<ChainId, DeviceId>();

  constructor(
    office: Office,
    logs: Logs,
    receipts: Receipts,
    relays: ReadonlySet<PeerId>,
    holding: Holding,
    identity: Identity,
    allowance: Allowance,
    relayed: Relayed,
  ) {
    this.office = office.id;
    this.#roster = office;
    this.#logs = logs;
    this.#receipts = receipts;
    this.#relays = relays;
    this.#holding = holding;
    this.#identity = identity;
    this.#allowance = allowance;
    this.#relayed = relayed;
    logs.onGrown((_, entries) => {
      const newest = entries.at(-1)?.at;
      if (newest) this.#authors.set(newest.chain, newest.device);
    });
  }

  vectors(): ReadonlyMap<LogId, Vector> {
    const vectors = this.#logs.vectors();
    if (this.#holding.tellsAll) return vectors;
    return new Map([...vectors].map(([log, vector]) => [log, this.#told(log, vector)]));
  }

  /** What is not to be told yet is as good as not here. */
  #told(log: LogId, vector: Vector): Vector {
    const isTold = ([chain, next]: [ChainId, number]) => next <= this.#holding.from(log, chain);
    if ([...vector].every(isTold)) return vector;
    const told = [...vector].map(([chain, next]): [ChainId, number] => [
      chain,
      Math.min(next, this.#holding.from(log, chain)),
    ]);
    return new Map(told.filter(([, next]) => next > 0));
  }

  read(
    log: LogId,
    chain: ChainId,
    from: number,
    count: number,
    bytes: number,
  ): Promise<Uint8Array[]> {
    const told = Math.min(count, this.#holding.from(log, chain) - from);
    return told > 0 ? this.#logs.read(log, chain, from, told, bytes) : Promise.resolve([]);
  }

  async admit(
    run: Run,
    _: PeerId,
    judged?: (admission: Admission) => void,
    inTurn = false,
    kept = 0,
  ): Promise<Admission> {
    // The roster may tell later that its person takes part: then it is asked for, from its beginning.
    if (!this.takesPart(run.log)) return { kind: 'later', why: 'unknown-past' };
    const room = this.#allowance.roomFor(run.log, kept);
    const admission = await (inTurn
      ? this.#logs.admitInTurn(run, judged, room)
      : this.#logs.admit(run, judged, room));
    if (kept > 0 && admission.kind === 'admitted') this.#keptElsewhere(run, kept, admission.next);
    return admission;
  }

  /** A relay brought a run that is held up to `next` now, or says that it keeps its chain up to `kept`. */
  #keptElsewhere({ log, chain, from, envelopes }: Run, kept: number, next: number): void {
    const upTo = Number.isFinite(kept) ? kept : from + envelopes.length;
    this.#relayed.keeps(log, new Map([[chain, Math.min(upTo, next)]]));
  }

  readAhead(run: Run): Promise<void> {
    return this.#logs.readAhead(run);
  }

  /** A relay keeps these, so that there is room for all of them. */
  admitTogether(runs: readonly Run[]): Promise<Joint> {
    return this.#logs.admitTogether(runs);
  }

  knows(entry: EntryId): boolean {
    return this.#roster.has(entry);
  }

  async ends(): Promise<[LogId, End[]][]> {
    const logs = await this.#logs.opened();
    return logs.map((log) => [
      log.log,
      log
        .newest()
        .filter(({ chain, next }) => next <= this.#holding.from(log.log, chain))
        .map(({ chain, next, envelope }) => ({ chain, next, tag: tagIn(envelope) }))
        .sort((one, other) => one.chain - other.chain),
    ]);
  }

  async tags(log: LogId): Promise<TagOf | null> {
    const open = (await this.#logs.opened()).find((it) => it.log === log);
    if (!open) return null;
    return (chain, next) => {
      const envelope = open.envelope(chain, next - 1);
      return envelope ? tagIn(envelope) : null;
    };
  }

  acknowledged(by: PeerId, log: LogId, vector: Vector): void {
    if (!this.mayRead(by, log)) return;
    if (this.#relays.has(by)) this.#relayed.keeps(log, vector);
    // A receipt that could not be written down will be given again.
    void this.#receipts.acknowledged(by, log, vector).catch(() => {});
  }

  vouch(log: LogId, vector: Vector): Promise<Uint8Array> {
    return vouchWith(this.#identity, this.office, log, vector);
  }

  vouched({ holder, log, vector, signature }: Vouch): void {
    const device = this.#roster.roster.peers.get(holder);
    const isOwn = [...vector.keys()].some((chain) => this.#receipts.isOwn(log, chain));
    if (!device || device === this.#identity.device || !isOwn) return;
    if (isVouched(device, this.office, log, vector, signature)) {
      this.acknowledged(holder, log, vector);
    }
  }

  authorOf(_log: LogId, chain: ChainId): PeerId | null {
    const device = this.#authors.get(chain);
    return (device && this.#roster.latest.devices.get(device)?.peer) ?? null;
  }

  /** The office's relays, and the members who take part. */
  mayRead(peer: PeerId, log: LogId): boolean {
    if (this.#relays.has(peer)) return true;
    const device = this.#roster.roster.peers.get(peer);
    return device !== undefined && this.#mayRead(device, log);
  }

  /** Whether this device's person takes part in a log's conversation; what others say elsewhere is not kept here. */
  takesPart(log: LogId): boolean {
    return log === ROSTER || this.#mayRead(this.#identity.device, log);
  }

  #mayRead(device: DeviceId, log: LogId): boolean {
    const member = this.#roster.roster.devices.get(device)?.member;
    const conversation = partsOf(log)?.conversation;
    if (!member) return false;
    return conversation === undefined || this.#roster.mayRead(member, conversation);
  }

  onLost(listener: (log: LogId) => void): () => void {
    return this.#logs.onLost(listener);
  }

  onGrown(listener: (log: LogId, chain: ChainId, next: number, own: boolean) => void): () => void {
    const ends = [
      this.#logs.onGrown((log, entries, own) => {
        const newest = entries.at(-1)?.at;
        if (!newest || newest.number >= this.#holding.from(log, newest.chain)) return;
        listener(log, newest.chain, newest.number + 1, own);
      }),
      this.#holding.onReleased((log, chain, next) => listener(log, chain, next, true)),
    ];
    return () => {
      for (const end of ends) end();
    };
  }
}
