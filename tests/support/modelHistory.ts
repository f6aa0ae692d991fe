import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import { hashNatively } from '../../src/adapters/node/hash.ts';
import { approve, linkDevice, makeRecovery, withdraw } from '../../src/messenger/devices.ts';
import {
  invite,
  readmit,
  removeDevice,
  removeMember,
  rotate,
  setRole,
} from '../../src/messenger/people.ts';
import {
  addParticipants,
  createChannel,
  createGroup,
  editConversation,
  letIn,
  mayEdit,
  openDirect,
  removeParticipants,
} from '../../src/messenger/rooms.ts';
import { secretOf } from '../../src/messenger/words.ts';
import type { Act, Role } from '../../src/model/acts.ts';
import { ConfabError } from '../../src/model/errors.ts';
import { type ConversationId, type DeviceId, type EntryId, ROSTER } from '../../src/model/ids.ts';
import { Reduction, reduce } from '../../src/office/reduce.ts';
import type { RosterEntry } from '../../src/office/roster.ts';
import type { Identity } from '../../src/ports.ts';
import { readLink } from '../../src/wire/links.ts';
import { inviteIdOf } from '../../src/wire/proofs.ts';
import { type Era, ModelReplica, type Sent } from './modelReplica.ts';
import { makeIdentity, recordOf, START } from './story.ts';

/** Devices that one history has at most. */
const MOST = 7;
/** Things that happen in one history. */
const EVENTS = 32;

const pool: { identity: Identity; record: ReturnType<typeof recordOf> }[] = [];

/** Makes the identities that all histories share. */
export async function prepare(): Promise<void> {
  hashNatively();
  for (let i = pool.length; i < MOST; i++) {
    const identity = await makeIdentity(`model ${i}`);
    pool.push({ identity, record: recordOf(identity) });
  }
}

/** A random office: people come, go, write and lose touch with each other, a few of them dishonest. */
export class ModelHistory {
  readonly seed: number;
  readonly replicas: ModelReplica[] = [];
  readonly #random: () => number;
  readonly #era: Era;
  readonly #secrets: Uint8Array[] = [];
  /** What went wrong that no person is told of. */
  readonly faults: unknown[] = [];
  messages = 0;

  private constructor(seed: number) {
    this.seed = seed;
    this.#random = makeRandom(seed);
    this.#era = { now: START, seed, written: 0 };
  }

  static async run(seed: number): Promise<ModelHistory> {
    const history = new ModelHistory(seed);
    const { identity, record } = pool[0] as (typeof pool)[number];
    history.replicas.push(await ModelReplica.found('Device 0', identity, record, history.#era));
    const [founder] = history.replicas as [ModelReplica];
    await createChannel(founder.core, 'general');
    for (let i = 0; i < 2; i++) await history.#joins(founder, false);
    for (let i = 0; i < EVENTS; i++) {
      history.#era.now += history.#below(3) * 60_000;
      await history.#event();
    }
    await history.#heal();
    return history;
  }

  #below = (most: number): number => Math.floor(this.#random() * most);
  #pick = <T>(of: readonly T[]): T => of[this.#below(of.length)] as T;

  async #event(): Promise<void> {
    const who = this.#pick(this.replicas);
    const kind = this.#random();
    try {
      if (kind < 0.3) await who.take(this.#pick(this.replicas), 1 + this.#below(20));
      else if (kind < 0.5) await this.#says(who);
      else if (kind < 0.58) await this.#cheats(who);
      else await this.#acts(who);
      if (this.#random() < 0.15) who.restart();
    } catch (error) {
      // What a person is refused, they are told.
      if (!(error instanceof ConfabError)) throw error;
    }
  }

  async #says(who: ModelReplica): Promise<void> {
    const readable = who.conversations().filter((id) => who.mayRead(id));
    if (readable.length > 0) await who.say(this.#pick(readable), `message ${this.messages++}`);
  }

  async #acts(who: ModelReplica): Promise<void> {
    const { core } = who;
    const { roster } = who.office;
    const members = [...roster.members.keys()];
    const groups = [...roster.conversations.values()].filter(({ kind }) => kind === 'group');
    const guests = members.filter((id) => roster.members.get(id)?.role === 'guest');
    const some = members.filter(() => this.#random() < 0.5);
    const acts: (() => Promise<unknown>)[] = [
      () => this.#joins(who, false),
      () => this.#joins(who, true),
      () => this.#links(who),
      () => this.#recovers(who),
      () => removeMember(core, this.#pick(members)),
      () => removeMember(core, this.#pick(members)),
      () => removeDevice(core, this.#pick([...roster.devices.keys()])),
      () => rotate(core),
      () =>
        setRole(core, this.#pick(members), this.#pick<Role>(['admin', 'admin', 'owner', 'member'])),
      () => setRole(core, this.#pick(members), 'admin'),
      () => createGroup(core, 'group', some),
      () => openDirect(core, [this.#pick(members)]),
      () => openDirect(core, [this.#pick(members)]),
      () => addParticipants(core, this.#pick(groups)?.id as ConversationId, [this.#pick(members)]),
      () =>
        removeParticipants(core, this.#pick(groups)?.id as ConversationId, [this.#pick(members)]),
      () => editConversation(core, this.#pick(groups)?.id as ConversationId, { name: 'renamed' }),
      () => this.#guest(who, guests),
      () => withdraw(core, this.#pick([...roster.invites.keys()])),
      () => this.#readmits(who),
      () => letIn(core, this.#pick([...roster.devices.keys()])),
      () => approve(core, this.#pick([...roster.pending.keys()])),
      () => who.tend(),
    ];
    await this.#pick(acts)();
  }

  #guest({ core }: ModelReplica, guests: readonly Parameters<typeof addParticipants>[2][number][]) {
    const channels = [...core.office.roster.conversations.values()].filter(
      ({ kind }) => kind === 'channel',
    );
    const change = this.#random() < 0.5 ? addParticipants : removeParticipants;
    const guest = this.#pick(guests);
    return guest ? change(core, this.#pick(channels).id, [guest]) : Promise.resolve();
  }

  /** Somebody new, or one more device, who has seen what `who` has. */
  async #enter(who: ModelReplica, secret: Uint8Array): Promise<ModelReplica | null> {
    const free = pool[this.replicas.length];
    if (!free) return null;
    this.#secrets.push(secret);
    const name = `Device ${this.replicas.length}`;
    const { identity, record } = free;
    const fresh = new ModelReplica(name, identity, record, this.#era, who.office.id);
    await fresh.take(this.replicas[0] as ModelReplica);
    await fresh.take(who);
    const id = inviteIdOf(secret);
    if (!fresh.office.roster.invites.has(id)) return null;
    await fresh.join(secret, id);
    this.replicas.push(fresh);
    return fresh;
  }

  async #joins(who: ModelReplica, guest: boolean): Promise<void> {
    if (this.replicas.length >= MOST) return;
    const channels = guest ? who.conversations().filter(() => this.#random() < 0.7) : [];
    const uses = 1 + this.#below(2);
    const { link } = await invite(who.core, {
      uses,
      guest,
      channels,
      approve: this.#random() < 0.2,
    });
    await this.#enter(who, secretIn(link));
    // The same link once more: used up, or still good for one.
    if (this.#random() < 0.15) await this.#enter(who, secretIn(link));
  }

  async #links(who: ModelReplica): Promise<void> {
    if (this.replicas.length >= MOST) return;
    const fresh = await this.#enter(who, secretIn((await linkDevice(who.core)).link));
    if (!fresh) return;
    await who.take(fresh);
    const waiting = [...who.office.roster.pending.keys()].at(-1);
    if (waiting && this.#random() < 0.8) await approve(who.core, waiting);
    await fresh.take(who);
  }

  async #recovers(who: ModelReplica): Promise<void> {
    if (this.replicas.length >= MOST) return;
    const { words } = await makeRecovery(who.core);
    if (this.#random() < 0.7) await this.#enter(who, await secretOf(words.join(' ')));
  }

  async #readmits(who: ModelReplica): Promise<void> {
    if (this.replicas.length >= MOST) return;
    const { link } = await readmit(who.core, this.#pick([...who.office.roster.members.keys()]));
    await this.#enter(who, secretIn(link));
  }

  /** An act that its author's own app would refuse. */
  async #cheats(who: ModelReplica): Promise<void> {
    const { roster } = who.office;
    const id = this.#pick([...roster.conversations.keys()]);
    const member = this.#pick([...roster.members.keys(), ...roster.formerMembers.keys()]);
    const key = this.#pick([...roster.keys.values()])?.heads[0] ?? null;
    const rest = { cut: [], key, boxes: [] };
    const seen: EntryId[] = [...(this.#random() < 0.5 ? roster.heads : [who.office.id as never])];
    const acts: Act[] = [
      { t: 'remove', seen, member, devices: [], ...rest },
      { t: 'remove', seen, member: null, devices: [...roster.devices.keys()].slice(0, 2), ...rest },
      { t: 'role', seen, member, role: this.#pick<Role>(['owner', 'guest']) },
      { t: 'participants', seen, id, add: [], remove: [member], ...rest },
      { t: 'edit', seen, id, archived: true },
      // As if it had been before all that happened since.
      {
        t: 'remove',
        seen: [who.office.id as never],
        member: who.me.id,
        devices: [],
        ...rest,
        key: null,
      },
    ];
    const invite = this.#pick([...roster.invites.keys()]);
    if (invite) acts.push({ t: 'revoke', seen: [who.office.id as never], invite });
    // A guest who is let into a channel and given no key reads it from the next rotation on.
    if (roster.keys.has(id)) {
      acts.push({ t: 'participants', seen, id, add: [member], remove: [], ...rest, key: null });
    }
    if (key)
      acts.push({ t: 'rotate', seen, key, boxes: [] }, { t: 'key', seen, id, key, boxes: [] });
    const act = this.#pick(acts);
    await who.act(() => ({ content: {}, act }));
    if (this.#random() < 0.3) await who.write(id, `smuggled ${this.messages++}`);
  }

  /** All meet, until nobody has anything that another lacks, and what is due is done. */
  async #heal(): Promise<void> {
    for (let round = 0; round < 12; round++) {
      let news = 0;
      for (const a of this.replicas) {
        for (const b of this.replicas) if (a !== b) news += await a.take(b);
      }
      if (news > 0) continue;
      let tended = false;
      for (const replica of this.replicas) {
        tended = await replica.tend().catch(passOver);
        if (tended) break;
      }
      if (!tended) return;
    }
    throw new Error(`SEED=${this.seed}: no end of news`);
  }

  check(): void {
    const say = (what: string) => `SEED=${this.seed}: ${what}`;
    const [first] = this.replicas as [ModelReplica];
    const expected = print(first);
    for (const replica of this.replicas) {
      expectSame(print(replica), expected, say(`the roster of ${replica.name}`));
      expectSame(replica.office.roster.heads, first.office.roster.heads, say('heads'));
    }
    this.#checkPrefixes(first, say);
    for (const id of first.conversations()) {
      const barred: readonly DeviceId[] = first.office.roster.conversations.get(id)?.barred ?? [];
      const able = this.replicas.filter(
        (it) => it.mayRead(id) && !barred.includes(it.identity.device),
      );
      const [one] = able;
      if (!one) continue;
      const told = one.timeline(id);
      for (const other of able) {
        const { ids, texts } = other.timeline(id);
        expectSame(ids, told.ids, say(`the timeline of ${other.name}`));
        for (const [entry, text] of texts) {
          expect(told.texts.get(entry) ?? text, say('one text for all')).toBe(text);
        }
        expect(other.keyring.current(logIn(id, other)), say(`the key of ${other.name}`)).toEqual(
          one.keyring.current(logIn(id, one)),
        );
      }
    }
  }

  /** Taking entries one by one comes to the same as reducing them all. */
  #checkPrefixes(replica: ModelReplica, say: (what: string) => string): void {
    const entries = entriesOf(replica);
    const step = Math.max(1, Math.floor(entries.length / 6));
    const reduction = new Reduction([]);
    for (const [i, entry] of entries.entries()) {
      reduction.add([entry]);
      if (i % step !== 0 && i < entries.length - 1) continue;
      expectSame(reduction.roster, reduce(entries.slice(0, i + 1)), say(`the first ${i + 1}`));
    }
  }

  /** A message or, where this person may, a new name: words go out under the newest key, whatever they are. */
  async #writes(who: ModelReplica, id: ConversationId): Promise<Sent | undefined> {
    const room = who.office.roster.conversations.get(id);
    const renames = room?.kind === 'group' && mayEdit(who.core, room, false);
    if (!renames || this.#random() < 0.5) return who.say(id, 'from now on');
    await editConversation(who.core, id, { name: 'from now on' });
    return who.held.at(-1);
  }

  /**
   * What is written now is read by all who may and by nobody else, however many lockboxes and old keys
   * they kept. Says how many devices that may not read were tried.
   */
  async checkSecrecy(): Promise<number> {
    let tried = 0;
    const [first] = this.replicas as [ModelReplica];
    for (const id of first.conversations()) {
      const author = this.replicas.find(
        (it) =>
          it.mayRead(id) &&
          !it.office.roster.conversations.get(id)?.barred.includes(it.identity.device),
      );
      if (!author || author.office.roster.conversations.get(id)?.archived) continue;
      // Where nobody is left who may make a new office key, it stays due.
      const isPrivate = author.office.roster.keys.has(id);
      if (!isPrivate && author.office.roster.keys.get('office')?.due) continue;
      const sent = await this.#writes(author, id).catch(passOver);
      if (!sent) continue;
      await this.#heal();
      for (const replica of this.replicas) {
        const { roster } = replica.office;
        const device = replica.identity.device;
        const belonged = roster.devices.has(device) || roster.formerDevices.has(device);
        // A link that is good opens what it is for, also for who does not come in by it after all.
        if (!belonged) continue;
        const isBarred = roster.conversations.get(id)?.barred.includes(device) ?? false;
        const may = replica.mayRead(id) && !isBarred;
        expect(replica.canRead(sent), `SEED=${this.seed}: ${replica.name} in ${id}`).toBe(may);
        if (!may) tried += 1;
      }
    }
    return tried;
  }
}

/** What is strictly the same passes; whatever is not is vitest's to judge and to show, which takes ten times as long. */
function expectSame(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toEqual(expected);
}

function passOver(error: unknown): false {
  if (error instanceof ConfabError) return false;
  throw error;
}

const secretIn = (link: string): Uint8Array => readLink(link).secret;

const logIn = (id: ConversationId, replica: ModelReplica) => {
  const held = replica.held.find(({ at }) => at.log.startsWith(id));
  return held?.at.log ?? (`${id}.202601` as never);
};

/** The roster without what only some can read. */
function print(replica: ModelReplica): object {
  const { formerMembers: _, ...roster } = reduce(entriesOf(replica));
  return roster;
}

function entriesOf({ held }: ModelReplica): RosterEntry[] {
  return held
    .filter(({ at }) => at.log === ROSTER)
    .map(({ at }): RosterEntry => {
      const { id, chain, number, device, hlc, act } = at;
      return { id, chain, number, device: device as DeviceId, hlc, act: act as Act, said: {} };
    });
}
