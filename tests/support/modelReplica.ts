import { Disk } from '../../src/adapters/memory/disk.ts';
import { makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import type { Admitted } from '../../src/log/judge.ts';
import type { Draft } from '../../src/log/make.ts';
import type { Core } from '../../src/messenger/core.ts';
import { KeyVault } from '../../src/messenger/keyVault.ts';
import { rotate } from '../../src/messenger/people.ts';
import { giveKeys, readyToWrite } from '../../src/messenger/rooms.ts';
import { Unlocking } from '../../src/messenger/unlocking.ts';
import type { DeviceRecord } from '../../src/model/acts.ts';
import { ConfabError } from '../../src/model/errors.ts';
import {
  type ChainId,
  type ConversationId,
  type DeviceId,
  type EntryId,
  type KeyId,
  type LogId,
  logOf,
  type MemberId,
  type OfficeId,
  partsOf,
  ROSTER,
} from '../../src/model/ids.ts';
import { type Hlc, hlcAt, monthOf } from '../../src/model/time.ts';
import { Keyring, type KnownKey } from '../../src/office/keyring.ts';
import { mayBeGiven } from '../../src/office/lacking.ts';
import { Office } from '../../src/office/office.ts';
import { allKeysFor } from '../../src/office/parcels.ts';
import { has } from '../../src/office/permissions.ts';
import type { Roster, RosterMember } from '../../src/office/roster.ts';
import type { Identity } from '../../src/ports.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import { hashOf, keyIdOf, rosterKeyOf } from '../../src/wire/hash.ts';
import { peerIdOf } from '../../src/wire/peer.ts';
import { proveJoin } from '../../src/wire/proofs.ts';
import { START } from './story.ts';

/** What the people of one history share: a time that moves by hand and a count that names entries. */
export interface Era {
  now: number;
  readonly seed: number;
  written: number;
}

/** An entry as it travels: who has the key that `keyId` names reads `said`, or `text`. */
export interface Sent {
  readonly at: Admitted;
  readonly keyId: KeyId;
  readonly said: Readonly<Record<string, unknown>>;
  readonly text: string | null;
}

const RELAY = `/ip4/127.0.0.1/tcp/1/ws/p2p/${peerIdOf(new Uint8Array(32).fill(1))}`;

/**
 * One device of a random history: the office, its keys and what people do, as the messenger has them,
 * over entries that are neither encoded, sealed nor signed.
 */
export class ModelReplica {
  readonly name: string;
  readonly identity: Identity;
  readonly record: DeviceRecord;
  readonly era: Era;
  readonly office: Office;
  readonly keyring: Keyring;
  readonly unlocking: Unlocking;
  /** All that is held, in the order in which it came: nothing stands before what it follows. */
  readonly held: Sent[] = [];
  readonly #ids = new Set<EntryId>();
  readonly #next = new Map<ChainId, number>();
  readonly #authors = new Map<ChainId, DeviceId>();
  #chains = new Map<LogId, ChainId>();
  #clock = 0;
  #stale = false;

  constructor(name: string, identity: Identity, record: DeviceRecord, era: Era, office: OfficeId) {
    this.name = name;
    this.identity = identity;
    this.record = record;
    this.era = era;
    this.office = new Office(office, () => era.now);
    this.keyring = new Keyring(office, []);
    const vault = new KeyVault(this.keyring, makeKeyStore(new Disk()));
    this.unlocking = new Unlocking({ office: this.office, vault, identity });
  }

  /** The founder's, with the office in it. */
  static async found(name: string, identity: Identity, record: DeviceRecord, era: Era) {
    const key = hashOf('confab/1/test-office', era.seed);
    const id = idOf(era);
    const founder = new ModelReplica(name, identity, record, era, id as string as OfficeId);
    founder.keyring.add([{ generation: keyIdOf(key), scope: 'office', key }]);
    const act = { t: 'found' as const, device: record, key: keyIdOf(key) };
    const said = { office: 'Wonderland', name };
    founder.#hold(founder.#place(ROSTER, id, act, keyIdOf(rosterKeyOf(key, null)), said, null));
    await founder.settle();
    return founder;
  }

  /** What the messenger's functions take: so much of it as they use. */
  get core(): Core {
    const replica = this;
    const core = {
      office: this.office,
      keyring: this.keyring,
      identity: this.identity,
      settings: { relays: [RELAY], origin: 'http://localhost' },
      now: () => this.era.now,
      get me(): RosterMember {
        return replica.me;
      },
      rosterEntries: () => this.held.filter(({ at }) => at.log === ROSTER),
      headsOf: ({ heads }: Roster): EntryId[] => [...heads],
      act: (make: (seen: readonly EntryId[]) => Draft) => this.act(make),
      addKeys: async (fresh: readonly KnownKey[]) => void this.keyring.add(fresh),
      logs: {
        vectors: () => this.vectors(),
        authors: async () => this.#authors,
      },
    };
    return core as unknown as Core;
  }

  get me(): RosterMember {
    const { roster } = this.office;
    const own = roster.devices.get(this.identity.device);
    const member = own && roster.members.get(own.member);
    if (!member) throw new ConfabError('removed', this.name);
    return member;
  }

  get isMember(): boolean {
    return this.office.roster.devices.has(this.identity.device);
  }

  vectors(): Map<LogId, Map<ChainId, number>> {
    const vectors = new Map<LogId, Map<ChainId, number>>();
    for (const { at } of this.held) {
      const vector = vectors.get(at.log) ?? new Map<ChainId, number>();
      vectors.set(at.log, vector.set(at.chain, at.number + 1));
    }
    return vectors;
  }

  /** Begins new chains, as every start of the app does. */
  restart(): void {
    this.#chains = new Map();
  }

  async act(make: (seen: readonly EntryId[]) => Draft): Promise<Sent> {
    const draft = make(this.office.roster.heads);
    const key = draft.under ?? this.keyring.current(ROSTER, draft.about);
    const said = draft.content as Record<string, unknown>;
    const keyId = key?.id ?? ('' as KeyId);
    const sent = this.#place(ROSTER, idOf(this.era), draft.act, keyId, said, null);
    this.#hold(sent);
    await this.settle();
    return sent;
  }

  /** Writes a message as a person does. Rejects with `not-allowed`, `archived`, `no-key`. */
  async say(conversation: ConversationId, text: string): Promise<Sent> {
    await readyToWrite(this.core, conversation);
    return this.write(conversation, text);
  }

  /** Writes a message, whether or not this may be. Rejects with `no-key`. */
  async write(conversation: ConversationId, text: string): Promise<Sent> {
    const log = logOf(conversation, monthOf(START));
    const key = this.keyring.current(log);
    if (!key) throw new ConfabError('no-key', conversation);
    const sent = this.#place(log, idOf(this.era), null, key.id, {}, text);
    this.#hold(sent);
    return sent;
  }

  #place(
    log: LogId,
    id: EntryId,
    act: Admitted['act'],
    keyId: KeyId,
    said: Record<string, unknown>,
    text: string | null,
  ): Sent {
    const { device } = this.identity;
    const chain = this.#chains.get(log) ?? ((this.era.written++ + 1) as ChainId);
    this.#chains.set(log, chain);
    const number = this.#next.get(chain) ?? 0;
    this.#clock = Math.max(this.#clock + 1, hlcAt(this.era.now));
    const hlc = this.#clock as Hlc;
    const at = { id, log, chain, number, device, hlc, act } as Admitted;
    return { at, keyId, said, text };
  }

  #hold(sent: Sent): void {
    const { id, log, chain, number, device, hlc } = sent.at;
    this.held.push(sent);
    this.#ids.add(id);
    this.#next.set(chain, number + 1);
    this.#authors.set(chain, device);
    this.#clock = Math.max(this.#clock, hlc);
    if (log === ROSTER) this.#stale = true;
  }

  #read(anew = false): void {
    if (!this.#stale && !anew) return;
    this.#stale = false;
    const entries = this.held.filter(({ at }) => at.log === ROSTER);
    const readable = entries.map(({ at, keyId, said }) => {
      const open = this.keyring.find(keyId, ROSTER, at.act);
      return { at, content: open ? { kind: 'open', value: said } : { kind: 'sealed' } };
    });
    this.office.update(readable, anew);
    this.keyring.follow(this.office.roster.keys);
  }

  /** Opens what lockboxes have come. */
  async settle(): Promise<void> {
    this.#read();
    while (await this.unlocking.run()) this.#read(true);
  }

  /** Takes up to so many entries that another has; says how many were new. */
  async take(from: ModelReplica, most = Number.POSITIVE_INFINITY): Promise<number> {
    let taken = 0;
    for (const sent of [...from.held]) {
      if (taken >= most) break;
      if (this.#ids.has(sent.at.id) || !this.#admits(sent)) continue;
      this.#hold(sent);
      taken += 1;
    }
    await this.settle();
    return taken;
  }

  #admits({ at }: Sent): boolean {
    const { act, device, log, chain, number } = at;
    if ((this.#next.get(chain) ?? 0) !== number) return false;
    this.#read();
    if (!act) return this.office.mayWrite(device, log, chain, number).kind === 'yes';
    return act.t === 'found' || this.office.mayAct(act, device, number, []).kind === 'yes';
  }

  /** Comes in by an invite that it knows of, or writes that it does. */
  async join(
    secret: Uint8Array,
    invite: Parameters<Unlocking['addInvite']>[0] | string,
  ): Promise<void> {
    this.unlocking.addInvite(secret);
    await this.settle();
    const proof = proveJoin(secret, this.office.id, this.record);
    const { record: device, name } = this;
    await this.act((seen) => ({
      content: { name },
      act: { t: 'join', seen: [...seen], invite: invite as never, device, proof },
    }));
  }

  /** Sees to a new key that is due, and to devices that lack keys, as `Tending` does. */
  async tend(): Promise<boolean> {
    const before = this.era.written;
    const { roster } = this.office;
    if (!this.isMember) return false;
    if (roster.keys.get('office')?.due && has(this.me.role, 'rotate')) await rotate(this.core);
    const rooms = [...roster.conversations.values()].filter(
      ({ kind, participants }) => kind !== 'channel' && participants.includes(this.me.id),
    );
    const trees = [
      ...(this.me.role === 'guest' ? [] : ['office' as const]),
      ...rooms.map(({ id }) => id),
    ];
    if (this.office.isToTell(this.me.id, this.identity.device)) {
      await this.act((seen) => ({ content: {}, act: { t: 'witness', seen: [...seen] } }));
    }
    for (const tree of trees)
      for (const device of this.office.lacking(tree)) await this.#give(device, tree);
    return this.era.written > before;
  }

  async #give(device: DeviceId, tree: ConversationId | 'office'): Promise<void> {
    const { roster } = this.office;
    const heads = roster.keys.get(tree)?.heads ?? [];
    const known = roster.devices.get(device);
    if (!known) return;
    if (!mayBeGiven(roster, device, tree)) return;
    const keys = allKeysFor(this.keyring, roster, known.member);
    const newest = keys.filter(({ generation }) => heads.includes(generation));
    if (newest.length > 0)
      await giveKeys(this.core, device, tree === 'office' ? null : tree, newest);
  }

  /** What this device can read of a conversation, of what counts, in the order shown. */
  timeline(conversation: ConversationId): { ids: EntryId[]; texts: Map<EntryId, string> } {
    const log = logOf(conversation, monthOf(START));
    const shown = this.held
      .filter(({ at }) => at.log === log && this.office.counts(at.device, log, at.chain, at.number))
      .sort((a, b) => a.at.hlc - b.at.hlc || (a.at.id < b.at.id ? -1 : 1));
    const texts = shown.flatMap((sent) =>
      this.canRead(sent) ? [[sent.at.id, sent.text as string] as const] : [],
    );
    return { ids: shown.map(({ at }) => at.id), texts: new Map(texts) };
  }

  canRead({ at, keyId }: Sent): boolean {
    return this.keyring.find(keyId, at.log, at.act) !== undefined;
  }

  mayRead(conversation: ConversationId): boolean {
    const member = this.office.roster.devices.get(this.identity.device)?.member;
    return member !== undefined && this.office.mayRead(member as MemberId, conversation);
  }

  /** Ids of all that is held. */
  get ids(): ReadonlySet<EntryId> {
    return this.#ids;
  }

  conversations(): ConversationId[] {
    return [...this.office.roster.conversations.keys()];
  }
}

const idOf = (era: Era): EntryId =>
  toBase64url(hashOf('confab/1/test-model', era.seed, era.written++)) as EntryId;

export const conversationOf = (log: LogId): ConversationId | undefined =>
  partsOf(log)?.conversation;
