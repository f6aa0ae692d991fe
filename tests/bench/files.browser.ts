import { makeBlobStore, wipeBlobs } from '../../src/adapters/browser/blobStore.ts';
import { clock } from '../../src/adapters/browser/clock.ts';
import { inBrowser } from '../../src/adapters/libp2p/browser.ts';
import { createNetwork, type LibP2PNetwork } from '../../src/adapters/libp2p/network.ts';
import { takeIn } from '../../src/files/intake.ts';
import { type FileKey, Shelf } from '../../src/files/shelf.ts';
import { Transfers } from '../../src/files/transfers.ts';
import type { FileId, OfficeId, PeerId } from '../../src/model/ids.ts';
import type { FileSource, StateStore } from '../../src/ports.ts';
import { bytesOf, toBase64url } from '../../src/wire/bytes.ts';

/** A page that sends or fetches one file, without an office around it, and the floors of that. */

const office = toBase64url(new Uint8Array(32)) as OfficeId;
const BARE = '/bench/bytes/1';
let network: LibP2PNetwork;
let shelf: Shelf;
let transfers: Transfers;
const keys = new Map<FileId, FileKey>();
const changed = new Set<() => void>();

const nothing: StateStore = {
  get: async () => undefined,
  set: async () => {},
  scan: async () => [],
  close: async () => {},
};

export async function begin(seed: number): Promise<PeerId> {
  network = await createNetwork({ seed: new Uint8Array(32).fill(seed), ...inBrowser() });
  await network.start();
  await wipeBlobs('bench');
  shelf = new Shelf(makeBlobStore('bench'));
  transfers = new Transfers({
    office,
    network,
    clock,
    state: nothing,
    shelf,
    relays: new Set(),
    keyOf: (file) => keys.get(file) ?? null,
    mayHave: () => true,
    makeRoom: async () => true,
    onChange: () => {
      for (const look of changed) look();
    },
    onError: console.error,
  });
  await transfers.load();
  transfers.start();
  await network.node?.handle(BARE, takeBare, { runOnLimitedConnection: true });
  return network.peer;
}

export const dial = (address: string): Promise<PeerId> => network.dial(address);
export const connected = () => network.connected();

/** Pieces of a file that nobody has to keep: each a few bytes that tell where it is, then zeros. */
const source = (size: number): FileSource => ({
  name: 'bench.bin',
  type: '',
  size,
  async read(from, to) {
    const bytes = new Uint8Array(to - from);
    crypto.getRandomValues(bytes.subarray(0, Math.min(1024, bytes.length)));
    return bytes;
  },
});

/** The longest task of the main thread, and how far the heap grew, in the time of some work. */
async function watched<T>(work: () => Promise<T>) {
  const memory = () =>
    (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;
  const before = memory();
  let longest = 0;
  let heap = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
  const timer = setInterval(() => {
    heap = Math.max(heap, memory() - before);
  }, 250);
  const begun = performance.now();
  const result = await work();
  const took = performance.now() - begun;
  clearInterval(timer);
  observer.disconnect();
  return { result, took, longest, heap };
}

/** Takes a file in; gives what others need to fetch it, and what that cost. */
export async function take(size: number) {
  const { result, ...cost } = await watched(() =>
    takeIn(shelf, source(size), { signal: new AbortController().signal, onDone: () => {} }),
  );
  const { file } = result.manifest;
  keys.set(file, { key: result.key, size });
  return { file, key: toBase64url(result.key), ...cost };
}

/** Fetches a file from whoever has it; gives what that cost. */
export async function fetchFile(file: FileId, key: string, size: number) {
  const known = { key: bytesOf(key), size };
  keys.set(file, known);
  const { result: _, ...cost } = await watched(async () => {
    transfers.want(file);
    await new Promise<void>((resolve) => {
      const look = () => {
        if (transfers.isWanted(file)) return;
        changed.delete(look);
        resolve();
      };
      changed.add(look);
    });
  });
  const shelved = await shelf.file(file, known);
  if (shelved?.here !== size) throw new Error(`${shelved?.here} of ${size} bytes`);
  return cost;
}

/** What a page that serves costs while `seconds` pass. */
export const idle = async (seconds: number) => {
  const { result: _, ...cost } = await watched(
    () => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  );
  return cost;
};

let bareTook = 0;
let bareGot = 0;

function takeBare(stream: {
  addEventListener(
    type: 'message',
    listener: (event: { data: { byteLength: number } }) => void,
  ): void;
}): void {
  bareGot = 0;
  let begun = 0;
  stream.addEventListener('message', ({ data }) => {
    begun ||= performance.now();
    bareGot += data.byteLength;
    bareTook = performance.now() - begun;
  });
}

export const bare = () => ({ bytes: bareGot, took: bareTook });

/** Sends so many bytes over a bare libp2p stream of the connection that there is. */
export async function sendBare(peer: PeerId, size: number): Promise<void> {
  const connection = network.node
    ?.getConnections()
    .find((it) => it.remotePeer.toString() === peer && it.status === 'open');
  const stream = await connection?.newStream(BARE, { runOnLimitedConnection: true });
  if (!stream) throw new Error('no stream');
  const piece = new Uint8Array(64 * 1024);
  for (let sent = 0; sent < size; sent += piece.length) {
    if (!stream.send(piece)) {
      await new Promise((resolve) => stream.addEventListener('drain', resolve, { once: true }));
    }
  }
}

let rtc: RTCPeerConnection;
let channel: RTCDataChannel;
let got = 0;
let rawBegun = 0;
let rawTook = 0;

/** A raw data channel between two pages: what WebRTC gives without libp2p. */
export async function offerRaw(): Promise<RTCSessionDescriptionInit> {
  rtc = new RTCPeerConnection();
  channel = rtc.createDataChannel('raw');
  channel.binaryType = 'arraybuffer';
  await rtc.setLocalDescription(await rtc.createOffer());
  return gathered();
}

export async function answerRaw(
  offer: RTCSessionDescriptionInit,
): Promise<RTCSessionDescriptionInit> {
  rtc = new RTCPeerConnection();
  rtc.ondatachannel = (event) => {
    event.channel.binaryType = 'arraybuffer';
    event.channel.onmessage = ({ data }) => {
      rawBegun ||= performance.now();
      got += (data as ArrayBuffer).byteLength;
      rawTook = performance.now() - rawBegun;
    };
  };
  await rtc.setRemoteDescription(offer);
  await rtc.setLocalDescription(await rtc.createAnswer());
  return gathered();
}

export const acceptRaw = (answer: RTCSessionDescriptionInit) => rtc.setRemoteDescription(answer);

async function gathered(): Promise<RTCSessionDescriptionInit> {
  while (rtc.iceGatheringState !== 'complete') await new Promise((r) => setTimeout(r, 20));
  return rtc.localDescription?.toJSON() as RTCSessionDescriptionInit;
}

export async function sendRaw(size: number): Promise<void> {
  while (channel.readyState !== 'open') await new Promise((r) => setTimeout(r, 20));
  channel.bufferedAmountLowThreshold = 256 * 1024;
  const piece = new Uint8Array(16 * 1024);
  for (let sent = 0; sent < size; sent += piece.length) {
    if (channel.bufferedAmount > 2 * 1024 * 1024) {
      await new Promise((resolve) => {
        channel.onbufferedamountlow = resolve;
      });
    }
    channel.send(piece);
  }
}

export const raw = () => ({ bytes: got, took: rawTook });

export const end = (): Promise<void> => network.stop();
