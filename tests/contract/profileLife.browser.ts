import * as Y from 'yjs';
import { openProfile, type Profile } from '../../src/adapters/browser/profile.ts';
import {
  awaitTab,
  type TabLock,
  takeOverTab,
  takeTab,
} from '../../src/adapters/browser/tabLock.ts';
import { ConfabError } from '../../src/model/errors.ts';
import { type ChunkId, ROSTER } from '../../src/model/ids.ts';
import type { StoredLog } from '../../src/ports.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import { LOG, noise, waiting } from './device.ts';

/** What profileLife.test.ts calls in its pages. State lives as long as the page. */
let profile: Profile | undefined;
let stored: StoredLog | undefined;
const doc = new Y.Doc();

/** The reason of a rejection, or null: errors lose their class on the way out of a page. */
const reasonOf = (promise: Promise<unknown>): Promise<string | null> =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof ConfabError ? error.reason : String(error)),
  );

export async function open(): Promise<{ entries: number; waiting: number[] }> {
  profile = await openProfile('life');
  stored = await profile.logs.open(LOG, doc);
  const numbers = (await profile.outbox.all()).map((item) => item.number);
  return { entries: doc.getArray('chain').length, waiting: numbers };
}

export const tryOpen = () => reasonOf(openProfile('hangs'));
export const tryOpenLog = () =>
  reasonOf(profile?.logs.open(ROSTER, new Y.Doc()) ?? Promise.reject('closed'));

export const put = (number: number, bytes: number) =>
  reasonOf(
    profile?.outbox.put([waiting(number, { envelope: noise(bytes) })]) ?? Promise.reject('closed'),
  );

export function append(bytes: number): Promise<string | null> {
  doc.getArray('chain').push([[noise(bytes)]]);
  return reasonOf(stored?.flushed() ?? Promise.reject('closed'));
}

const chunkId = (number: number) => toBase64url(new Uint8Array(32).fill(number)) as ChunkId;

export const putChunk = (number: number, bytes: number) =>
  reasonOf(profile?.blobs.put(chunkId(number), noise(bytes)) ?? Promise.reject('closed'));

/** Bytes of the chunk with each number from 0 on, until there is none. */
export async function chunks(): Promise<number[]> {
  const lengths: number[] = [];
  for (;;) {
    const bytes = await profile?.blobs.get(chunkId(lengths.length));
    if (!bytes) return lengths;
    lengths.push(bytes.length);
  }
}

/** Begins to keep chunks, and does not wait. */
export function beginChunks(count: number): void {
  begun = Promise.all(Array.from({ length: count }, (_, number) => putChunk(number, 200_000)));
}
let begun: Promise<(string | null)[]> = Promise.resolve([]);
export const begunChunks = () => begun;

/** Makes every open of the database hang: behind one of a higher version, which waits for a connection that does not close. */
export async function block(name: string): Promise<void> {
  const request = indexedDB.open(name);
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  const next = indexedDB.open(name, request.result.version + 1);
  await new Promise((resolve) => {
    next.onblocked = resolve;
  });
}

const told: string[] = [];
const locks: TabLock[] = [];

const onTakenOver = async (asked: boolean) => {
  told.push(asked ? 'asked' : 'stolen');
  await profile?.close();
  profile = undefined;
  told.push('closed');
};

function have(lock: TabLock | null): boolean {
  if (lock) locks.push(lock);
  return lock !== null;
}

export const take = async () => have(await takeTab('life', onTakenOver));
export const takeOver = async (grace?: number) =>
  have(await takeOverTab('life', onTakenOver, grace));
export const toldSoFar = () => told;
export const release = () => {
  for (const lock of locks) lock.release();
  for (const lock of locks) lock.release();
};

let queued: Promise<boolean> | undefined;
const giveUp = new AbortController();
export function queue(): void {
  queued = awaitTab('life', onTakenOver, giveUp.signal).then(have);
}
export const queuedTurn = () => reasonOf(queued ?? Promise.reject('not queued'));
export const stopWaiting = () => giveUp.abort();
export const queueAndStop = () => {
  queue();
  stopWaiting();
};

/** Keeps this tab from now on from answering anything, like a frozen one, until `ms` passed. */
export function freeze(ms: number): void {
  setTimeout(() => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  });
}
