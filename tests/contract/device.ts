import { assert } from 'chai';
import { ConfabError, type Reason } from '../../src/model/errors.ts';
import type { ChainId, LogId } from '../../src/model/ids.ts';
import type {
  BlobStore,
  IndexStore,
  KeyStore,
  LogStore,
  Outbox,
  StateStore,
  Waiting,
} from '../../src/ports.ts';

/** What the storage ports give a device that is running. */
export interface Stores {
  readonly logs: LogStore;
  readonly outbox: Outbox;
  readonly state: StateStore;
  readonly keys: KeyStore;
  readonly blobs: BlobStore;
  readonly shards: IndexStore;
  close(): Promise<void>;
}

/** One device's storage as a contract suite sees it: it outlives what opens it. */
export interface Device {
  /** Opens the stores on what is kept: the first time on nothing. */
  open(): Promise<Stores>;
  /** Ends what is open as a crash would; what was not acknowledged may be lost. */
  crash(): Promise<void>;
  /** Makes writes of 100 kB and more fail for this reason, until called with null. */
  fail(reason: 'storage-full' | 'storage-failed' | null): void;
  /** Ends everything and removes what is kept. */
  remove(): Promise<void>;
}

export type MakeDevice = () => Promise<Device>;

/** Runs a case with a device of its own, and removes it. */
export const withDevice =
  (make: MakeDevice, body: (device: Device) => Promise<void>) => async (): Promise<void> => {
    const device = await make();
    try {
      await body(device);
    } finally {
      device.fail(null);
      await device.remove();
    }
  };

/** Asserts that the promise rejects with one of the reasons. */
export async function assertRejects(promise: Promise<unknown>, ...reasons: Reason[]) {
  const error = await promise.then(
    () => assert.fail(`should have been refused with ${reasons}`),
    (error: unknown) => error,
  );
  assert.instanceOf(error, ConfabError, String(error));
  assert.include(reasons, (error as ConfabError).reason, String(error));
}

/** Ids as they look in the app. */
export const LOG = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
export const OTHER_LOG = 'AAAAAAAAAAAAAAAAAAAAAQ.202601' as LogId;
/** The largest chain id: it must survive as a number. */
export const CHAIN = Number.MAX_SAFE_INTEGER as ChainId;
export const OTHER_CHAIN = 1 as ChainId;

/** Bytes that differ from call to call and look like ciphertext: they compress badly. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  // getRandomValues gives at most 65,536 bytes.
  for (let from = 0; from < length; from += 65_536) {
    crypto.getRandomValues(bytes.subarray(from, from + 65_536));
  }
  return bytes;
}

export const waiting = (number: number, more: Partial<Waiting> = {}): Waiting => ({
  log: LOG,
  chain: CHAIN,
  number,
  envelope: noise(400),
  since: 1_767_225_600_000 + number,
  ...more,
});
