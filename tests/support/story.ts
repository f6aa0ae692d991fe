import { Disk } from '../../src/adapters/memory/disk.ts';
import { makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import { makeLogStore } from '../../src/adapters/memory/logStore.ts';
import { makeOutbox } from '../../src/adapters/memory/outbox.ts';
import { makeStateStore } from '../../src/adapters/memory/stateStore.ts';
import { clock } from '../../src/adapters/node/clock.ts';
import type { Entry } from '../../src/log/entry.ts';
import { Logs } from '../../src/log/logs.ts';
import type { Draft } from '../../src/log/make.ts';
import type { Budget } from '../../src/log/openLogs.ts';
import { Receipts } from '../../src/log/receipts.ts';
import type { Admission, Run } from '../../src/log/run.ts';
import { type HlcClock, makeHlcClock } from '../../src/log/writer.ts';
import { KeyVault } from '../../src/messenger/keyVault.ts';
import { Unlocking } from '../../src/messenger/unlocking.ts';
import type { Act, DeviceRecord } from '../../src/model/acts.ts';
import {
  type ConversationId,
  type EntryId,
  type LogId,
  logOf,
  type OfficeId,
  ROSTER,
} from '../../src/model/ids.ts';
import { fromWire, toWire } from '../../src/model/payload.ts';
import { FUTURE_TOLERANCE, monthOf } from '../../src/model/time.ts';
import { foundOffice } from '../../src/office/found.ts';
import { makeInvite, type Terms } from '../../src/office/invite.ts';
import { Keyring } from '../../src/office/keyring.ts';
import { Office } from '../../src/office/office.ts';
import { generationsOf, officeKeysFor } from '../../src/office/parcels.ts';
import type { Identity, Outbox, StateStore } from '../../src/ports.ts';
import { bytesOf, randomBytes } from '../../src/wire/bytes.ts';
import { keyIdOf, roomIdOf } from '../../src/wire/hash.ts';
import { INVITE_LIFE, MAX_RUN, PAYLOAD_LIMITS } from '../../src/wire/limits.ts';
import { inviteIdOf, makeDeviceRecord, proveJoin } from '../../src/wire/proofs.ts';
import { publicKeyOf } from '../../src/wire/sign.ts';
import { quickIdentity } from './quickIdentity.ts';

/** Noon of 15 January 2026, UTC: when stories begin. */
export const START = Date.UTC(2026, 0, 15, 12);

/** What most invites say. */
export const USUAL: Terms = {
  expires: START + INVITE_LIFE,
  uses: 1,
  role: 'member',
  approve: false,
  for: null,
  recovery: false,
  channels: [],
};

/** The time that everybody in a story shares, in Unix milliseconds; tests move it by hand. */
export interface Time {
  now: number;
}

/** The same keys for the same name, in every story. */
export async function makeIdentity(name: string): Promise<Identity> {
  const disk = new Disk();
  return quickIdentity(await makeKeyStore(disk, name).create(), disk);
}

/** The public record of a device. */
export function recordOf({ device, box, networkSeed: seed }: Identity): DeviceRecord {
  return makeDeviceRecord(device, box, { publicKey: bytesOf(publicKeyOf(seed)), seed });
}

/** One person's device: everything up to the floor `office`, on a memory disk, without a network. */
export class Device {
  readonly name: string;
  readonly identity: Identity;
  readonly record: DeviceRecord;
  readonly time: Time;
  readonly disk: Disk;
  readonly office: Office;
  readonly keyring: Keyring;
  readonly unlocking: Unlocking;
  logs!: Logs;
  receipts!: Receipts;
  outbox!: Outbox;
  state!: StateStore;
  hlc!: HlcClock;
  /** What storage said after each write: null, or an error. */
  readonly storage: unknown[] = [];
  /** Logs of which something was gone that had been durable. */
  readonly lost: LogId[] = [];
  /** How much stays open, from the next opening on. */
  budget: Budget | undefined;

  constructor(name: string, identity: Identity, time: Time, office: OfficeId, disk = new Disk()) {
    this.name = name;
    this.identity = identity;
    this.record = recordOf(identity);
    this.time = time;
    this.disk = disk;
    this.office = new Office(office, () => time.now);
    this.keyring = new Keyring(office, []);
    const { keyring } = this;
    const keys = makeKeyStore(disk);
    this.unlocking = new Unlocking({
      office: this.office,
      vault: new KeyVault(keyring, keys),
      identity,
    });
  }

  /** Opens what the disk keeps. */
  async open(): Promise<this> {
    this.outbox = makeOutbox(this.disk);
    this.state = makeStateStore(this.disk);
    this.receipts = new Receipts(this.state, this.outbox, (log) => this.logs.durable(log));
    this.hlc = makeHlcClock(() => this.time.now, FUTURE_TOLERANCE);
    this.logs = new Logs({
      clock,
      office: this.office.id,
      policy: this.office,
      keys: this.keyring,
      store: makeLogStore(this.disk),
      identity: this.identity,
      outbox: this.outbox,
      state: this.state,
      time: this.hlc,
      onStorage: (error) => this.storage.push(error),
      ...(this.budget ? { budget: this.budget } : {}),
    });
    this.logs.onLost((log) => this.lost.push(log));
    this.logs.onGrown((log, entries, own) => {
      const newest = entries.at(-1)?.at;
      if (own && newest) this.receipts.own(log, newest.chain, newest.number + 1);
      if (log === ROSTER) void this.readRoster();
    });
    await this.receipts.start();
    await this.logs.start();
    await this.readRoster();
    const waiting = await this.outbox.all();
    for (const { log, chain, number } of waiting) this.receipts.own(log, chain, number + 1);
    await this.logs.restoreWaiting(waiting);
    await this.readRoster();
    return this;
  }

  async readRoster(): Promise<void> {
    do {
      // Anew, since a test may have given keys by hand.
      this.office.update((await this.logs.get(ROSTER)).entries(), true);
      this.keyring.follow(this.office.roster.keys);
    } while (await this.unlocking.run());
  }

  /** The first key of the office. */
  get officeKey(): Uint8Array {
    const known = this.keyring.known.find(({ scope }) => scope === 'office');
    if (!known) throw new Error(`${this.name} has no office key`);
    return known.key;
  }

  /** Closes and opens again. */
  async restart(): Promise<this> {
    await this.logs.close();
    return this.open();
  }

  /** Loses what was not durable yet and opens again. */
  async crash(): Promise<this> {
    this.disk.crash();
    return this.open();
  }

  async act(
    make: (seen: EntryId[]) => Act,
    content: Readonly<Record<string, string>> = {},
    about?: ConversationId,
  ): Promise<Entry> {
    const seal = about ? { about } : {};
    const draft = (): Draft => ({ content, act: make([...this.office.roster.heads]), ...seal });
    const entry = await this.logs.append(ROSTER, draft);
    await this.readRoster();
    return entry;
  }

  /** Makes an invite; gives the secret of its link. */
  async invite(terms: Partial<Terms> = {}): Promise<Uint8Array> {
    const { role = 'member', channels = [] } = terms;
    const keys = officeKeysFor(this.keyring, role, channels, generationsOf(this.keyring));
    const expires = this.time.now + INVITE_LIFE;
    const { office, identity } = this;
    const all = { ...USUAL, expires, ...terms };
    const made = await makeInvite(office.id, identity.device, keys, all, []);
    await this.act((seen) => ({ ...made.act, seen }));
    return made.secret;
  }

  /** Joins by an invite that its replica of the roster knows. */
  async join(secret: Uint8Array): Promise<Entry> {
    const invite = inviteIdOf(secret);
    const known = this.office.roster.invites.get(invite);
    if (!known) throw new Error(`${this.name} knows no invite ${invite}`);
    this.unlocking.addInvite(secret);
    await this.readRoster();
    const proof = proveJoin(secret, this.office.id, this.record);
    const { record: device, name } = this;
    return this.act((seen) => ({ t: 'join', seen, invite, device, proof }), { name });
  }

  async createChannel(title: string): Promise<ConversationId> {
    const salt = randomBytes(16);
    const id = roomIdOf(this.office.id, this.identity.device, salt);
    const rest = { members: [], key: null, boxes: [] };
    const act = (seen: EntryId[]): Act => ({
      t: 'conversation',
      seen,
      id,
      salt,
      kind: 'channel',
      ...rest,
    });
    await this.act(act, { title }, id);
    return id;
  }

  /** Writes a message into the log of the month that it is. */
  say(conversation: ConversationId, text: string): Promise<Entry> {
    const content = toWire({ kind: 'message', text });
    return this.logs.append(this.logNow(conversation), () => ({ content, act: null }));
  }

  logNow(conversation: ConversationId): LogId {
    return logOf(conversation, monthOf(this.time.now));
  }

  /** All that this device can read of a log, by time and then id. */
  async texts(log: LogId): Promise<string[]> {
    const entries = [...(await this.logs.get(log)).entries()];
    entries.sort((a, b) => a.at.hlc - b.at.hlc || (a.at.id < b.at.id ? -1 : 1));
    return entries.flatMap(({ content }) => {
      const payload = content.kind === 'open' ? fromWire(content.value, PAYLOAD_LIMITS) : null;
      return payload?.kind === 'message' ? [payload.text] : [];
    });
  }

  /** A log as runs, one a chain and each at most MAX_RUN long. */
  async runs(log: LogId): Promise<Run[]> {
    const held = await this.logs.get(log);
    const runs: Run[] = [];
    for (const [chain, next] of held.vector()) {
      for (let from = 0; from < next; from += MAX_RUN) {
        const envelopes = held.read(chain, from, MAX_RUN, Number.POSITIVE_INFINITY);
        runs.push({ log, chain, from, envelopes });
      }
    }
    return runs;
  }

  admit(run: Run): Promise<Admission> {
    return this.logs.admit(run);
  }
}

/** Gives runs again and again until they are in, as catch-up would. Rejects when one is refused or never goes in. */
export async function pour(runs: readonly Run[], to: Device): Promise<Admission[]> {
  const admissions: Admission[] = [];
  let waiting = [...runs];
  let news = true;
  while (waiting.length > 0) {
    if (!news) throw new Error(`${to.name} does not take ${waiting.length} runs`);
    news = false;
    const early: Run[] = [];
    for (const run of waiting) {
      const admission = await to.admit(run);
      await to.readRoster();
      admissions.push(admission);
      if (admission.kind === 'refused') throw new Error(`${to.name} refuses: ${admission.why}`);
      const end = run.from + run.envelopes.length;
      if (admission.kind === 'admitted' && admission.added > 0) news = true;
      if (admission.kind !== 'admitted' || admission.next < end) early.push(run);
    }
    waiting = early;
  }
  return admissions;
}

/** Gives `to` all that `from` holds, the roster first. */
export async function give(from: Device, to: Device): Promise<Admission[]> {
  const logs = [...from.logs.vectors().keys()].filter((log) => log !== ROSTER);
  const admissions: Admission[] = [];
  for (const log of [ROSTER, ...logs]) admissions.push(...(await pour(await from.runs(log), to)));
  return admissions;
}

/** Both hold what either held. */
export async function exchange(a: Device, b: Device): Promise<void> {
  await give(a, b);
  await give(b, a);
}

/** Alice founds an office. */
export async function found(time: Time = { now: START }): Promise<Device> {
  const identity = await makeIdentity('Alice');
  const names = { office: 'Wonderland', founder: 'Alice' };
  const founding = await foundOffice(identity, recordOf(identity), names, time.now);
  const alice = new Device('Alice', identity, time, founding.office);
  const { officeKey: key } = founding;
  alice.keyring.add([{ generation: keyIdOf(key), scope: 'office', key }]);
  const { log, chain, number, bytes: envelope } = founding.entry;
  await makeOutbox(alice.disk).put([{ log, chain, number, envelope, since: time.now }]);
  return alice.open();
}

/** Somebody new, with an empty disk. */
export async function newcomer(name: string, alice: Device): Promise<Device> {
  return new Device(name, await makeIdentity(name), alice.time, alice.office.id).open();
}

/** Somebody joins by an invite that Alice makes; both then hold the same. */
export async function welcome(name: string, alice: Device): Promise<Device> {
  const secret = await alice.invite();
  const device = await newcomer(name, alice);
  await give(alice, device);
  await device.join(secret);
  await exchange(alice, device);
  return device;
}

/** Alice's office with the channel `general` and Bob in it. */
export async function setup() {
  const time: Time = { now: START };
  const alice = await found(time);
  const general = await alice.createChannel('general');
  const bob = await welcome('Bob', alice);
  return { time, alice, bob, general, office: alice.office.id, log: alice.logNow(general) };
}
