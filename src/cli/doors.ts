import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clock as machineClock } from '../adapters/node/clock.ts';
import { confirmNatively } from '../adapters/node/confirm.ts';
import { DATABASE_FILE } from '../adapters/node/database.ts';
import { openDataFolder } from '../adapters/node/dataFolder.ts';
import { hashNatively } from '../adapters/node/hash.ts';
import { openNatively } from '../adapters/node/seal.ts';
import type { Device } from '../messenger/device.ts';
import {
  createOffice,
  joinOffice,
  type OpenMessenger,
  openOffice,
  recoverOffice,
} from '../messenger/open.ts';
import { ConfabError } from '../model/errors.ts';
import type { Clock, Network } from '../ports.ts';
import { bytesOf } from '../wire/bytes.ts';
import { peerIdOf } from '../wire/peer.ts';
import { publicKeyOf } from '../wire/sign.ts';
import type { Doors } from './terminal.ts';

/** The large parts of the terminal client: SQLite in a data folder, libp2p over WebSocket. */

export interface FolderOptions {
  /** Path of the data folder. */
  readonly data: string;
  readonly offline: boolean;
  /** Told of faults for which nobody waits. */
  readonly report: (error: unknown) => void;
  /** Asked for the passphrase of a folder that is locked; without it such a folder is `locked`. */
  readonly passphrase?: () => Promise<string>;
  /** By default the machine's. */
  readonly clock?: Clock;
}

/** The ports of one device, with the data folder behind them. */
export interface OpenDevice {
  readonly device: Device;
  /** Gives the data folder free. Harmless when closed. */
  close(): Promise<void>;
}

/** Opens a data folder; `make`: where it is missing, too, else that is `no-office`. Rejects as `openDataFolder` does. */
export async function openDevice(
  options: FolderOptions & { readonly make: boolean },
): Promise<OpenDevice> {
  const { offline, report, clock = machineClock } = options;
  confirmNatively();
  hashNatively();
  openNatively();
  const folder = await openFolder(options);
  const { logs, outbox, state, keys, blobs } = folder;
  try {
    if ((await keys.lock.state()) === 'locked') await keys.lock.unlock(await askFor(options));
  } catch (error) {
    await folder.close();
    throw error;
  }
  const network = (seed: Uint8Array) =>
    offline ? Promise.resolve(noNetwork(seed)) : makeNetwork(seed, report);
  return {
    device: {
      logs,
      outbox,
      state,
      keys,
      blobs,
      fetchUpTo: 0,
      clock,
      network,
      report,
      // Most commands search nothing.
      finder: async () =>
        (await import('../search/finder.ts')).makeFinder(folder.openIndex(), clock),
    },
    close: () => folder.close(),
  };
}

async function askFor({ data, passphrase }: FolderOptions): Promise<string> {
  if (passphrase) return passphrase();
  throw new ConfabError('locked', data);
}

async function openFolder({ data, make }: { readonly data: string; readonly make: boolean }) {
  if (!make && !existsSync(join(data, DATABASE_FILE))) throw new ConfabError('no-office', data);
  return openDataFolder(data);
}

/** The ways into the office of a data folder, which is taken for as long as the office is open. */
export function makeDoors(options: FolderOptions): Doors {
  const { offline } = options;
  const enter = async (make: boolean, way: (device: Device) => Promise<OpenMessenger>) => {
    const { device, close: closeFolder } = await openDevice({ ...options, make });
    try {
      const office = await way(device);
      return { ...office, close: () => office.close().finally(closeFolder) };
    } catch (error) {
      await closeFolder();
      throw error;
    }
  };
  return {
    openOffice: () => enter(false, (device) => openOffice(device, { offline })),
    passphrase: () => askFor(options),
    async withLock(make, work) {
      const folder = await openFolder({ data: options.data, make });
      return work(folder.keys.lock).finally(() => folder.close());
    },
    createOffice: (link, origin, names, steps) =>
      enter(true, (device) => createOffice(device, link, origin, names, steps)),
    joinOffice: (link, origin, name, steps) =>
      enter(true, (device) => joinOffice(device, link, origin, name, steps)),
    recoverOffice: (link, origin, code, steps) =>
      enter(true, (device) => recoverOffice(device, link, origin, code, steps)),
  };
}

/** Loaded when connecting only: libp2p takes longer to load than everything else together. */
async function makeNetwork(seed: Uint8Array, onError: (error: unknown) => void): Promise<Network> {
  const [{ createNetwork }, { webSockets }] = await Promise.all([
    import('../adapters/libp2p/network.ts'),
    import('@libp2p/websockets'),
  ]);
  return createNetwork({ seed, onError, transports: [webSockets()] });
}

/** What stands in for the network of a device that is not to connect. */
function noNetwork(seed: Uint8Array): Network {
  const none = () => Promise.reject(new ConfabError('closed', 'opened offline'));
  const nothing = () => () => {};
  return {
    get peer() {
      return peerIdOf(bytesOf(publicKeyOf(seed)));
    },
    webrtc: false,
    start: none,
    stop: () => Promise.resolve(),
    dial: none,
    hangUp: () => Promise.resolve(),
    connected: () => [],
    onEvent: nothing,
    open: none,
    onStream: nothing,
    subscribe: nothing,
    publish: () => Promise.resolve(0),
  };
}
