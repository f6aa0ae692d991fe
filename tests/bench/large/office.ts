import * as Y from 'yjs';
import type { Archive } from '../../../relay/archive.ts';
import type { Seeds } from '../../../src/adapters/memory/disk.ts';
import type { Admitted } from '../../../src/log/judge.ts';
import { makeEntry } from '../../../src/log/make.ts';
import { readChain } from '../../../src/log/replay.ts';
import { loadKeys } from '../../../src/messenger/settings.ts';
import {
  type ConversationId,
  type DeviceId,
  type EntryId,
  type OfficeId,
  ROSTER,
} from '../../../src/model/ids.ts';
import { hlcAt, tick } from '../../../src/model/time.ts';
import { Keyring } from '../../../src/office/keyring.ts';
import type { Identity } from '../../../src/ports.ts';
import { randomBytes } from '../../../src/wire/bytes.ts';
import { RUN_BYTES } from '../../../src/wire/envelope.ts';
import { chainIdOf } from '../../../src/wire/hash.ts';
import { readLink } from '../../../src/wire/links.ts';
import { publicKeyOf } from '../../../src/wire/sign.ts';
import { OfficeWorld, type Person } from '../../support/officeWorld.ts';
import { nativeSigner } from '../../support/quickIdentity.ts';
import { trackCrypto } from '../../support/trackCrypto.ts';

/** A device that writes in the office. */
export interface Author {
  readonly device: DeviceId;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** An office of some people and channels, founded at a time of one's choice, with nothing said in it. */
export interface EmptyOffice {
  readonly id: OfficeId;
  readonly authors: readonly Author[];
  readonly channels: readonly ConversationId[];
  readonly keyring: Keyring;
  /** Secret of an invite that many can use. */
  readonly secret: Uint8Array;
  /** Every chain of the roster, whole. */
  readonly roster: readonly (readonly Admitted[])[];
}

/** Times that the invite can be used. */
const USES = 1_000;
/** Milliseconds in which everybody learns of everybody. */
const SETTLED = 600_000;
const YEAR = 365 * 86_400_000;

interface Founding {
  /** Unix time in milliseconds. */
  readonly founded: number;
  readonly now: number;
  /** How many have a second device; if any has, people are there one after the other. Default 0. */
  readonly linked?: number;
}

/**
 * Founds an office at `founded` on real parts over the memory hub; the invite is dated `now`.
 * Channels are called `channel-00` and so on; the first one is `general`.
 */
export async function foundEmpty(
  people: number,
  channels: number,
  { founded, now, linked = 0 }: Founding,
): Promise<EmptyOffice> {
  const world = new OfficeWorld(7, {}, undefined, founded);
  const untrack = trackCrypto(world.clock);
  try {
    await world.relay.start();
    const founder = await world.found('Person 0', 'Large');
    for (let i = 1; i < channels; i++) {
      await world.drive(founder.here.createChannel(`channel-${String(i).padStart(2, '0')}`));
    }
    const link = await world.inviteBy(founder, { uses: USES });
    for (let i = 1; i < people; i++) {
      const person = await world.join(`Person ${i}`, link);
      if (i <= linked) await addDevice(world, person);
      if (linked > 0) await world.close(person);
    }
    await world.until('all know each other', () => founder.members.length === people, SETTLED);
    const all = [...world.people.values()];
    for (const person of all) await world.close(person);
    founder.skew = now - world.clock.now();
    await world.open(founder, { offline: true });
    const { secret } = await world.inviteBy(founder, { uses: USES, expiresIn: YEAR });
    const rooms = [...founder.here.conversations.get()].sort((a, b) =>
      a.name === 'general' ? -1 : b.name === 'general' ? 1 : a.name < b.name ? -1 : 1,
    );
    await world.close(founder);
    const id = link.office;
    const keys = await loadKeys(world.deviceOf(founder).keys);
    return {
      id,
      secret,
      authors: all.map(authorOf),
      channels: rooms.map((room) => room.id),
      keyring: new Keyring(id, keys),
      roster: rosterOf(id, founder),
    };
  } finally {
    await world.end();
    untrack();
  }
}

async function addDevice(world: OfficeWorld, person: Person): Promise<void> {
  const { link } = await world.drive(person.here.linkDevice());
  const read = readLink(link);
  if (read.kind !== 'link') throw new Error(`no link: ${link}`);
  const joining = world.joining(`${person.name}, second device`, read);
  const { waiting } = person.here;
  await world.until('it asks', () => waiting.get().length > 0);
  for (const { id } of waiting.get()) await world.drive(person.here.approve(id));
  await world.close(await world.drive(joining));
}

function authorOf({ disk }: Person): Author {
  const { signing } = disk.identity as Seeds;
  const sign = nativeSigner(signing);
  if (!sign) throw new Error('only in Node');
  return { device: publicKeyOf(signing) as DeviceId, sign };
}

function rosterOf(office: OfficeId, { disk }: Person): Admitted[][] {
  const doc = new Y.Doc();
  for (const update of disk.logs.get(ROSTER) ?? []) Y.applyUpdate(doc, update);
  return [...doc.share.keys()].map((name) => {
    const items = doc.getArray<[Uint8Array]>(name).toArray();
    const chain = readChain(office, ROSTER, name, items);
    if (!chain) throw new Error('the roster does not read back');
    return chain;
  });
}

/**
 * The office once its devices have said so much more in its roster that it has so many entries: names of
 * people, by one after the other, each in a run of the app that goes on and behind what the one before said.
 */
export async function saidMore(office: EmptyOffice, entries: number, now: number) {
  const { id, authors, keyring } = office;
  const key = keyring.current(ROSTER);
  if (!key) throw new Error('no key');
  const chains = authors.map(() => ({ run: randomBytes(RUN_BYTES), said: [] as Admitted[] }));
  const named = new Set(office.roster.flatMap((chain) => chain.flatMap(causesIn)));
  let seen = office.roster
    .flatMap((chain) => chain.map((it) => it.id))
    .filter((it) => !named.has(it));
  let hlc = hlcAt(now);
  for (let count = sizeOf(office); count < entries; count++) {
    const author = authors[count % authors.length] as Author;
    const { run, said } = chains[count % authors.length] as (typeof chains)[number];
    hlc = tick(hlc, now);
    const before = said.at(-1)?.id ?? null;
    const chain = chainIdOf(id, ROSTER, author.device, run);
    const place = { office: id, log: ROSTER, chain, number: said.length, previous: before };
    const draft = { content: { name: `Person ${count}` }, act: { t: 'profile' as const, seen } };
    const entry = await makeEntry(place, draft, hlc, run, author as Identity, key);
    said.push(entry);
    seen = [entry.id];
  }
  const more = chains.map(({ said }) => said).filter((said) => said.length > 0);
  return { ...office, roster: [...office.roster, ...more] };
}

/** How many entries the roster of an office has. */
export const sizeOf = ({ roster }: EmptyOffice): number =>
  roster.reduce((sum, chain) => sum + chain.length, 0);

const causesIn = ({ act }: Admitted, at: number, chain: readonly Admitted[]): EntryId[] => {
  const before = chain[at - 1];
  return [...(act && 'seen' in act ? act.seen : []), ...(before ? [before.id] : [])];
};

/** Keeps the roster in a relay's archive. */
export async function keepRoster(archive: Archive, { id, roster }: EmptyOffice): Promise<void> {
  for (const chain of roster) {
    const last = chain.at(-1) as Admitted;
    const held = { id: last.chain, device: last.device, next: chain.length, head: last.id };
    await archive.append(
      id,
      ROSTER,
      held,
      0,
      chain.map(({ bytes }) => bytes),
    );
  }
}
