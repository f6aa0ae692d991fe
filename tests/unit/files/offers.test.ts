import { beforeEach, expect, test } from 'vitest';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeStateStore } from '../../../src/adapters/memory/stateStore.ts';
import type { FileFrame } from '../../../src/files/frames.ts';
import type { Link } from '../../../src/files/link.ts';
import { Offers } from '../../../src/files/offers.ts';
import type { FileKey, Shelf, Shelved } from '../../../src/files/shelf.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import type { ChunkId, ConversationId, FileId, PeerId } from '../../../src/model/ids.ts';
import type { StateStore } from '../../../src/ports.ts';

const file = 'file' as FileId;
const NEAR = 'near' as PeerId;
const FAR = 'far' as PeerId;
const GENERAL = 'general' as ConversationId;
const BOARD = 'board' as ConversationId;
const LATER = 10 * 60_000;

interface FakeLink {
  peer: PeerId;
  room: number;
  ended: boolean;
}

let clock: VirtualClock;
let state: StateStore;
let sent: [PeerId, FileFrame][];
let links: Map<PeerId, FakeLink>;
let errors: unknown[];
/** What the disk does when a manifest, or a chunk, is read. */
let disk: { file: () => Promise<Shelved | null>; get: () => Promise<Uint8Array<ArrayBuffer>> };

const shelved = {
  manifest: { file, layout: { places: 2 }, places: ['a' as ChunkId, 'b' as ChunkId] },
} as unknown as Shelved;

beforeEach(() => {
  clock = makeVirtualClock();
  state = makeStateStore(new Disk());
  sent = [];
  links = new Map();
  errors = [];
  disk = { file: async () => shelved, get: async () => new Uint8Array(20) };
});

function linkTo(peer: PeerId): FakeLink {
  const known = links.get(peer);
  if (known) return known;
  const link = { peer, room: 8, ended: false };
  links.set(peer, link);
  return Object.assign(link, {
    send: async (frame: FileFrame) => {
      sent.push([peer, frame]);
    },
    bring: async (id: FileId, place: number, bytes: Uint8Array<ArrayBuffer>) => {
      sent.push([peer, { kind: 'chunk', file: id, place, bytes }]);
    },
    takeBack: () => true,
  });
}

/** The stream to a relay ends; the next use of it opens another. */
function hangUp(peer: PeerId): void {
  linkTo(peer).ended = true;
  links.delete(peer);
}

async function open(): Promise<Offers> {
  const offers = new Offers({
    clock,
    state,
    shelf: { file: () => disk.file(), get: () => disk.get() } as unknown as Shelf,
    relays: new Set([NEAR, FAR]),
    keyOf: () => ({}) as FileKey,
    linkTo: (peer) => linkTo(peer) as unknown as Link,
    onBrought: () => {},
    onError: (error) => errors.push(error),
  });
  await offers.start();
  return offers;
}

async function bring(offers: Offers, relay: PeerId): Promise<void> {
  offers.bring(relay);
  await clock.settle();
}

const kinds = (): string[] => sent.map(([peer, { kind }]) => `${kind} to ${peer}`);

function answer(offers: Offers, relay: PeerId): void {
  offers.forgot(linkTo(relay) as unknown as Link, file);
}

test('J12: that a file is gone is told to each relay until it answers, also after a restart', async () => {
  await clock.advance(0.5);
  const offers = await open();
  offers.forget(file);
  await bring(offers, NEAR);
  await bring(offers, NEAR);
  answer(offers, NEAR);
  await bring(offers, NEAR);
  expect(errors).toEqual([]);
  expect(kinds()).toEqual(['forget to near']);
  const later = await open();
  await bring(later, NEAR);
  await bring(later, FAR);
  expect(kinds()).toEqual(['forget to near', 'forget to far']);
  expect(later.size).toBe(1);
  answer(later, FAR);
  await clock.settle();
  expect([later.size, await state.scan('file-forget/')]).toEqual([0, []]);
});

test('J12: what was handed on and not answered is told again on the next stream, and after a restart', async () => {
  const offers = await open();
  offers.forget(file);
  await bring(offers, NEAR);
  hangUp(NEAR);
  await bring(offers, NEAR);
  expect(kinds()).toEqual(['forget to near', 'forget to near']);
  hangUp(NEAR);
  const later = await open();
  await bring(later, NEAR);
  expect(kinds()).toHaveLength(3);
});

test('J12: an answer to what was not said is none', async () => {
  const offers = await open();
  answer(offers, NEAR);
  offers.forget(file);
  answer(offers, NEAR);
  await bring(offers, NEAR);
  expect(kinds()).toEqual(['forget to near']);
});

test('a relay that is not met for a month is not waited for', async () => {
  const offers = await open();
  offers.forget(file);
  await bring(offers, NEAR);
  await clock.advance(32 * 86_400_000);
  await bring(offers, NEAR);
  expect([offers.size, await state.scan('file-forget/')]).toEqual([0, []]);
});

test('J9: a file of two conversations is offered for both', async () => {
  const offers = await open();
  offers.add(file, GENERAL);
  offers.add(file, BOARD);
  await clock.settle();
  const later = await open();
  await bring(later, NEAR);
  const named = sent.map(([, frame]) => frame.kind === 'offer' && frame.conversation);
  expect(named).toEqual([GENERAL, BOARD]);
  later.add(file, 'third' as ConversationId);
  await clock.settle();
  expect(sent.at(-1)?.[1]).toMatchObject({ kind: 'offer', conversation: 'third' });
});

test('what the disk did not give for a moment is brought later', async () => {
  const offers = await open();
  offers.add(file, GENERAL);
  disk.file = () => Promise.reject(new ConfabError('storage-failed', 'reading'));
  await bring(offers, NEAR);
  expect([kinds(), offers.size, errors.length]).toEqual([[], 1, 1]);
  disk.file = async () => shelved;
  await clock.advance(LATER);
  await bring(offers, NEAR);
  expect(kinds()).toEqual(['offer to near']);
});

test('so is a chunk that it did not give', async () => {
  const offers = await open();
  offers.add(file, GENERAL);
  await bring(offers, NEAR);
  const { get } = disk;
  const relay = linkTo(NEAR) as unknown as Link;
  disk.get = () => Promise.reject(new ConfabError('storage-failed', 'reading'));
  offers.heard(relay, file, new Uint8Array());
  await clock.settle();
  disk.get = get;
  await clock.advance(LATER);
  await bring(offers, NEAR);
  offers.heard(relay, file, new Uint8Array());
  await clock.settle();
  const places = sent.flatMap(([, frame]) => (frame.kind === 'chunk' ? [frame.place] : []));
  expect(places).toEqual([0, 1]);
});

test('what is not here, or is no such file, is not brought', async () => {
  for (const read of [
    async () => null,
    () => Promise.reject(new ConfabError('malformed', 'manifest')),
  ]) {
    const offers = await open();
    offers.add(file, GENERAL);
    disk.file = read;
    await bring(offers, NEAR);
    expect([kinds(), offers.size]).toEqual([[], 0]);
  }
});
